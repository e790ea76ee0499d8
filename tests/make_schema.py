"""Makes db/schema.sql: what the migrations add up to, to read and to compare.

Run it from the checkout (`python tests/make_schema.py`); a test says when it is out of date.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from annot.store.opening import migration_files, statements

SCHEMA = Path(__file__).resolve().parent.parent / "db" / "schema.sql"
HEAD = "-- Generated from db/migrations by tests/make_schema.py; change a migration, not this file.\n"


def migrated() -> sqlite3.Connection:
    """An empty database after every migration, run statement by statement as a project is."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for file in migration_files():
        for statement in statements(file.read_text("utf-8")):
            conn.execute(statement)
    return conn


def schema() -> str:
    """Every table, index, trigger and view, in the order in which they were made; no table that SQLite keeps."""
    rows = migrated().execute(
        "SELECT type, name, sql FROM sqlite_master m WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND NOT EXISTS "
        "(SELECT 1 FROM sqlite_master f WHERE f.sql LIKE 'CREATE VIRTUAL TABLE%' AND m.name GLOB f.name || '_*' "
        "AND m.type = 'table') ORDER BY m.rowid"
    )
    parts = [HEAD]
    for kind, _, sql in rows:
        text = "\n".join(line.rstrip() for line in sql.splitlines())
        parts.append(("\n" if kind in ("table", "view") else "") + re.sub(r"\n{2,}", "\n", text) + ";\n")
    return "".join(parts)


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
