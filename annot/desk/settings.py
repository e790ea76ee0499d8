"""The user's own settings, in one TOML file: who they are, which keys they use, how the screen looks."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from annot.errors import InputError
from annot.plain import show

_TABLES = {"reviewer": ("id", "name"), "keys": None, "screen": ("theme", "glyphs")}
THEMES = ("dark", "light", "high-contrast")
GLYPHS = ("unicode", "ascii")
DIGITS = ("digits",)  # in [keys], beside the names of actions


@attrs.frozen
class Settings:
    """`keys` maps the name of an action to its keys, joined by commas; `azerty` makes the digit row act unshifted."""

    reviewer: Mapping[str, str] = attrs.field(factory=dict)
    keys: Mapping[str, str] = attrs.field(factory=dict)
    azerty: bool = False
    theme: str | None = None
    glyphs: str | None = None


def config_file() -> Path:
    """`config.toml` in annot's folder of the user's configuration."""
    from platformdirs import user_config_path

    return user_config_path("annot") / "config.toml"


def load() -> Settings:
    """The settings as they are; the defaults where there is no file. Raises InputError, naming file and key."""
    path = config_file()
    name = show(str(path))
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"Your settings in {name} cannot be read: {show(str(error))}.") from error
    known(given, _TABLES, name, "")
    for table, names in _TABLES.items():
        values = given.setdefault(table, {})
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
            raise InputError(f"{name}: [{table}] holds names and texts.")
        if names:
            known(values, names, name, f"{table}.")
    keys: dict[str, Any] = dict(given["keys"])
    digits = keys.pop("digits", "")
    screen = given["screen"]
    _one_of(digits, ("", "azerty"), name, "keys.digits")
    _one_of(screen.get("theme", "dark"), THEMES, name, "screen.theme")
    _one_of(screen.get("glyphs", "unicode"), GLYPHS, name, "screen.glyphs")
    return Settings(given["reviewer"], keys, digits == "azerty", screen.get("theme"), screen.get("glyphs"))


def known(given: Iterable[str], names: Iterable[str], file: str, where: str) -> None:
    """Raise InputError for a key that is none of `names`, with the nearest one that is."""
    for key in given:
        if key not in names:
            near = difflib.get_close_matches(key, list(names), 1)
            hint = f"; did you mean {where}{near[0]}?" if near else f"; there are: {', '.join(names)}."
            raise InputError(f"{file}: there is no {where}{show(key)}{hint}")


def add_reviewer(text: str) -> None:
    """Put a [reviewer] table behind what the file has; it appears whole or not at all."""
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text("utf-8").rstrip("\n") + "\n\n" if path.exists() else ""
    temporary = path.with_suffix(".new")
    temporary.write_text(kept + text, "utf-8")
    os.replace(temporary, path)  # noqa: PTH105  # says that it replaces


def _one_of(value: str, known: tuple[str, ...], file: str, where: str) -> None:
    if value not in known:
        raise InputError(f"{file}: {where} is one of {', '.join(v for v in known if v)}, not {show(value)}.")
