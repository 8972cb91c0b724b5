"""Themes: TOML files with the fields of Textual's Theme and the colours of our roles, read when they are chosen."""

import os
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NoReturn

from textual.color import Color, ColorParseError
from textual.theme import Theme

from tuiboard import resources
from tuiboard.domain.names import did_you_mean
from tuiboard.domain.refusal import Code, Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.config import config_dir
from tuiboard.engine.toml_file import read_toml

DEFAULT_THEME = "tuiboard-dark"
MONO_THEME = "mono"
"""The theme where colour is not to be used."""
LEAST_CONTRAST = 4.5
"""WCAG 2 contrast of every text on every ground of a shipped theme."""

COLORS = (
    "primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface", "panel",
    "boost",
)  # fmt: skip
"""Fields of a theme file that are colours."""
_FIELDS = ("name", "author", "dark", "ansi", *COLORS, "variables")

GROUND_ROLES: Mapping[str, tuple[str, float]] = {
    "header-bg": ("foreground", 0.04),
    "column-focus-bg": ("accent", 0.14),
    "cursor-bg": ("foreground", 0.10),
    "selected-bg": ("secondary", 0.14),
}
"""What text stands on besides background, surface and panel; by default the background with a part of that field."""
TEXT_ROLES: Mapping[str, str] = {
    "card-title": "foreground", "card-title-cursor": "foreground", "card-id": "dim", "card-owner": "secondary",
    "card-due": "foreground", "card-today": "warning", "card-late": "error", "card-blocked": "error",
    "card-stale": "warning", "card-tag": "secondary", "card-value": "warning", "card-promise": "secondary",
    "card-check": "success", "card-selected": "accent", "card-dim": "dim", "column-title": "dim",
    "column-focus": "foreground", "column-over": "warning", "header-name": "foreground", "header-dim": "dim",
    "foot-key": "accent", "cursor-fg": "foreground", "selected-fg": "foreground", "match": "warning",
    "risk-low": "success", "risk-moderate": "warning", "risk-high": "warning", "risk-critical": "error",
    "risk-unrated": "dim", "risk-opportunity": "secondary", "rag-red": "error", "rag-amber": "warning",
    "rag-green": "success",
}  # fmt: skip
"""What is written, readable on every ground; by default in that field's colour (`dim`: a part of the foreground)."""
ACCENT_TEXT_ROLES = ("accent-fg", "tab-active")
"""What is written on the accent."""
BADGE_ROLE = "badge-fg"
"""What is written on a risk or rag colour."""
RULE_ROLE = "rule"
"""The line between columns, which is no text."""
ROLES = (*TEXT_ROLES, *GROUND_ROLES, *ACCENT_TEXT_ROLES, BADGE_ROLE, RULE_ROLE)
"""All variables that a theme may set for us; those it lacks are made from its fields."""

# Textual's own variables, in our colours: its dim text is below the contrast we promise, its bars are loud.
_TEXTUALS: Mapping[str, str] = {
    "text-muted": "card-dim", "text-disabled": "card-dim", "foreground-muted": "card-dim", "text-error": "error",
    "text-warning": "warning", "text-success": "success", "text-accent": "accent", "border": "accent",
    "border-blurred": "rule", "block-cursor-background": "accent", "block-cursor-foreground": "accent-fg",
    "block-cursor-blurred-background": "cursor-bg", "block-cursor-blurred-foreground": "cursor-fg",
    "block-hover-background": "cursor-bg", "footer-background": "header-bg", "footer-key-foreground": "foot-key",
    "footer-description-foreground": "header-dim", "scrollbar": "rule", "scrollbar-hover": "card-dim",
    "scrollbar-active": "accent", "scrollbar-background": "background", "scrollbar-background-hover": "background",
    "scrollbar-background-active": "background", "scrollbar-corner-color": "background",
    "button-color-foreground": "accent-fg", "input-selection-background": "selected-bg",
    "input-selection-foreground": "selected-fg",
}  # fmt: skip
_ANSI_VARIABLES: Mapping[str, str] = {
    "ansi-background": "ansi_default", "ansi-foreground": "ansi_default", "block-cursor-text-style": "reverse",
    "block-cursor-blurred-text-style": "bold", "block-cursor-background": "ansi_default",
    "block-cursor-foreground": "ansi_default", "block-cursor-blurred-background": "ansi_default",
    "input-cursor-text-style": "reverse", "input-selection-background": "ansi_default",
    "input-selection-foreground": "ansi_default",
}  # fmt: skip
"""What Textual's ansi mode needs where the colours are the terminal's: a cursor that is seen without colour."""
_STYLE_WORDS = frozenset({"none", "bold", "dim", "italic", "underline", "reverse", "strike", "not"})


