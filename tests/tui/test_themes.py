"""Every shipped theme can be read, at every depth of colour; a broken one is told by file, key and value."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import Theme
from textual.widgets import Static

from tuiboard import resources
from tuiboard.engine.config import config_dir
from tuiboard.tui.themes import (
    ACCENT_TEXT_ROLES,
    BADGE_ROLE,
    DEFAULT_THEME,
    GROUND_ROLES,
    LEAST_CONTRAST,
    MONO_THEME,
    ROLES,
    TEXT_ROLES,
    ThemeError,
    contrast,
    default_roles,
    list_themes,
    load_theme,
    make_theme,
    read_theme,
    readable,
    role_defaults,
    theme_for,
)

pytestmark = pytest.mark.usefixtures("own_world")

SHIPPED = sorted(path.stem for path in Path(resources.themes_folder()).glob("*.toml"))
ANSI = ("mono", "terminal")
COLOURED = [name for name in SHIPPED if name not in ANSI]
LEAST_QUANTISED = {"tuiboard-light": 3.9, "solarized-light": 3.9}
"""Light themes at 256 colours: the cube has few dark colours."""


def color(theme: Theme, role: str) -> Color:
    return Color.parse(theme.variables.get(role) or getattr(theme, role))


def grounds(theme: Theme) -> list[Color]:
    return [color(theme, role) for role in ("background", "surface", "panel", *GROUND_ROLES)]


def pairs(theme: Theme) -> list[tuple[str, Color, Color]]:
    """Every text on every ground that it may stand on."""
    texts = ("foreground", "accent", "warning", "error", "success", *TEXT_ROLES)
    found = [(role, color(theme, role), ground) for role in texts for ground in grounds(theme)]
    found += [(role, color(theme, role), color(theme, "accent")) for role in ACCENT_TEXT_ROLES]
    badges = [role for role in TEXT_ROLES if role.startswith(("risk-", "rag-"))]
    return found + [(BADGE_ROLE, color(theme, BADGE_ROLE), color(theme, role)) for role in badges]


def quantised(it: Color, system: ColorSystem) -> Color:
    """The colour that Rich sends instead on a terminal of fewer colours."""
    return Color(*RichColor.from_rgb(*it.rgb).downgrade(system).get_truecolor())


class TestShipped:
    def test_there_are_those_that_are_promised(self) -> None:
        assert {"tuiboard-dark", "tuiboard-light", "high-contrast", "colour-blind-safe", "mono"} <= set(SHIPPED)
        assert {"nord", "gruvbox", "dracula", "catppuccin-mocha", "solarized-light"} <= set(SHIPPED)

    @pytest.mark.parametrize("name", COLOURED)
    def test_each_names_every_role_itself(self, name: str) -> None:
        import tomllib

        path = Path(resources.themes_folder()) / f"{name}.toml"
        table = tomllib.loads(path.read_text())
        assert set(table["variables"]) == set(ROLES)
        assert table["name"] == name
        assert table["author"]

    @pytest.mark.parametrize("name", COLOURED)
    def test_text_can_be_read_on_every_ground(self, name: str) -> None:
        least = 7.0 if name == "high-contrast" else LEAST_CONTRAST
        poor = [(role, round(contrast(a, b), 2)) for role, a, b in pairs(load_theme(name)) if contrast(a, b) < least]
        assert poor == []

    @pytest.mark.parametrize("name", COLOURED)
    def test_at_256_colours_too(self, name: str) -> None:
        poor = []
        for role, text, ground in pairs(load_theme(name)):
            found = contrast(quantised(text, ColorSystem.EIGHT_BIT), quantised(ground, ColorSystem.EIGHT_BIT))
            if found < LEAST_QUANTISED.get(name, LEAST_CONTRAST):
                poor.append((role, ground.hex, round(found, 2)))
        assert poor == []

    def test_the_default_at_16_colours_too(self) -> None:
        for role, text, ground in pairs(load_theme(DEFAULT_THEME)):
            found = contrast(quantised(text, ColorSystem.STANDARD), quantised(ground, ColorSystem.STANDARD))
            assert found >= LEAST_CONTRAST, role

    @pytest.mark.parametrize("name", COLOURED)
    def test_the_cursor_is_seen_at_256_colours(self, name: str) -> None:
        theme = load_theme(name)
        cursor, ground = (quantised(color(theme, role), ColorSystem.EIGHT_BIT) for role in ("cursor-bg", "background"))
        assert cursor != ground

    @pytest.mark.parametrize("name", COLOURED)
    def test_the_rule_is_quiet_but_there(self, name: str) -> None:
        theme = load_theme(name)
        found = contrast(color(theme, "rule"), color(theme, "background"))
        assert 1.3 <= found < (10 if name == "high-contrast" else 4.5)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_textual_takes_every_variable(self, name: str) -> None:
        theme = load_theme(name)
        generated = theme.to_color_system().generate()
        assert set(theme.variables) - set(ROLES) <= set(generated)
        assert generated["text-muted"] == theme.variables["card-dim"]

    @pytest.mark.parametrize("name", ANSI)
    def test_ansi_themes_leave_the_ground_to_the_terminal(self, name: str) -> None:
        theme = load_theme(name)
        assert theme.ansi
        assert {color(theme, role).ansi for role in ("background", "surface", "panel", *GROUND_ROLES)} == {-1}
        assert theme.variables["block-cursor-text-style"] == "reverse"

    def test_mono_has_no_colour_at_all(self) -> None:
        theme = load_theme(MONO_THEME)
        found = [*theme.variables.values(), theme.primary, theme.secondary, theme.accent, theme.error, theme.boost]
        assert {value for value in found if value and value.startswith("ansi")} == {"ansi_default"}
        assert not [value for value in found if value and value.startswith("#")]


# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def lab(it: Color, kind: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as someone sees it."""
    linear = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in it.rgb]
    r, g, b = (min(max(sum(m * v for m, v in zip(row, linear, strict=True)), 0), 1) for row in BLINDNESS[kind])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize(
    "roles", [("risk-low", "risk-moderate", "risk-high", "risk-critical"), ("rag-red", "rag-amber", "rag-green")]
)
def test_bands_are_told_apart_by_the_colour_blind(kind: str, roles: tuple[str, ...]) -> None:
    theme = load_theme("colour-blind-safe")
    for one, other in itertools.combinations(roles, 2):
        a, b = lab(color(theme, one), kind), lab(color(theme, other), kind)
        # Ten is seen at a glance side by side; these stand apart from each other.
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 >= 20, (one, other)


