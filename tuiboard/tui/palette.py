"""Styles by role, made from the theme once and used by every widget that draws its own lines."""

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

_BOLD = frozenset(
    {"column-focus", "card-title-cursor", "column-over", "card-late", "card-blocked", "header-name", "foot-key"}
)
_REVERSE = frozenset({"cursor", "tab-active", "column-focus"})
_DIM = frozenset({"card-dim", "rule", "column-title"})
_UNDERLINE = frozenset({"card-today", "selected"})


class Palette:
    """Gives the rich style of a role; without colour, weight and reverse video say what colour would."""

    def __init__(self, variables: Mapping[str, str], mono: bool = False) -> None:
        self._variables = variables
        self.mono = mono
        self._made: dict[tuple[str, str], Style] = {}

    def style(self, role: str, ground: str = "") -> Style:
        """The style of `role` as text; `ground` names the role whose colour is behind it."""
        key = (role, ground)
        style = self._made.get(key)
        if style is None:
            style = self._made[key] = self._make(role, ground)
        return style

    def badge(self, role: str) -> Style:
        """A style written on the colour of `role`; without colour in reverse video."""
        key = ("badge", role)
        style = self._made.get(key)
        if style is None:
            written = Style(color=self._color("badge-fg"), bgcolor=self._color(role))
            plain = self.mono or "ansi_default" in (self._variables.get(role), self._variables.get("badge-fg"))
            style = self._made[key] = self.style(role) + Style(bold=True, reverse=True) if plain else written
        return style

    def _make(self, role: str, ground: str) -> Style:
        bold = role in _BOLD
        if self.mono:
            reverse = role in _REVERSE or ground in _REVERSE or ground == "cursor-bg"
            return Style(bold=bold or None, reverse=reverse or None, underline=role in _UNDERLINE or None)
        return Style(color=self._color(role), bgcolor=self._color(ground or "background"), bold=bold or None)

    def _color(self, role: str) -> RichColor | None:
        value = self._variables.get(role, "").partition(" ")[0]
        return Color.parse(value).rich_color if value else None
