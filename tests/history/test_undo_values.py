"""Taking back as values: what is in force, what an action still owns, and what is then written."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annot.history.change import Change
from annot.history.fold import fold
from annot.history.undo import Act, Reversal, next_to_redo, next_to_undo, reverse

KEY = ("claim", "c1")
WRITERS = {"anna": "anna", "ben": "ben"}


class Log:
    """One entity's changes, made in order; an undo is written as the desk would write it."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.acts: dict[str, list[Act]] = {"anna": [], "ben": []}

    def do(self, who: str, patch: dict[str, object], undoes: str | None = None) -> str:
        seq = 1 + sum(c.writer == who for c in self.changes)
        clock = len(self.changes) + 1
        self.changes.append(Change(who, seq, clock, clock, seq, *KEY, patch, (), undoes, 1, ""))
        self.acts[who].append(Act(f"{who}:{seq}", undoes))
        return f"{who}:{seq}"

    def undo(self, who: str = "anna") -> Reversal | None:
        return self._take(who, next_to_undo(self.acts[who]))

    def redo(self, who: str = "anna") -> Reversal | None:
        return self._take(who, next_to_redo(self.acts[who]))

    def _take(self, who: str, act: Act | None) -> Reversal | None:
        if act is None:
            return None
        reversal = reverse(act.id, {KEY: self.changes})
        self.do(who, dict(reversal.drafts[0].patch), act.id)
        return reversal

    @property
    def fields(self) -> dict[str, object]:
        entity = fold(self.changes, WRITERS)
        return {k: v for k, v in entity.fields.items() if v is not None and k != "deleted"} | {"gone": entity.deleted}


def log(*patches: dict[str, object]) -> Log:
    made = Log()
    for patch in patches:
        made.do("anna", patch)
    return made


def test_edit_edit_undo_undo_redo_redo() -> None:
    made = log({"status": "a"}, {"status": "b"}, {"status": "c"})
    seen = []
    for step in (made.undo, made.undo, made.redo, made.redo):
        step()
        seen.append(made.fields["status"])
    assert seen == ["b", "a", "b", "c"]
    assert made.redo() is None


def test_an_undone_creation_is_deleted_and_keeps_what_it_was() -> None:
    made = log({"status": "a", "speaker": "x"})
    reversal = made.undo()
    assert [dict(d.patch) for d in reversal.drafts] == [{"deleted": 1}]
    assert made.fields == {"status": "a", "speaker": "x", "gone": 1}
    assert made.undo() is None
    made.redo()
    assert made.fields == {"status": "a", "speaker": "x", "gone": 0}


def test_an_undone_take_back_is_there_again() -> None:
    made = log({"status": "a"}, {"deleted": 1})
    made.undo()
    assert made.fields == {"status": "a", "gone": 0}
    made.redo()
    assert made.fields["gone"] == 1


def test_only_fields_that_the_action_still_owns_go_back_and_the_others_are_named() -> None:
    made = log({"status": "a", "speaker": "x"}, {"status": "b", "speaker": "y"})
    made.do("ben", {"speaker": "z"})
    reversal = made.undo()
    assert [dict(d.patch) for d in reversal.drafts] == [{"status": "a"}]
    assert reversal.kept == (("c1", "speaker"),)
    assert made.fields == {"status": "a", "speaker": "z", "gone": 0}
    made.redo()
    assert made.fields == {"status": "b", "speaker": "z", "gone": 0}


def test_a_field_that_was_not_there_before_is_cleared() -> None:
    made = log({"status": "a"}, {"speaker": "y"})
    made.undo()
    assert made.fields == {"status": "a", "gone": 0}
    made.redo()
    assert made.fields["speaker"] == "y"


def test_undoing_leaves_the_other_reviewers_action_alone() -> None:
    made = log({"status": "a"})
    made.do("ben", {"status": "b"})
    made.do("ben", {"status": "c"})
    made.undo("ben")
    assert made.fields["status"] == "b"
    made.undo("ben")
    assert made.fields["status"] == "a"
    assert made.undo("ben") is None


def test_made_toggled_and_made_again() -> None:
    """A paragraph marked done, open, done: each step back is the state before."""
    done, open_ = {"state": "done", "deleted": 0}, {"deleted": 1}
    made = log(done, open_, done)
    seen = []
    for step in (made.undo, made.undo, made.undo, made.redo, made.redo, made.redo):
        step()
        seen.append(made.fields["gone"])
    assert seen == [1, 0, 1, 0, 1, 0]


def test_what_two_made_stays_while_one_of_them_holds_it() -> None:
    """A source has one id everywhere: each of two reviewers creates it, and only one takes that back."""
    made = log({"url": "u", "deleted": 0})
    made.do("ben", {"url": "u", "deleted": 0})
    made.undo("anna")
    assert made.fields["gone"] == 0
    made.undo("ben")
    assert made.fields["gone"] == 1
    made.redo("ben")
    assert made.fields["gone"] == 0


def test_something_new_ends_the_chance_to_redo() -> None:
    made = log({"status": "a"}, {"status": "b"})
    made.undo()
    made.do("anna", {"status": "c"})
    assert made.redo() is None
    made.undo()
    assert made.fields["status"] == "a", "not b: that one is taken back"


