"""Plants bugs in a copy of the program, one by one, and shows which test catches each and after how long.

Exits 1 when one lives. Every bug must fit the program as it is, and where all are planted, the same tests must pass
without any first.

python tests/faults/plant_bugs.py [PART_OF_A_NAME]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
MERGING = "tests/properties/test_merging_in_any_order.py"
HISTORY = "tests/history"
FOLLOW = "tests/properties/test_final_claims_follow.py"
STORE = "tests/store/test_store_merging.py"

# what is wrong, file, what stands there, what is put there, who should notice
BUGS = [
    (
        "fold unsorted",
        "history/fold.py",
        "ordered.sort(key=lambda change: change.order)",
        "pass",
        MERGING,
    ),
    (
        "tie by clock only",
        "history/change.py",
        "return self.clock, self.writer, self.seq",
        "return self.clock, '', 0",
        STORE,
    ),
    (
        "a writer's highest known seq off by one",
        "store/joining.py",
        "self.reach = {i: seq for",
        "self.reach = {i: seq + 1 for",
        MERGING,
    ),
    (
        "no refold of shared entities",
        "store/joining.py",
        "histories(self.store.db, self.met)",
        "{}",
        MERGING,
    ),
    ("clock not advanced", "history/clock.py", "return max(now << 16, largest + 1)", "return now << 16", MERGING),
    (
        "delete revived by an edit",
        "history/fold.py",
        "fields.update(change.patch)",
        "fields.update({'deleted': 0} | dict(change.patch))",
        HISTORY,
    ),
    (
        "undo takes back a field that another owns",
        "history/undo.py",
        "if root in (owner, _latest(now, field)[0]) and not of_the_making:",
        "if True:",
        HISTORY,
    ),
    (
        "undo removes what began elsewhere",
        "history/undo.py",
        "elsewhere = bool(first.prev)",
        "elsewhere = False",
        HISTORY,
    ),
    (
        "redo loses a field",
        "history/undo.py",
        'for f in (*c.patch, "deleted")',
        'for f in (*list(c.patch)[1:], "deleted")',
        HISTORY,
    ),
    (
        "arrival off by one",
        "store/joining.py",
        "writer, *ranges[writer])",
        "writer, ranges[writer][0], ranges[writer][1] - 1)",
        MERGING,
    ),
    (
        "chain skips the writer row",
        "history/change.py",
        "return sha256(canonical(writer_row(writer)).encode()).digest()",
        "return sha256(b'').digest()",
        HISTORY,
    ),
    (
        "a set-aside entity dropped",
        "store/folding.py",
        "return self._set_aside(kind, aside) + self._write(kind, settled)",
        "return self._write(kind, settled)",
        MERGING,
    ),
    (
        "same id made again stays deleted",
        "history/fold.py",
        "fields.update(change.patch)",
        "fields.update(dict(change.patch) | ({'deleted': 1} if fields.get('deleted') == 1 else {}))",
        HISTORY,
    ),
    (
        "a refolded entity that lost all its changes stays",
        "store/folding.py",
        "concerned += self._forget(kind, ids)",
        "pass",
        MERGING,
    ),
    (
        "a decision goes to the group that holds fewest of its claims",
        "merge/standing.py",
        "key=lambda n: (-counts[n], n)",
        "key=lambda n: (counts[n], -n)",
        "tests/merge/test_standing.py",
    ),
    (
        "what a decision saw is not compared",
        "merge/standing.py",
        "if members[claim].status != saw.get(claim, members[claim].status):",
        "if False:",
        "tests/merge/test_standing.py",
    ),
    (
        "final claims do not follow a decision that is merged",
        "store/finals.py",
        'elif kind in ("claim", "reading", "decision") and isinstance(changes, Entity):',
        'elif kind in ("claim", "reading") and isinstance(changes, Entity):',
        FOLLOW,
    ),
    (
        "what is kept of groups is not taken away",
        "store/finals.py",
        'f"DELETE FROM {table} WHERE article = :a AND group_id IN (SELECT id FROM claim "',
        "f\"DELETE FROM {table} WHERE article = '' AND group_id IN (SELECT id FROM claim \"",
        MERGING,
    ),
    (
        "a decision is lost in merging",
        "store/joining.py",
        "new = [p for p in one.new if ",
        "new = [p for p in one.new if p.change.kind != 'decision' and ",
        MERGING,
    ),
    (
        "final claims are not folded again",
        "store/folding.py",
        "        self._finals.follow(touched, before)",
        "        pass",
        MERGING,
    ),
    (
        "what is forgotten leaves groups behind",
        "store/folding.py",
        "fold(changes, self._reviewers) if changes else ()",
        "changes",
        FOLLOW,
    ),
    (
        "a stranger's bad bytes end the reader",
        "store/stranger.py",
        "    except (UnicodeDecodeError, MemoryError,",
        "    except (MemoryError,",
        STORE,
    ),
    ("a fork is taken", "store/joining.py", "if ours != digest:", "if False:", STORE),
    (
        "an article's text can be changed",
        "history/fold.py",
        "fields.update(_frozen(ordered))",
        "pass",
        HISTORY,
    ),
]


def fits(file: str, old: str) -> bool:
    """Whether the text that a bug replaces stands in the program, and once."""
    return (HERE / "annot" / file).read_text("utf-8").count(old) == 1


def planted(folder: Path, file: str, old: str, new: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("annot", "db", "samples"):
        shutil.copytree(HERE / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "annot" / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def caught(folder: Path, tests: str) -> str | None:
    """The test that failed first."""
    env = os.environ | {"PYTHONPATH": str(folder), "EXAMPLES": os.environ.get("EXAMPLES", "60"), "PLANTED": "1"}
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", tests]
    done = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True)
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.M)
    if done.returncode not in (0, 1) or (done.returncode == 1 and not found):
        sys.exit(done.stdout[-2000:])
    return found.group(1) if found else None


def main(part: str = "") -> int:
    wanted = [bug for bug in BUGS if part in bug[0]]
    if unfit := [
        f"{what}: {file} has not exactly one {old!r}" for what, file, old, _, _ in wanted if not fits(file, old)
    ]:
        sys.exit("\n".join(unfit))
    alive = 0
    with tempfile.TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        for tests in sorted({tests for *_, tests in wanted if not part}):
            planted(house, "errors.py", "", "")
            if by := caught(house, tests):
                sys.exit(f"{by} fails without any planted bug")
        for what, file, old, new, tests in wanted:
            planted(house, file, old, new)
            began = time.monotonic()
            by = caught(house, tests)
            alive += by is None
            said = "LIVES" if by is None else f"caught by {by}"
            print(f"{what:62} {time.monotonic() - began:4.0f} s  {said}", flush=True)
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
