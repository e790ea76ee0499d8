"""Nothing mutates state but the log and its fold: read from the syntax tree, so that a shortcut cannot slip in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import annot
from annot.history.kinds import KINDS

HOUSE = Path(annot.__file__).resolve().parent
WRITES = re.compile(r"\b(INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|DROP|ALTER|CREATE)\s+(\S+)")
SOME_NAME = "{}"  # a name that is put in when the program runs
TABLES = {*KINDS, SOME_NAME}

# Statements elsewhere that write something, each with the reason why that is not a fold table.
ALLOWED = {
    ("store/project.py", "INSERT INTO", "writer"): "the log",
    ("store/project.py", "INSERT INTO", "change"): "the log",
    ("store/project.py", "INSERT INTO", "meta"): "local to the file",
    ("store/drafts.py", "INSERT INTO", "draft"): "local: what somebody has half typed",
    ("store/drafts.py", "DELETE FROM", "draft"): "local: it was saved or thrown away",
    ("store/finals.py", "INSERT INTO", "final_claims"): "local: computed from the tables",
    ("store/finals.py", "INSERT INTO", "group_sort"): "local: computed from the tables",
    ("store/finals.py", "DELETE FROM", SOME_NAME): "local: these two are computed again, their names stand beside it",
    ("store/joining.py", "INSERT INTO", "arrival"): "local: what came from where",
    ("store/joining.py", "DELETE FROM", "change"): "undo --merge: exactly the rows of the latest arrival",
    ("store/joining.py", "DELETE FROM", "writer"): "undo --merge: who came with it",
    ("store/joining.py", "DELETE FROM", "arrival"): "undo --merge: it is no longer here",
    ("store/checking.py", "INSERT INTO", SOME_NAME): "a command to a full-text index, whose names stand beside it",
}
# What the fold itself writes, beside the fold tables.
OF_THE_FOLD = {"aside"}


def statements(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(verb, table) of every string that writes; what an f-string puts in is SOME_NAME."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(p.value if isinstance(p, ast.Constant) else SOME_NAME for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | docs:
            text = node.value
        else:
            continue
        for verb, table in WRITES.findall(text):
            if not text[: text.index(verb)].rstrip().endswith("DO"):  # ON CONFLICT DO UPDATE belongs to its INSERT
                yield re.sub(r"\s+", " ", verb), re.split(r"[\s(;]", table)[0].strip('"[]`')


def found_in(path: Path) -> set[tuple[str, str]]:
    return set(statements(ast.parse(path.read_text("utf-8"))))


FILES = sorted(HOUSE.rglob("*.py"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 'DELETE FROM claim'", {("DELETE FROM", "claim")}),
        ('x = f"UPDATE {t} SET a = 1"', {("UPDATE", SOME_NAME)}),
        ("x = 'INSERT OR REPLACE INTO \"claim\"(id) VALUES (1)'", {("INSERT OR REPLACE INTO", "claim")}),
        ("x = f'SELECT {a}' + 'DROP TABLE claim'", {("DROP", "TABLE")}),
        ("x = 'INSERT INTO meta(k) VALUES (1) ON CONFLICT(k) DO UPDATE SET k = 2'", {("INSERT INTO", "meta")}),
        ("def f():\n    'UPDATE the words'\n    return 'please update'", set()),
    ],
)
def test_the_reader_of_statements_sees_them(source: str, expected: set[tuple[str, str]]) -> None:
    assert set(statements(ast.parse(source))) == expected


def test_the_fold_writes_every_fold_table() -> None:
    assert {("DELETE FROM", SOME_NAME), ("INSERT INTO", SOME_NAME), ("INSERT INTO", "aside")} <= found_in(
        HOUSE / "store/folding.py"
    )


def test_only_the_fold_writes_tables() -> None:
    """State is changed by appending to the log; another statement needs its reason in ALLOWED."""
    found = {(path.relative_to(HOUSE).as_posix(), *one) for path in FILES for one in found_in(path)}
    assert {table for name, _, table in found if name == "store/folding.py"} <= TABLES | OF_THE_FOLD
    assert {one for one in found if one[0] != "store/folding.py"} - ALLOWED.keys() == set()


def test_no_reason_outlives_its_statement() -> None:
    there = {(path.relative_to(HOUSE).as_posix(), *one) for path in FILES for one in found_in(path)}
    assert ALLOWED.keys() <= there


def test_a_name_that_is_put_in_where_a_check_commands_an_index_is_one_of_an_index() -> None:
    tree = ast.parse((HOUSE / "store/checking.py").read_text("utf-8"))
    loops = [n for n in ast.walk(tree) if isinstance(n, ast.For) and "INSERT INTO {index}" in ast.unparse(n)]
    assert loops
    assert {ast.unparse(loop.iter) for loop in loops} == {"_FULL_TEXT"}


METHODS = {
    "insert",
    "insert_all",
    "upsert",
    "upsert_all",
    "delete_where",
    "transform",
    "executescript",
    "drop",
    "truncate",
}


def test_no_table_is_written_through_sqlite_utils() -> None:
    """`table.insert()` and its like would write without a statement to be seen here."""
    calls = [
        (path.name, node.func.attr)
        for path in FILES
        if path.parent.name == "store"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert [call for call in calls if call[1] in METHODS] == []
