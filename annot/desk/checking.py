"""Is the project file whole, and does this version understand all that is in it?"""

from __future__ import annotations

from annot.codebook.parse import parse
from annot.desk.session import Desk
from annot.errors import InputError
from annot.store import checking, tables
from annot.store.checking import Problem


def check(desk: Desk, *, repair: bool = False) -> list[Problem]:
    """What is wrong with the file; with `repair` what is left after the tables were made from the log again."""
    if repair:
        checking.repair(desk.store)
    found = checking.problems(desk.store)
    current = tables.current_codebook(desk.store)
    if current is not None:
        try:
            parse(current[1], f"codebook {current[0]}")
        except InputError as error:
            found.append(Problem(f"codebook {current[0]}", str(error)))
    return found