class TestFinding:
    def own(self, name: str, text: str = 'primary = "red"\n') -> Path:
        path = Path(config_dir()) / "themes" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def test_the_default_comes_first_then_the_shipped_then_the_own(self, tmp_path: Path) -> None:
        self.own("aaa")
        (tmp_path / "bbb.toml").write_text('primary = "blue"')
        (tmp_path / ".hidden.toml").write_text("")
        (tmp_path / "notes.txt").write_text("")
        env = {**os.environ, "TUIBOARD_THEMES": f"{tmp_path}{os.pathsep}/nowhere"}
        found = list_themes(env)
        assert found[0] == (DEFAULT_THEME, "shipped")
        assert sorted(name for name, source in found if source == "shipped") == SHIPPED
        assert found[len(SHIPPED) :] == [("aaa", "yours"), ("bbb", "$TUIBOARD_THEMES")]
        assert load_theme("bbb", env).primary == "blue"

    def test_an_own_theme_goes_before_a_shipped_one_and_the_variable_before_that(self, tmp_path: Path) -> None:
        self.own("nord", 'primary = "#111111"')
        assert load_theme("nord").primary == "#111111"
        (tmp_path / "nord.toml").write_text('primary = "#222222"')
        assert load_theme("nord", {**os.environ, "TUIBOARD_THEMES": str(tmp_path)}).primary == "#222222"

    def test_an_unknown_name_is_told_with_the_nearest(self) -> None:
        with pytest.raises(ThemeError, match=r"There is no theme “gruvbx”\. Did you mean “gruvbox”\?") as caught:
            load_theme("gruvbx")
        assert caught.value.refusal.code == "not_found"
        with pytest.raises(
            ThemeError, match=r"There is no theme “xyzzy”\. There are catppuccin-mocha, .*tuiboard-light\."
        ):
            load_theme("xyzzy")

    def test_a_name_is_no_path(self, tmp_path: Path) -> None:
        (tmp_path / "x.toml").write_text('primary = "red"')
        for name in (f"{tmp_path}/x", "../themes/nord", "", ".", "\x1b[2J"):
            with pytest.raises(ThemeError, match="There is no theme") as caught:
                load_theme(name)
            assert "\x1b" not in str(caught.value)

    def test_only_the_chosen_file_is_read(self) -> None:
        self.own("broken", "not = toml = at all")
        assert ("broken", "yours") in list_themes()
        assert load_theme("nord").name == "nord"

    def test_shipped_files_are_found_without_importlib(self) -> None:
        root = Path(resources.__file__).resolve().parents[1]
        code = (
            "import sys; from tuiboard import resources; resources.themes_folder(); resources.keymaps_folder();"
            "print(sorted({'importlib.resources', 'pathlib', 'textual', 'tomllib'} & set(sys.modules)))"
        )
        env = {**os.environ, "PYTHONPATH": str(root)}
        done = subprocess.run([sys.executable, "-S", "-c", code], env=env, capture_output=True, check=True)
        assert done.stdout.strip() == b"[]"


