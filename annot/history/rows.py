"""Proving a row of the log as the file keeps it, without making a value of it first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

_text = json.JSONEncoder(ensure_ascii=False).encode
_again = lru_cache(64)(_text)  # of few writers and kinds


def proved(previous: bytes, row: Sequence[Any]) -> bytes:
    """The digest of a row in the order of the columns, patch and prev as canonical JSON: `change.chained`, faster."""
    writer, seq, clock, at, action, kind, entity, patch, prev, undoes, schema, _ = row
    undone = "null" if undoes is None else _text(undoes)
    line = (
        f'{{"action":{action},"at":{at},"clock":"{clock}","entity":{_text(entity)},"kind":{_again(kind)},'
        f'"patch":{patch},"prev":{prev},"schema":{schema},"seq":{seq},"undoes":{undone},"writer":{_again(writer)}}}'
    )
    return sha256(previous + line.encode()).digest()
