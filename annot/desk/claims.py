"""Claims: made, changed, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from annot.desk import citing
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.article import Article
from annot.model.claim import Claim
from annot.model.codebook import Codebook
from annot.model.ids import random_id
from annot.model.span import Span
from annot.model.words import ABOUT, ATTRIBUTIONS, CONFIDENCE, IMPORTANCE, UNCHECKED
from annot.plain import storable
from annot.store import tables

_CHOICES = {"attribution": ATTRIBUTIONS, "confidence": CONFIDENCE, "importance": IMPORTANCE}
_CLAIMS = ("parent", "repeats")
_TEXTS = ("speaker", "said_on", "normalized", "rationale", "suggested_fix")
FIELDS = ("status", *_CHOICES, *_CLAIMS, *_TEXTS, "types")  # what a reviewer may give a claim, beside its span


def tag(
    desk: Desk,
    article: Article,
    span: Span | None,
    fields: Mapping[str, Any],
    *,
    about: str = "text",
    sources: Sequence[str] = (),
    stance: str = "supports",
    claim_id: str | None = None,
    hint: str | None = None,
) -> Claim:
    """Make a claim on `span`, or about the headline, the picture or the article; cite `sources` with it.

    Inside one's own claim it gets that one as parent. `fields` has names of FIELDS; empty values are left out.
    `hint` is the kind of the hint that led to it. No table has it: the log says it to whoever asks what hints did.
    """
    if (about == "text") is (span is None) or about not in ABOUT:
        raise AnnotError("A claim is about a part of the text, or about headline, picture or article.")
    claim_id = claim_id or random_id("claim")
    with desk.action() as action:
        desk.still_here("article", article.id)
        book = desk.codebook()
        given = {k: v for k, v in checked(desk, book, fields).items() if v not in (None, [])}
        patch: dict[str, Any] = {"article": article.id, "codebook": book.id, "reviewer": desk.me.id}
        if span is None:
            patch["about"] = about
        else:
            patch |= placed(article, span)
            if parent := tables.claim_around(desk.store, article.id, desk.me.id, span):
                patch["parent"] = parent
        cited: list[Draft] = []
        if repeats := given.get("repeats"):
            copied, cited = _repeated(desk, claim_id, repeats)
            patch |= copied
        patch = {"status": UNCHECKED} | patch | given | ({"hint": hint} if hint else {})
        action.add(Draft("claim", claim_id, patch), *cited)
        action.add(*citing.drafts(desk, claim_id, sources, {"stance": stance})[0])
    return _there(desk, claim_id)


def edit(
    desk: Desk,
    claim: Claim,
    fields: Mapping[str, Any],
    span: Span | None = None,
    *,
    sources: Sequence[str] = (),
    stance: str = "supports",
) -> Claim:
    """Change fields of one's own claim, an empty value clears one; what is equal already is not written."""
    with desk.action() as action:
        desk.own(claim)
        claim = tables.claim(desk.store, claim.id) or claim
        patch = checked(desk, desk.codebook(), fields)
        if span is not None:
            if claim.about != "text":
                raise AnnotError(f"A claim about the {claim.about} has no place in the text.")
            article = tables.article(desk.store, claim.article)
            if article is None:
                raise AnnotError("The article of this claim was taken out.")
            patch |= placed(article, span)
        _refuse_circle(desk, claim.id, patch.get("parent"))
        repeats = patch.get("repeats")
        if repeats and repeats != claim.repeats:
            copied, cited = _repeated(desk, claim.id, repeats)
            patch = copied | patch
            action.add(*cited)
        now = {name: _plain(getattr(claim, name)) for name in patch}
        patch = {name: value for name, value in patch.items() if (value or None) != (now[name] or None)}
        if patch:
            action.add(Draft("claim", claim.id, patch))
        action.add(*citing.drafts(desk, claim.id, sources, {"stance": stance})[0])
    return _there(desk, claim.id)


def withdraw(desk: Desk, claim: Claim) -> None:
    with desk.action() as action:
        action.add(Draft("claim", desk.own(claim).id, {"deleted": 1}))


def placed(article: Article, span: Span) -> dict[str, Any]:
    """The fields that say where a claim stands."""
    if span.end > len(article.text):
        raise AnnotError(f"[{span.start}, {span.end}) does not lie in the text of {article.title}.")
    prefix, suffix = article.context(span)
    quote = span.of(article.text)
    return {"start": span.start, "end": span.end, "quote": quote, "prefix": prefix, "suffix": suffix}


def checked(desk: Desk, book: Codebook, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` as a patch holds them: known names, values of the codebook and the closed lists, None for empty."""
    patch: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "types":
            patch[name] = _types(book, value)
        elif name in _TEXTS:
            patch[name] = storable(value).strip() or None if value else None
        elif not value:
            patch[name] = UNCHECKED if name == "status" else None
        elif name == "status":
            patch[name] = _one_of("status", value, book.status_ids)
        elif name in _CHOICES:
            patch[name] = _one_of(name, value, _CHOICES[name])
        elif name in _CLAIMS:
            patch[name] = _claim(desk, name, value)
        else:
            raise AnnotError(f"A claim has no field {name}.")
    if patch.get("said_on"):
        _iso_date("said_on", patch["said_on"])
    return patch


def _types(book: Codebook, value: Sequence[str] | None) -> list[str]:
    known = [t.id for t in book.types]
    return [_one_of("type", one, known) for one in dict.fromkeys(value or ())]


def _one_of(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise AnnotError(f"There is no {name} {value}; there are: {', '.join(known)}.")
    return value


def _claim(desk: Desk, name: str, value: str) -> str:
    found = tables.claim(desk.store, value)
    if found is None or found.deleted:
        raise AnnotError(f"The {name} {value} is not a claim here.")
    return value


def _iso_date(name: str, value: str) -> None:
    if not is_date(value):
        raise AnnotError(f"{name} is a date like 2026-05-11, not {value}.")


def is_date(value: str) -> bool:
    """A year, a month or a day: 2026, 2026-05, 2026-05-11."""
    padded = value + {4: "-01-01", 7: "-01"}.get(len(value), "")
    try:
        date.fromisoformat(padded)
    except ValueError:
        return False
    return True


def _refuse_circle(desk: Desk, claim_id: str, parent: str | None) -> None:
    seen: set[str] = set()
    while parent and parent not in seen:
        if parent == claim_id:
            raise AnnotError("A claim cannot be a part of itself.")
        seen.add(parent)
        above = tables.claim(desk.store, parent)
        parent = above.parent if above else None


def _repeated(desk: Desk, claim_id: str, repeats: str) -> tuple[dict[str, Any], list[Draft]]:
    """Verdicts and sources are copied when `repeats` is set, not shared."""
    if repeats == claim_id:
        raise AnnotError("A claim cannot repeat itself.")
    before = tables.claim(desk.store, repeats)
    if before is None:
        raise AnnotError(f"The claim {repeats} is not here.")
    copied = {"status": before.status, "attribution": before.attribution}
    return copied, citing.copies(desk, [repeats], claim_id)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _there(desk: Desk, claim_id: str) -> Claim:
    found = tables.claim(desk.store, claim_id)
    if found is None:  # the fold sets aside only what does not fit, and `placed` fits
        raise RuntimeError(f"claim {claim_id} is not in the tables")
    return found