class TestWrongInput:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('primary = "#12g"', r'primary = "#12g" is not a colour\. Write "#rrggbb" or a name such as'),
            ("primary = 5", r"primary = 5 is not a colour"),
            ('secondary = "red"', "primary is missing"),
            ('primary = "red"\naccnt = "red"', "there is no field “accnt” in a theme. Did you mean “accent”"),
            ('primary = "red"\nname = "other"', 'name = "other" must be "mine", as the file is called'),
            ('primary = "red"\ndark = "yes"', 'dark must be true or false, not "yes"'),
            ('primary = "red"\nauthor = 1', "author must be a text, not 1"),
            ('primary = "red"\nvariables = 1', "variables must be a table"),
            (
                'primary = "red"\n[variables]\ncard-lat = "red"',
                "there is no variable “card-lat”. Did you mean “card-late”",
            ),
            ('primary = "red"\n[variables]\ncard-late = "rde"', 'card-late = "rde" is not a colour'),
            ('primary = "red"\n[variables]\ncard-late = "red 50%"', 'card-late = "red 50%" is not a colour'),
            ('primary = "red"\n[variables]\nborder = "red; x: y"', 'border = "red; x: y" is not a colour'),
            ('primary = "red"\n[variables]\nborder = 3', "border = 3 is not a colour"),
            ('primary = "red"\n[variables]\nlink-style = "loud"', 'link-style = "loud" is not a text style'),
            ('primary = "\\u001b[2J"', 'primary = "␛.2J" is not a colour'),
            ("primary", "is not valid TOML"),
        ],
    )
    def test_it_is_told_by_file_key_and_value(self, tmp_path: Path, text: str, told: str) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(text)
        with pytest.raises(ThemeError, match=told) as caught:
            read_theme(str(path))
        assert str(caught.value).startswith(str(path))
        assert caught.value.refusal.code == "bad_data"

    def test_textuals_own_variables_may_be_set(self) -> None:
        variables = {"border": "#123456 40%", "link-style": "bold not underline", "text": "auto 80%"}
        theme = make_theme("mine", {"primary": "red", "variables": variables}, "mine.toml")
        assert {key: theme.variables[key] for key in variables} == variables


