"""Who may know what, and how the house is kept: checked on the syntax tree, file by file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import annot

HOUSE = Path(annot.__file__).resolve().parent
FILES = sorted(HOUSE.rglob("*.py"))
ONLY = {"sqlite3": "store", "sqlite_utils": "store", "textual": "tui", "rich": "tui", "click": "cli"}
STDLIB_NAMES: dict[str, str] = {}  # module of ours -> why it may be called like one of the standard library's
LINES = 400


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            yield ast.unparse(node.args[0]).strip("'\"").split(".")[0]


def wrong(check: Callable[[Path], object]) -> dict[str, object]:
    return {name(path): bad for path in FILES if (bad := check(path))}


def test_each_library_is_known_to_its_room_alone() -> None:
    def strangers(path: Path) -> set[str]:
        room = name(path).split("/")[0]
        return {lib for lib in imported(path) if ONLY.get(lib, room) != room}

    assert wrong(strangers) == {}


def test_no_file_is_two_files() -> None:
    def too_long(path: Path) -> int:
        lines = len(path.read_text("utf-8").splitlines())
        return lines if lines > LINES else 0

    assert wrong(too_long) == {}


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    def taken(path: Path) -> set[str]:
        own = {path.stem, path.parent.name} - {"__init__", "__main__", "annot"}
        return {n for n in own if n in sys.stdlib_module_names and n not in STDLIB_NAMES}

    assert wrong(taken) == {}


def test_every_file_says_what_it_is_for() -> None:
    def silent(path: Path) -> bool:
        return bool(tree(path).body) and not ast.get_docstring(tree(path)) and path.name != "__main__.py"

    assert wrong(silent) == {}


def unsafe(module: ast.AST) -> Iterator[str]:
    """Calls that would read markup out of a stranger's text."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        plain = any(k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords)
        last = called.rpartition(".")[2]
        if last in ("from_markup", "markup_to_content", "render_markup") or (
            last in ("Static", "Label", "notify") and not plain
        ):
            yield called


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("Static(x)", 1),
        ("widgets.Label(x)", 1),
        ("Static(x, markup=True)", 1),
        ("Static(x, markup=False)", 0),
        ("self.app.notify(text)", 1),
        ("self.notify(text, markup=False)", 0),
        ("Text.from_markup(x)", 1),
        ("Content.from_markup(x)", 1),
        ("Content(show(x))", 0),
    ],
)
def test_the_reader_of_calls_sees_them(source: str, count: int) -> None:
    assert len(list(unsafe(ast.parse(source)))) == count


def test_no_screen_reads_markup_out_of_a_text() -> None:
    assert wrong(lambda path: name(path).startswith("tui/") and list(unsafe(tree(path)))) == {}
