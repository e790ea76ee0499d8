"""What is installed is the program whole: the wheel has its data, and runs from a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from annot.store.data import data

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "ANNOT"))}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode and ("hatchling" in done.stderr or "ConnectionError" in done.stderr):
        pytest.skip(f"SKIP: the build backend cannot be had here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return next(folder.glob("annot_factcheck-*.whl"))


def test_the_wheel_carries_the_data_and_nothing_but_the_program(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {n.partition("/")[0] for n in names if ".dist-info/" not in n} == {"annot"}
    for folder in ("db/migrations", "samples"):
        for file in (ROOT / folder).iterdir():
            assert f"annot/_data/{folder}/{file.name}" in names
    assert {"annot/py.typed", "annot/codebook/default.toml"} <= names
    assert not any("/tests/" in n or n.endswith(".db") for n in names)


@pytest.mark.slow
def test_the_installed_program_walks_the_demo(wheel: Path, tmp_path: Path) -> None:
    """Not from the checkout: its own environment, another folder, nothing on the path."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=tmp_path)
    where = run(python, "-c", "import annot.store.data as d; print(d.data('samples'))", cwd=tmp_path).strip()
    assert where.startswith(str((tmp_path / "env").resolve()))
    assert where.endswith("annot/_data/samples")
    assert run(tmp_path / "env" / "bin" / "annot", "demo", "--check", cwd=tmp_path).splitlines()[-1] == "ok"


def test_in_a_checkout_the_data_is_the_checkouts() -> None:
    """An editable install does not link what the wheel is forced to include."""
    assert data("samples") == ROOT / "samples"
    assert (data("db/migrations") / "0001_first.sql").is_file()
