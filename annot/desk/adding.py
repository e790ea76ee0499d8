"""Articles into the project: files, folders, standard input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import attrs

from annot.article.decode import LARGEST
from annot.article.load import Loaded, files_in, load, load_bytes
from annot.desk.session import Desk
from annot.errors import AnnotError, InputError
from annot.history.change import Draft
from annot.model.article import Article
from annot.plain import show
from annot.store import tables

__all__ = ["LARGEST", "Added", "Batch", "Options", "add", "add_bytes", "add_loaded", "add_some", "files", "read"]
AT_ONCE = 8_000_000  # code points of text in one action, about


@attrs.frozen
class Added:
    """`new` is false where the same text is here already; `warnings` are sentences about its characters."""

    article: Article
    new: bool
    warnings: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, int]:
        return dict(Counter(p.kind for p in self.article.paragraphs))


def _given(value: str | None) -> str | None:
    return value or None


@attrs.frozen
class Options:
    """What the user says of an article; wins over what a page says of itself. An empty text says nothing."""

    title: str | None = attrs.field(default=None, converter=_given)
    url: str | None = attrs.field(default=None, converter=_given)
    author: str | None = attrs.field(default=None, converter=_given)
    published: str | None = attrs.field(default=None, converter=_given)
    language: str | None = attrs.field(default=None, converter=_given)
    encoding: str | None = attrs.field(default=None, converter=_given)


def add(desk: Desk, paths: Sequence[Path], options: Options) -> list[Added]:
    """Add the articles of these files and folders. Nothing is added when a file that was named cannot be read."""
    named = [path for path in paths if not path.is_dir()]
    loaded = [read(path, options) for path in named]
    folders = [file for path in paths if path.is_dir() for file in _files(path)]
    added = add_loaded(desk, loaded)
    for some in _in_parts(read(file, options) for file in folders):
        added += add_loaded(desk, some)
    return added


def add_bytes(desk: Desk, data: bytes, options: Options) -> list[Added]:
    """Add the article that stands in `data`, from standard input."""
    return add_loaded(desk, [load_bytes(data, None, **attrs.asdict(options))])


def add_loaded(desk: Desk, loaded: Iterable[Loaded]) -> list[Added]:
    added: list[Added] = []
    new: dict[str, Article] = {}
    with desk.action() as action:
        for one in loaded:
            known = new.get(one.article.id) or tables.article(desk.store, one.article.id)
            if known is None:
                new[one.article.id] = one.article
                action.add(Draft("article", one.article.id, _patch(one.article)))
            added.append(Added(known or one.article, known is None, one.warnings))
    return added


def _in_parts(loaded: Iterable[Loaded]) -> Iterator[list[Loaded]]:
    """Many short articles at once, of long ones few: what is in one action is in memory together, several times."""
    some: list[Loaded] = []
    size = 0
    for one in loaded:
        some.append(one)
        size += len(one.article.text)
        if size >= AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


@attrs.frozen
class Batch:
    """What became of the first `taken` of some files: `refused` are sentences about those that cannot be read."""

    taken: int
    new: int
    refused: tuple[str, ...]


def read(path: Path, options: Options) -> Loaded:
    """The article in a file, which a page may keep one waiting for: up to a minute. Nothing is written."""
    if not path.exists():
        raise AnnotError(f"There is no file {show(str(path))}.")
    return load(path, **attrs.asdict(options))


def files(path: Path) -> list[Path]:
    """The files that adding `path` would read: itself, or those of the folder."""
    return _files(path) if path.is_dir() else [path]


def add_some(desk: Desk, files: Sequence[Path], seconds: float) -> Batch:
    """Add as many of these files as are read in so many seconds, at least one, in one action.

    A file that cannot be read keeps no other out.
    """
    loaded, refused, began = [], [], monotonic()
    for file in files:
        try:
            loaded.append(read(file, Options()))
        except AnnotError as error:
            refused.append(str(error))
        if monotonic() - began > seconds:
            break
    added = add_loaded(desk, loaded)
    return Batch(len(loaded) + len(refused), sum(one.new for one in added), tuple(refused))


def _patch(article: Article) -> dict[str, Any]:
    given = attrs.asdict(article, recurse=False, filter=lambda _, value: value is not None)
    for name in ("id", "sha256"):  # the fold computes the hash of the text
        del given[name]
    return given | {"paragraphs": [[p.start, p.end, p.kind] for p in article.paragraphs], "deleted": 0}


def _files(folder: Path) -> list[Path]:
    files = files_in(folder)
    if not files:
        raise InputError(f"There is no .txt, .md or .html file in {show(str(folder))}.")
    return files