def test_an_undo_can_be_undone_by_its_redo_only_once() -> None:
    made = log({"status": "a"}, {"status": "b"})
    for _ in range(3):
        made.undo()
        assert made.fields["status"] == "a"
        made.redo()
        assert made.fields["status"] == "b"
    assert made.redo() is None


def test_an_action_without_end_of_undoing_does_not_recurse() -> None:
    acts = [Act("w:1", None)] + [Act(f"w:{n}", f"w:{n - 1}") for n in range(2, 20_000)]
    assert next_to_undo(acts) == Act("w:19999", "w:19998")
    assert next_to_redo([*acts, Act("w:20000", "w:19999")]) == Act("w:20000", "w:19999")
    changes = [
        Change("w", n, n, n, n, *KEY, {"status": "ab"[n % 2]}, (), f"w:{n - 1}" if n > 2 else None, 1, "")
        for n in range(1, 3000)
    ]
    assert reverse("w:2999", {KEY: changes}).drafts


def test_what_takes_back_something_that_is_not_here_is_neither_undone_nor_done_again() -> None:
    """What it was is not known here: a merge brought it, and was undone."""
    acts = [Act("w:1", "x:9"), Act("w:2", "w:1"), Act("w:3", "w:2")]
    for some in (acts[:1], acts[:2], acts):
        assert next_to_undo(some) is next_to_redo(some) is None


def test_in_which_order_a_file_learned_of_actions_does_not_matter_to_what_is_taken_back() -> None:
    """A merge that was undone and came again is learned last, also what was taken back here already."""
    made, undone, redone = Act("w:1", None), Act("w:2", "w:1"), Act("x:1", "w:2")
    assert next_to_undo([redone, made, undone]) == made
    assert next_to_redo([undone, made]) == undone


def test_undo_of_a_change_to_what_began_elsewhere_removes_nothing_and_puts_nothing_of_it_back() -> None:
    """But what it took back is there again."""
    edited = Change("w", 1, 1, 1, 1, *KEY, {"status": "a"}, ("x:9",), None, 1, "")
    again = Change("w", 2, 2, 2, 2, *KEY, {"speaker": "b"}, ("w:1",), None, 1, "")
    gone = Change("w", 3, 3, 3, 3, *KEY, {"deleted": 1}, ("w:2",), None, 1, "")

    def patch(act: str, *changes: Change) -> dict[str, object]:
        return dict(reverse(act, {KEY: changes}).drafts[0].patch)

    assert patch("w:1", edited) == patch("w:2", edited, again) == {}
    assert patch("w:3", edited, again, gone) == patch("w:3", gone) == {"deleted": 0}


def test_actions_that_claim_to_undo_one_another_end() -> None:
    acts = [Act("w:1", "w:2"), Act("w:2", "w:1")]
    next_to_undo(acts)
    next_to_redo(acts)
    changes = [Change("w", n, n, n, n, *KEY, {"status": "a"}, (), f"w:{3 - n}", 1, "") for n in (1, 2)]
    assert reverse("w:1", {KEY: changes})


fields = st.dictionaries(st.sampled_from(["status", "speaker"]), st.sampled_from(["a", "b", "c"]), min_size=1)
steps = st.lists(st.one_of(fields, st.just({"deleted": 1}), st.just("undo"), st.just("redo")), max_size=14)


@given(steps)
def test_alone_undo_and_redo_walk_the_states_that_were(script: Sequence[object]) -> None:
    """Against a list of states and a pointer into it, which is what one reviewer expects."""
    made = log({"status": "a"})
    states, at = [made.fields], 0
    for step in script:
        if step == "undo":
            if at > 0:
                made.undo()
                at -= 1
        elif step == "redo":
            if at < len(states) - 1:
                made.redo()
                at += 1
            else:
                assert made.redo() is None
        else:
            made.do("anna", dict(step))
            states[at + 1 :] = [made.fields]
            at += 1
        assert made.fields == states[at]
    for earlier in reversed(states[:at]):
        made.undo()
        assert made.fields == earlier


@given(st.lists(st.tuples(st.sampled_from(["anna", "ben"]), st.one_of(fields, st.just("undo"), st.just("redo")))))
def test_no_undo_changes_a_field_that_another_set_last(script: Sequence[tuple[str, object]]) -> None:
    made = log({"status": "a", "speaker": "a"})
    for who, step in script:
        before, owner = made.fields, _owners(made)
        if isinstance(step, dict):
            made.do(who, step)
            continue
        (made.undo if step == "undo" else made.redo)(who)
        if made.fields["gone"]:
            return  # Anna took back what she made; whose fields are whose ends here
        after = _owners(made)
        for field, whose in owner.items():
            if whose != who and (step == "undo" or after[field] == whose):
                assert made.fields.get(field) == before[field]


def _owners(made: Log) -> dict[str, str]:
    undone: set[str] = set()
    for change in reversed(made.changes):
        if change.undoes and change.act not in undone:
            undone.add(change.undoes)
    owner = {}
    for change in made.changes:
        if change.act not in undone and not change.undoes:
            owner |= dict.fromkeys((f for f in change.patch if f != "deleted"), change.writer)
    return owner
