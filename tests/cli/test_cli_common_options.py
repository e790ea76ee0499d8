"""The options that every command takes, before it and behind it, and what stands in for them."""

from __future__ import annotations

from cli_contract import RIVER


def test_the_project_file_is_named_by_option_environment_or_default(annot):
    annot.write("river.txt", RIVER)
    annot("add", "river.txt", "--db", "one.db")
    assert [p.name for p in annot.folder.glob("*.db")] == ["one.db"]
    two = {"ANNOT_DB": str(annot.folder / "two.db")}
    annot("add", "river.txt", env=two)
    annot("done", "river", "1", env=two)
    annot("add", "river.txt")
    assert sorted(p.name for p in annot.folder.glob("*.db")) == ["annot.db", "one.db", "two.db"]

    def done(answer):
        return answer.json["articles"][0]["reviewers"] != []

    assert done(annot("progress", "--json", env=two))
    assert not done(annot("progress", "--json", "--db", "one.db", env=two))  # the option wins over the environment
    # The later wins, wherever it stands.
    answers = annot.many(
        ["--db", "one.db", "progress", "--json", "--db", "two.db"],
        ["--db", "two.db", "progress", "--json", "--db", "one.db"],
        ["--db", "one.db", "--db", "two.db", "--json", "progress"],
        ["progress", "--db", "two.db", "--json", "--db", "one.db"],
    )
    assert list(map(done, answers)) == [True, False, True, False]


def test_the_reviewer_is_named_by_option_or_environment_and_the_later_wins(annot):
    annot.write("river.txt", RIVER)
    annot("--reviewer", "Ben", "add", "river.txt")
    annot("done", "river", "1")  # Anna, of the environment
    annot("--reviewer", "Ben", "done", "river", "1", "--reviewer", "Chiara")
    annot("done", "river", "1", "--reviewer", "Ben", "--reviewer", "Dora")
    progress, reviewers = annot.many(["progress", "--json"], ["reviewers", "--json"])
    assert sorted(r["reviewer"] for r in progress.json["articles"][0]["reviewers"]) == ["Anna", "Chiara", "Dora"]
    ids = {r["name"]: r["id"] for r in reviewers.json}
    assert sorted(ids) == ["Anna", "Ben", "Chiara", "Dora"]
    # By name it is the reviewer of that name in this file, by id too.
    by_id, by_name, reviewers = annot.many(
        ["--reviewer", ids["Ben"], "comment", "river", "x"], ["--reviewer", "Ben", "comment", "river", "y"],
        ["reviewers", "--json"],
    )  # fmt: skip
    assert (by_id.code, by_name.code) == (0, 0)
    assert {r["name"]: r["id"] for r in reviewers.json} == ids


def test_names_that_are_none_are_refused(annot):
    annot.write("river.txt", RIVER)
    names = (" ", "a\x1bb", "a\u202eb", "x" * 81)
    answers = annot.many(*(["--reviewer", name, "add", "river.txt"] for name in names))
    assert [(a.code, a.stdout) for a in answers] == [(2, "")] * 4
    assert not annot.db.exists()


def test_json_stands_before_or_behind(annot):
    annot.write("river.txt", RIVER)
    assert annot("--json", "add", "river.txt").json[0]["added"] is True
    for args in (["articles"], ["reviewers"], ["codebook", "show"]):
        answers = annot.many(*([*args[:n], "--json", *args[n:]] for n in range(len(args) + 1)))
        assert all(a.json == answers[0].json for a in answers), args


def test_two_of_one_name_are_told_apart_by_their_ids(annot):
    """A merge brings a second Anna; here a log does."""
    annot.write("river.txt", RIVER)
    annot("add", "river.txt")
    annot("export", "log", "-o", "log.jsonl")
    annot.db.unlink()
    annot("add", "river.txt")
    annot("import", "log", "log.jsonl")
    rows = annot("reviewers", "--json", "--reviewer", "Ben").json
    assert sorted(r["name"] for r in rows) == ["Anna", "Anna (2)"]
    answer = annot("done", "river", "1", code=2)
    ids = [r["id"] for r in rows]
    assert all(i in answer.stderr for i in ids)
    annot("done", "river", "1", "--reviewer", ids[0])
