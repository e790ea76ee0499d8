"""codebook.toml -> `Codebook`. Strict: what a misspelt key was to say would be lost, and nobody would notice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any
from unicodedata import category

import attrs

from annot.codebook.fields import Table, meant, shorten
from annot.codebook.rules import RULE_IDS
from annot.errors import InputError
from annot.model.codebook import NOT_YET, Attribution, ClaimType, Codebook, Rating, Status
from annot.model.ids import codebook_id
from annot.model.words import ATTRIBUTIONS
from annot.plain import show, storable

AVERITEC_LABELS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking")
AVERITEC_TYPES = (
    "Event/Property Claim",
    "Numerical Claim",
    "Quote Verification",
    "Causal Claim",
    "Position Statement",
)
FEVER_LABELS = ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO")
MOST_STATUSES = 9  # each has a digit key, and 0 is `unchecked`
BLIND = "suggestions_in_blind_rounds"
_TAKEN_IDS = {NOT_YET.id: "always there, on key 0", "no_claim": "what a decision says of a group that is no claim"}
_STATUS_KEYS = tuple(field.name for field in attrs.fields(Status))  # the file's keys are the model's names
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# A codebook can be a stranger's, and tomllib's time is the square of a dotted key's length (measured: 39 s for 80 kB).
_MOST_CHARACTERS = 100_000
_MOST_DOTS = 200


def parse(toml: str, name: str) -> Codebook:
    """The codebook that `toml` describes; `name` is the file's name, for the messages.

    Raises InputError, which names the file and the line or key, counted from 1: `status[2]` is the one on key 2.
    """
    toml = storable(toml)
    top = Table(name, _load(toml, name))
    top.allow("name", "status", "attribution", "type", "lint")
    title = top.text("name")
    lint, suggestions = _lint(top)
    return Codebook(
        id=codebook_id(toml),
        toml=toml,
        name=title,
        statuses=_statuses(top),
        attributions=_attributions(top),
        types=_types(top),
        lint=lint,
        suggestions_in_blind_rounds=suggestions,
    )


@cache
def default() -> Codebook:
    """The codebook of a desk that has none of its own."""
    return parse(files("annot.codebook").joinpath("default.toml").read_text(encoding="utf-8"), "default.toml")


def _load(toml: str, name: str) -> dict[str, Any]:
    file = show(name)
    if len(toml) > _MOST_CHARACTERS:
        raise InputError(
            f"{file} is too long for a codebook: {len(toml):,} characters of at most {_MOST_CHARACTERS:,}."
        )
    for n, line in enumerate(toml.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#"):
            raise InputError(f"{file}: line {n} has more than {_MOST_DOTS} dots; cut it in two.")
    try:
        return tomllib.loads(toml.removeprefix("\ufeff"))  # Windows' editor puts a BOM there
    except tomllib.TOMLDecodeError as error:
        why, _, where = str(error).removesuffix(")").rpartition(" (at ")
        if where == "end of document":
            where = f"line {toml.rstrip().count(chr(10)) + 1}, its end"
        raise InputError(f"{file} is not TOML at {where}: {show(why)}.") from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        before = toml[: match.start()] if (match := re.search(r"[0-9_]{4300}", toml)) else ""
        raise InputError(f"{file} is not TOML at line {before.count(chr(10)) + 1}: a number too long.") from error
    except RecursionError as error:
        raise InputError(f"{file} is no codebook: brackets within brackets, too deep to read.") from error


def _statuses(top: Table) -> tuple[Status, ...]:
    rows = list(top.tables("status"))
    if not rows:
        raise top.refusal("status", "is missing: a codebook has at least one [[status]]")
    if len(rows) > MOST_STATUSES:
        raise top.refusal("status", f"is there {len(rows)} times; at most {MOST_STATUSES} have a digit key")
    for row in rows:
        row.allow(*_STATUS_KEYS)
    codes = _codes(rows)
    statuses = tuple(_status(row, n, code) for n, (row, code) in enumerate(zip(rows, codes, strict=True), start=1))
    _refuse_repeats(rows, "id", [s.id for s in statuses])
    _refuse_repeats(rows, "code", [s.code.upper() for s in statuses], {NOT_YET.code: NOT_YET.id})
    _refuse_repeats(rows, "glyph", [s.glyph for s in statuses], {NOT_YET.glyph: NOT_YET.id})
    _refuse_repeats(rows, "ascii", [s.ascii for s in statuses], {NOT_YET.ascii: NOT_YET.id})
    _refuse_repeats(rows, "rank", [s.rank for s in statuses])
    return statuses


def _status(row: Table, n: int, code: str) -> Status:
    status_id = row.identifier()
    if status_id in _TAKEN_IDS:
        raise row.refusal("id", f"cannot be `{status_id}`: that is {_TAKEN_IDS[status_id]}")
    label = row.text("label")
    return Status(
        id=status_id,
        label=label,
        code=code,
        glyph=_sign(row, "glyph", str(n)),
        ascii=_sign(row, "ascii", str(n), ascii_only=True),
        colour=_colour(row),
        definition=row.words("definition") or "",
        examples=row.texts("examples"),
        rank=row.number("rank", 0, 99),
        claimreview=_rating(row, label),
        averitec=row.one_of("averitec", AVERITEC_LABELS),
        fever=row.one_of("fever", FEVER_LABELS),
        exported=row.switch("exported", True),
    )


def _codes(rows: Sequence[Table]) -> list[str]:
    """The code of each status: its own, else the first three letters of its id, else two and a number."""
    own = [_code(row) for row in rows]
    taken = {NOT_YET.code, *(code.upper() for code in own if code)}
    codes = []
    for row, code in zip(rows, own, strict=True):
        code = code or _free_code(row.identifier(), taken)
        taken.add(code.upper())
        codes.append(code)
    return codes


def _free_code(status_id: str, taken: Container[str]) -> str:
    letters = status_id.replace("_", "").upper()
    if len(letters) > 1 and letters[:3] not in taken:
        return letters[:3]
    return next(code for k in count(2) if (code := f"{letters[:2]}{k}") not in taken)


def _code(row: Table) -> str | None:
    if "code" not in row.items:
        return None
    code = row.text("code")
    if not 2 <= len(code) <= 4 or not all(map(_visible, code)):
        raise row.refusal("code", f'must be 2 to 4 printable characters (got "{shorten(code)}")')
    return code


def _sign(row: Table, key: str, default: str, *, ascii_only: bool = False) -> str:
    sign = row.text(key, default)
    if len(sign) != 1 or not _visible(sign) or (ascii_only and not sign.isascii()):
        kind = "ASCII" if ascii_only else "printable"
        raise row.refusal(key, f'must be exactly one {kind} character (got "{shorten(sign)}")')
    return sign


def _visible(character: str) -> bool:
    """Does it stand by itself? A combining mark (category M) would sit on its neighbour.

    What show() replaces is not printable either.
    """
    return character.isprintable() and not character.isspace() and not category(character).startswith("M")


def _colour(row: Table) -> str:
    colour = row.words("colour") or ""
    if colour and not _COLOUR.fullmatch(colour):
        raise row.refusal("colour", f'must be written #RRGGBB, like #009E73 (got "{shorten(colour)}")')
    return colour


def _rating(row: Table, label: str) -> Rating | None:
    rating = row.table("claimreview")
    if rating is None:
        return None
    rating.allow("rating", "name")
    return Rating(name=rating.text("name", label), value=rating.number("rating", 1, 5))


def _attributions(top: Table) -> tuple[Attribution, ...]:
    if "attribution" not in top.items:
        return default().attributions
    rows = list(top.tables("attribution"))
    attributions = []
    for row in rows:
        row.allow("id", "label", "definition")
        its_id = row.text("id")
        if its_id not in ATTRIBUTIONS:
            raise row.refusal("id", f'cannot be "{shorten(its_id)}"{meant(its_id, ATTRIBUTIONS)}')
        definition = row.words("definition") or ""
        attributions.append(Attribution(its_id, row.text("label", its_id.replace("_", " ")), definition))
    _refuse_repeats(rows, "id", [a.id for a in attributions])
    return tuple(attributions)


def _types(top: Table) -> tuple[ClaimType, ...]:
    if "type" not in top.items:
        return default().types
    rows = list(top.tables("type"))
    types = []
    for row in rows:
        row.allow("id", "label", "averitec")
        its_id = row.identifier()
        label = row.text("label", its_id.replace("_", " "))
        types.append(ClaimType(its_id, label, row.one_of("averitec", AVERITEC_TYPES)))
    _refuse_repeats(rows, "id", [t.id for t in types])
    return tuple(types)


def _lint(top: Table) -> tuple[frozenset[str], bool]:
    """The rules that are on, and the suggestions. A rule that [lint] does not name is as in the default codebook."""
    table = top.table("lint")
    if table is None:
        book = default()
        return book.lint, book.suggestions_in_blind_rounds
    table.allow(*RULE_IDS, BLIND)
    on = {rule for rule in RULE_IDS if table.switch(rule, False)}
    unnamed = set(RULE_IDS) - table.items.keys()
    if unnamed:  # not asked for while the default codebook itself is parsed: it names them all
        on |= unnamed & default().lint
    return frozenset(on), table.switch(BLIND, False)


def _refuse_repeats(
    rows: Sequence[Table], key: str, values: Iterable[str | int | None], taken: Mapping[str | int, str] | None = None
) -> None:
    """`taken` are values that belong to somebody else already, and to whom."""
    seen = dict(taken or {})
    for row, value in zip(rows, values, strict=True):
        if value is None:
            continue
        if value in seen:
            raise row.refusal(key, f'is "{shorten(str(value))}", which `{seen[value]}` has already')
        seen[value] = row.path
