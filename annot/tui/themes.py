"""How it looks: dark, light, high contrast. Colour is never the only cue, so NO_COLOR and 16 colours need no theme."""

from __future__ import annotations

from textual.theme import Theme

HIGH_CONTRAST = Theme(
    name="annot-high-contrast",
    primary="#FFFFFF",
    secondary="#FFFF00",
    warning="#FFFF00",
    error="#FF5555",
    success="#00FF00",
    accent="#00FFFF",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1A1A1A",
    dark=True,
)
THEMES = {"dark": "textual-dark", "light": "textual-light", "high-contrast": HIGH_CONTRAST.name}