class TestRolesOfAThemeThatLacksThem:
    @given(st.tuples(*[st.integers(0, 0xFFFFFF)] * 5), st.booleans())
    def test_they_can_be_read_on_its_grounds(self, numbers: tuple[int, ...], dark: bool) -> None:
        background = "#1b1f24" if dark else "#f4f1ea"
        names = ("primary", "secondary", "accent", "warning", "error")
        table = {name: f"#{number:06x}" for name, number in zip(names, numbers, strict=True)}
        theme = make_theme(
            "mine", {**table, "background": background, "surface": background, "dark": dark}, "mine.toml"
        )
        for role in TEXT_ROLES:
            assert all(contrast(color(theme, role), ground) >= LEAST_CONTRAST for ground in grounds(theme))
        for role in ACCENT_TEXT_ROLES:
            assert contrast(color(theme, role), color(theme, "accent")) >= LEAST_CONTRAST

    def test_what_it_sets_stays(self) -> None:
        theme = make_theme("mine", {"primary": "red", "variables": {"card-late": "#010101"}}, "m")
        assert theme.variables["card-late"] == "#010101"
        assert set(ROLES) <= set(theme.variables)

    def test_the_colours_of_the_terminal_are_kept_by_name(self) -> None:
        theme = make_theme("mine", {"primary": "ansi_blue", "error": "ansi_red", "ansi": True}, "m")
        assert theme.variables["card-late"] == "ansi_red"
        assert theme.variables["card-title"] == "ansi_default"
        assert Color.parse(theme.variables["card-late"]).rich_color.number == 1

    def test_a_colour_that_can_be_read_stays_as_it_is(self) -> None:
        black = [Color.parse("black")]
        assert readable(Color.parse("#ffaa00"), black) == Color.parse("#ffaa00")
        assert contrast(readable(Color.parse("#200000"), black), black[0]) >= LEAST_CONTRAST

    def test_every_role_has_a_default(self) -> None:
        assert set(role_defaults()) == set(ROLES)
        assert set(default_roles({"background": Color(0, 0, 0)}, True, {})) == set(ROLES)


def test_without_colour_the_theme_is_the_mono_one_and_on_16_the_terminals() -> None:
    assert theme_for("nord", True, "none") == MONO_THEME
    assert theme_for(DEFAULT_THEME, False, "16") == "terminal"
    assert theme_for("nord", True, "16") == "nord"
    assert theme_for(DEFAULT_THEME, False, "256") == DEFAULT_THEME


async def test_an_app_starts_and_changes_with_every_theme() -> None:
    class Sample(App[None]):
        CSS = "Static { color: $card-late; background: $cursor-bg; border: solid $rule; }"

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return role_defaults()

        def compose(self) -> ComposeResult:
            yield Static("late")

    app = Sample()
    for name in SHIPPED:
        app.register_theme(load_theme(name))
    app.theme = DEFAULT_THEME
    async with app.run_test() as pilot:
        for name in SHIPPED:
            app.theme = name
            await pilot.pause()
            assert app.query_one(Static).styles.color == color(load_theme(name), "card-late")


async def test_without_colour_the_screen_is_default_on_default_and_reverse_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    class Sample(App[None]):
        CSS = "#late { color: $card-late; background: $cursor-bg; text-style: bold reverse; }"

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return role_defaults()

        def compose(self) -> ComposeResult:
            yield Static("late", id="late")

    app = Sample(ansi_color=True)
    app.register_theme(load_theme(MONO_THEME))
    app.theme = MONO_THEME
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.pause()
        strips = app.query_one("#late").render_lines(app.query_one("#late").region.reset_offset)
        styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
        assert styles
        for style in styles:
            assert style.color is None or style.color.is_default
            assert style.bgcolor is None or style.bgcolor.is_default
        assert any(style.bold and style.reverse for style in styles)
