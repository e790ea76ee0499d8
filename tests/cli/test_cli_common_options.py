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

    def done(*args, **options):
        return annot(*args, **options).json["articles"][0]["reviewers"] != []

    assert done("progress", "--json", env=two)
    assert not done("progress", "--json", "--db", "one.db", env=two)  # the option wins over the environment
    # The later wins, wherever it stands.
    assert done("--db", "one.db", "progress", "--json", "--db", "two.db")
    assert not done("--db", "two.db", "progress", "--json", "--db", "one.db")
    assert done("--db", "one.db", "--db", "two.db", "--json", "progress")
    assert not done("progress", "--db", "two.db", "--json", "--db", "one.db")


def test_the_reviewer_is_named_by_option_or_environment_and_the_later_wins(annot):
    annot.write("river.txt", RIVER)
    annot("--reviewer", "Ben", "add", "river.txt")
    annot("done", "river", "1")  # Anna, of the environment
    annot("--reviewer", "Ben", "done", "river", "1", "--reviewer", "Chiara")
    annot("done", "river", "1", "--reviewer", "Ben", "--reviewer", "Dora")
    rows = annot("progress", "--json").json["articles"][0]["reviewers"]
    assert sorted(r["reviewer"] for r in rows) == ["Anna", "Chiara", "Dora"]
    assert sorted(r["name"] for r in annot("reviewers", "--json").json) == ["Anna", "Ben", "Chiara", "Dora"]
    # By name it is the reviewer of that name in this file, by id too.
    ids = {r["name"]: r["id"] for r in annot("reviewers", "--json").json}
    annot("--reviewer", ids["Ben"], "done", "river", "1")
    annot("--reviewer", "Ben", "done", "river", "1")
    assert {r["name"]: r["id"] for r in annot("reviewers", "--json").json} == ids


def test_names_that_are_none_are_refused(annot):
    annot.write("river.txt", RIVER)
    for name in (" ", "a\x1bb", "a\u202eb", "x" * 81):
        assert annot("--reviewer", name, "add", "river.txt", code=2).stdout == ""
    assert not annot.db.exists()


def test_json_stands_before_or_behind(annot):
    annot.write("river.txt", RIVER)
    assert annot("--json", "add", "river.txt").json[0]["added"] is True
    assert annot("--json", "articles").json == annot("articles", "--json").json
    assert annot("reviewers", "--json").json == annot("--json", "reviewers").json
    assert annot("codebook", "--json", "show").json == annot("codebook", "show", "--json").json


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