class ThemeError(Refused):
    """A theme can't be used; the text names file, key, value and what is expected."""


def theme_folders(env: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Folders of themes and where they are from; a theme in a later one goes before one of the same name."""
    folders = [(resources.themes_folder(), "shipped"), (os.path.join(config_dir(env), "themes"), "yours")]
    folders += [(path, "$TUIBOARD_THEMES") for path in env.get("TUIBOARD_THEMES", "").split(os.pathsep) if path]
    return folders


def list_themes(env: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Names of all themes with where they are from, the default first; no file is opened."""
    found = {name: source for name, (_, source) in _theme_files(env).items()}
    return sorted(found.items(), key=lambda item: (item[0] != DEFAULT_THEME, item[1] != "shipped", item[0]))


def load_theme(name: str, env: Mapping[str, str] = os.environ) -> Theme:
    """Return a theme. Raises ThemeError (not_found, bad_data)."""
    files = _theme_files(env)
    if name not in files:
        hint = did_you_mean(name, files) or f"There are {', '.join(sorted(files))}."
        _fail(f"There is no theme “{visible(name, 60)}”.", hint, "not_found")
    return read_theme(files[name][0])


def theme_for(name: str, chosen: bool, color: str) -> str:
    """The theme to start with. `chosen` is false where `name` is only the default; `color` is the terminal's depth.

    Without colour it is always the mono one, and on 16 colours the default gives way to the terminal's own palette.
    """
    if color == "none":
        return MONO_THEME
    return "terminal" if color == "16" and not chosen else name


def read_theme(path: str) -> Theme:
    """Return the theme of a file. Raises ThemeError (bad_data)."""
    try:
        table = read_toml(path)
    except Refused as refused:
        raise ThemeError(refused.refusal) from None
    name = os.path.splitext(os.path.basename(path))[0]
    return make_theme(name, table, visible(path, 200))


def make_theme(name: str, table: Mapping[str, Any], file: str) -> Theme:
    """Return the theme that the table of a file means. `name` is the file's. Raises ThemeError (bad_data)."""
    for key in table:
        if key not in _FIELDS:
            _fail(f"{file}: there is no field “{visible(key, 60)}” in a theme.", did_you_mean(key, _FIELDS))
    if table.get("name", name) != name:
        _fail(f'{file}: name = "{visible(table["name"], 60)}" must be "{visible(name, 60)}", as the file is called.')
    if "primary" not in table:
        _fail(f"{file}: primary is missing.", 'Write primary = "#7aa2f7", say.')
    for key in ("dark", "ansi"):
        if not isinstance(table.get(key, True), bool):
            _fail(f"{file}: {key} must be true or false, not {_shown(table[key])}.")
    if not isinstance(table.get("author", ""), str):
        _fail(f"{file}: author must be a text, not {_shown(table['author'])}.")
    colors = {key: _color(file, key, table[key]) for key in COLORS if key in table}
    variables = table.get("variables", {})
    if not isinstance(variables, dict):
        _fail(f"{file}: variables must be a table.", "Write [variables] on a line of its own.")
    for key, value in variables.items():
        _check_variable(file, key, value)
    return _complete(name, table, colors, variables)


def _complete(name: str, table: Mapping[str, Any], colors: dict[str, Color], variables: Mapping[str, str]) -> Theme:
    dark, ansi = table.get("dark", True), table.get("ansi", False)
    base = _base(colors, dark, ansi)
    roles = {role: variables[role] for role in ROLES if role in variables}
    if len(roles) < len(ROLES):
        roles = {**default_roles(base, ansi, roles), **roles}
    plain = dict.fromkeys(COLORS, "ansi_default") if ansi else {}
    given = {key: table[key] for key in COLORS if key in table}
    fields: dict[str, Any] = {**plain, **{key: color.hex for key, color in base.items()}, **given}
    named = {**fields, **roles}
    textuals = {variable: named[role] for variable, role in _TEXTUALS.items()}
    if ansi:
        textuals.update(_ANSI_VARIABLES)
    return Theme(name=name, dark=dark, ansi=ansi, variables={**textuals, **variables, **roles}, **fields)


def _base(colors: Mapping[str, Color], dark: bool, ansi: bool) -> dict[str, Color]:
    """The fields that roles are made from, those that the file lacks by default."""
    plain = Color.parse("ansi_default") if ansi else None
    background = colors.get("background") or plain or Color.parse("#121212" if dark else "#efefef")
    accent = colors.get("accent") or colors["primary"]
    secondary = colors.get("secondary") or colors["primary"]
    return {
        "background": background,
        "foreground": colors.get("foreground") or plain or Color.parse("#e0e0e0" if dark else "#1e1e1e"),
        "surface": colors.get("surface") or plain or Color.parse("#1e1e1e" if dark else "#f5f5f5"),
        "panel": colors.get("panel") or colors.get("surface") or background,
        "accent": accent,
        "secondary": secondary,
        "warning": colors.get("warning") or accent,
        "error": colors.get("error") or secondary,
        "success": colors.get("success") or secondary,
    }


def default_roles(base: Mapping[str, Color], ansi: bool, given: Mapping[str, str]) -> dict[str, str]:
    """Return colours for all roles, made from a theme's fields and readable on its grounds (those `given` included).

    The terminal's own colours can't be computed with: there text is in the field's colour on the default ground.
    """
    if ansi:
        text = {role: base[source].hex for role, source in TEXT_ROLES.items() if source in base}
        return {**dict.fromkeys(ROLES, "ansi_default"), **text}
    background, foreground = base["background"], base["foreground"]
    roles = {role: background.blend(base[source], part, 1.0) for role, (source, part) in GROUND_ROLES.items()}
    roles.update({role: Color.parse(given[role]) for role in GROUND_ROLES if role in given})
    grounds = [background, base["surface"], base["panel"], *roles.values()]
    sources = {**base, "dim": background.blend(foreground, 0.65, 1.0)}
    texts = {source: readable(sources[source], grounds) for source in set(TEXT_ROLES.values())}
    roles.update({role: texts[source] for role, source in TEXT_ROLES.items()})
    roles.update({role: readable(background, [base["accent"]]) for role in ACCENT_TEXT_ROLES})
    roles[BADGE_ROLE] = readable(background, [roles[role] for role in roles if role.startswith(("risk-", "rag-"))])
    roles[RULE_ROLE] = background.blend(foreground, 0.25, 1.0)
    return {role: color.hex for role, color in roles.items()}


def luminance(color: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.r / 255, color.g / 255, color.b / 255)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast of two opaque colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(color: Color, grounds: Iterable[Color], least: float = LEAST_CONTRAST) -> Color:
    """Return `color`, moved towards black or white only as far as its contrast on all `grounds` needs."""
    grounds = list(grounds)
    best = color
    for step in range(21):
        for end in ("white", "black"):
            tried = color.blend(Color.parse(end), step / 20, 1.0)
            if min(contrast(tried, ground) for ground in grounds) >= least:
                return tried
            best = max(best, tried, key=lambda c: min(contrast(c, ground) for ground in grounds))
    return best


@cache
def role_defaults() -> dict[str, str]:
    """Return a colour for every role, for `App.get_theme_variable_defaults`: Textual's own themes lack them."""
    return default_roles(_base({"primary": Color.parse("#7aa2f7")}, dark=True, ansi=False), False, {})


def _theme_files(env: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Path and source of each theme by name."""
    found = {}
    for folder, source in theme_folders(env):
        try:
            names = os.listdir(folder)
        except OSError:
            continue  # most people have no folder of their own
        found.update(
            {
                name[:-5]: (os.path.join(folder, name), source)
                for name in names
                if name.endswith(".toml") and name[0] != "."
            }
        )
    return found


def _color(file: str, key: str, value: Any) -> Color:
    try:
        if isinstance(value, str):
            return Color.parse(value)
    except ColorParseError:
        pass
    _fail(f"{file}: {key} = {_shown(value)} is not a colour.", 'Write "#rrggbb" or a name such as "red" or "ansi_red".')


def _check_variable(file: str, key: str, value: Any) -> None:
    """Refuse what would break the style sheet, with a message that says where it is."""
    if key in ROLES:
        _color(file, key, value)
    elif key not in _textual_variables():
        _fail(f"{file}: there is no variable “{visible(key, 60)}”.", did_you_mean(key, (*ROLES, *_textual_variables())))
    elif key.endswith("-style") or "-style-" in key:
        if not isinstance(value, str) or not value.split() or not _STYLE_WORDS.issuperset(value.split()):
            _fail(f"{file}: {key} = {_shown(value)} is not a text style.", 'Write "bold", "reverse" or "none", say.')
    elif not isinstance(value, str) or not value.startswith("auto "):
        words = value.split() if isinstance(value, str) else []
        opaque = len(words) != 2 or not words[1].endswith("%") or not words[1][:-1].isdecimal()
        _color(file, key, value if opaque else words[0])


@cache
def _textual_variables() -> frozenset[str]:
    return frozenset(Theme(name="x", primary="red").to_color_system().generate())


def _shown(value: Any) -> str:
    return f'"{visible(value, 60)}"' if isinstance(value, str) else visible(value, 60)


def _fail(message: str, hint: str = "", code: Code = "bad_data") -> NoReturn:
    raise ThemeError(Refusal(code, message, hint))
