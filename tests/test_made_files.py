"""Files that a script makes are as the script would make them now."""

from __future__ import annotations

from pathlib import Path

import make_readme
import make_samples

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def test_readme_lists_the_keys_and_commands_that_there_are() -> None:
    text = make_readme.README.read_text("utf-8")
    assert make_readme.made(text) == text, "run: python tests/make_readme.py"


def test_the_sample_logs_are_what_their_script_writes(tmp_path: Path) -> None:
    make_samples.make(tmp_path)
    for made in sorted(tmp_path.glob("*.jsonl")):
        assert (SAMPLES / made.name).read_bytes() == made.read_bytes(), "run: python tests/make_samples.py"
    assert len(list(tmp_path.glob("*.jsonl"))) == len(make_samples.SCRIPTS)
