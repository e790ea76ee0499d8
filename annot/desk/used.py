"""What this user did last, in a file of their state folder: which projects, at which place, and the tour."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from annot.desk import reading
from annot.desk.session import Desk
from annot.store import tables

MOST = 20  # projects that are remembered


@attrs.frozen
class Used:
    """A project file, where its reviewer was in it, and on which day."""

    path: str
    place: str = ""
    day: str = ""


def projects() -> list[Used]:
    """The projects used last, the latest first; of files that have gone nothing is said."""
    kept = _load().get("projects")
    return [
        Used(one["path"], one["place"], one["day"])
        for one in (kept if isinstance(kept, list) else ())
        if isinstance(one, dict)
        and all(isinstance(one.get(name), str) for name in ("path", "place", "day"))
        and os.path.isfile(one["path"])  # noqa: PTH113  # quiet about a path that is none
    ]


def remember(path: Path, place: str) -> None:
    """Put the project first among those used last."""
    here = str(path.absolute())
    today = datetime.now(UTC).date().isoformat()
    others = [attrs.asdict(one) for one in projects() if one.path != here]
    _save(_load() | {"projects": [attrs.asdict(Used(here, place, today)), *others][:MOST]})


def place(desk: Desk) -> str:
    """The article that this reviewer read last, and how far they were: "Harbour truce, P9, 14 of 25 done"."""
    last = reading.last_article(desk)
    article = tables.article(desk.store, last) if last else None
    if article is None:
        return ""
    at = reading.place(desk, article.id)
    done = reading.done_paragraphs(article, tables.readings(desk.store, article.id, [desk.me.id]))
    where = f", P{article.paragraph_at(at).n}" if at is not None else ""
    return f"{article.title}{where}, {len(done)} of {len(article.to_do)} done"


def tour_is_due() -> bool:
    """Whether the tour was never begun; asking is remembered, so it is due once."""
    if _load().get("tour"):
        return False
    _save(_load() | {"tour": True})
    return True


def _file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("annot") / "used.json"


def _load() -> dict[str, Any]:
    """What was remembered; nothing where the file is missing or unreadable, for nothing depends on it."""
    try:
        found = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _save(what: dict[str, Any]) -> None:
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".used-")  # readable by the user alone
        with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123  # a descriptor
            json.dump(what, stream)
        Path(temporary).replace(file)
    except OSError:
        return  # a full or read-only home must not keep anybody from working
