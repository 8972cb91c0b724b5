"""Settings come from the nearest layer, and whatever can't be taken is named with file, key and what is expected."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tuiboard.domain.refusal import Refused
from tuiboard.engine.config import (
    COLORS,
    PROJECT_FILE,
    RECENT_KEPT,
    SETTINGS,
    SORTS,
    Config,
    config_dir,
    data_dir,
    load_config,
    recent_boards,
    remember_board,
    save_setting,
    state_dir,
)
from tuiboard.engine.lens import SORTS as LENS_SORTS
from tuiboard.engine.toml_file import LARGEST_FILE, read_toml, replace_file

pytestmark = pytest.mark.usefixtures("own_world")


def user_file(text: str | bytes) -> Path:
    path = Path(config_dir()) / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def project_file(folder: Path, text: str) -> str:
    (folder / PROJECT_FILE).write_text(text)
    return str(folder / "board.json")


class TestLayers:
    def test_without_any_setting_the_defaults_count(self) -> None:
        config, problems = load_config(os.environ, {})
        assert config == Config()
        assert config.origins == {}
        assert problems == ()

    def test_every_setting_is_a_field_of_the_config_with_the_same_default(self) -> None:
        assert set(SETTINGS) == set(Config._fields) - {"origins"}
        for name, setting in SETTINGS.items():
            if name != "editor":
                assert getattr(Config(), name) == setting.default

    def test_flag_beats_environment_beats_project_file_beats_user_file(self, tmp_path: Path) -> None:
        user = user_file('theme = "user"\nsort = "age"\nkeymap = "user"\ndensity = 1\n')
        board = project_file(tmp_path, 'theme = "project"\nsort = "due"\nkeymap = "project"\n')
        env = {**os.environ, "TUIBOARD_THEME": "env", "TUIBOARD_SORT": "id"}
        config, problems = load_config(env, {"theme": "flag", "sort": None}, board)
        assert (config.theme, config.sort, config.keymap, config.density) == ("flag", "id", "project", 1)
        assert config.origins["theme"] == "--theme"
        assert config.origins["sort"] == "$TUIBOARD_SORT"
        assert config.origins["keymap"] == str(tmp_path / PROJECT_FILE)
        assert config.origins["density"] == str(user)
        assert problems == ()

    def test_an_empty_variable_counts_as_unset(self) -> None:
        config, problems = load_config({**os.environ, "TUIBOARD_THEME": ""}, {})
        assert config.theme == "tuiboard-dark"
        assert problems == ()

    def test_a_url_has_no_project_file(self) -> None:
        assert load_config(os.environ, {}, "postgres://server/board")[1] == ()

    @pytest.mark.parametrize(
        ("word", "meant"), [("1", True), ("yes", True), ("TRUE", True), ("off", False), ("0", False), ("auto", None)]
    )
    def test_switches_of_the_environment_are_words(self, word: str, meant: bool | None) -> None:
        assert load_config({**os.environ, "TUIBOARD_ASCII": word}, {})[0].ascii is meant

    def test_a_file_may_write_a_number_of_colours_as_number_or_text(self) -> None:
        user_file("colors = 256\n")
        assert load_config(os.environ, {})[0].colors == "256"
        user_file('colors = "16"\n')
        assert load_config(os.environ, {})[0].colors == "16"

    def test_sorts_are_those_of_the_lens(self) -> None:
        assert tuple(LENS_SORTS) == SORTS


class TestNoColor:
    def test_it_beats_the_files(self) -> None:
        user_file('colors = "256"\n')
        config, _ = load_config({**os.environ, "NO_COLOR": "1"}, {})
        assert config.colors == "none"
        assert config.origins["colors"] == "$NO_COLOR"

    def test_our_own_variable_and_a_flag_beat_it(self) -> None:
        env = {**os.environ, "NO_COLOR": "1"}
        assert load_config({**env, "TUIBOARD_COLORS": "16"}, {})[0].colors == "16"
        assert load_config(env, {"colors": "truecolor"})[0].colors == "truecolor"

    def test_an_empty_one_counts_as_unset(self) -> None:
        assert load_config({**os.environ, "NO_COLOR": ""}, {})[0].colors == "auto"


class TestEditor:
    def test_the_setting_goes_before_visual_before_editor_before_vi(self) -> None:
        assert load_config(os.environ, {})[0].editor == "vi"
        env = {**os.environ, "EDITOR": "nano"}
        assert load_config(env, {})[0].editor == "nano"
        env["VISUAL"] = "emacs -nw"
        assert load_config(env, {})[0].editor == "emacs -nw"
        user_file('editor = "hx"\n')
        assert load_config(env, {})[0].editor == "hx"

    def test_a_board_folder_can_not_choose_the_command_that_is_run(self, tmp_path: Path) -> None:
        board = project_file(tmp_path, 'editor = "rm -rf /"\n')
        config, problems = load_config(os.environ, {}, board)
        assert config.editor == "vi"
        assert problems == (
            f"{tmp_path / PROJECT_FILE}: editor is not taken from a board's folder; set it in your own config.toml.",
        )


class TestWrongInput:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('them = "nord"', "there is no setting “them”. Did you mean “theme”?"),
            ("xyzzy = 1", "there is no setting “xyzzy”."),
            ("density = 3", "density must be 1, 2 or 4, not 3."),
            ("density = true", "density must be 1, 2 or 4, not true."),
            ('density = "2"', 'density must be 1, 2 or 4, not "2".'),
            ('mouse = "yes"', 'mouse must be true or false, not "yes".'),
            ("mouse = [1]", "mouse must be true or false, not [1]."),
            ('ascii = "no"', 'ascii must be true, false or "auto", not "no".'),
            ("theme = 1", "theme must be a text, not 1."),
            ('sort = "size"', 'sort must be "rank", "priority", "wsjf", "due", "age" or "id", not "size".'),
            ('theme = "\\u001b]52;c;x\\u0007"\n[keys]', "there is no setting “keys”."),
            ("theme =", "is not valid TOML: Invalid value (at line 1, column 8)."),
        ],
    )
    def test_a_file_is_told_by_file_key_and_what_is_expected(self, text: str, told: str) -> None:
        path = user_file(text + "\n")
        config, problems = load_config(os.environ, {})
        assert [p for p in problems if p.startswith(str(path)) and told in p], problems
        assert config.density == 2
        assert config.mouse is True

    def test_a_wrong_value_leaves_the_lower_layer_in_force(self, tmp_path: Path) -> None:
        user_file("density = 4\n")
        board = project_file(tmp_path, "density = 7\n")
        config, problems = load_config(os.environ, {}, board)
        assert config.density == 4
        assert len(problems) == 1

    def test_control_characters_are_shown_not_obeyed(self) -> None:
        user_file('sort = "\\u001b[2J"\n"\\u001b[31m" = 1\n')
        _, problems = load_config(os.environ, {})
        assert len(problems) == 2
        assert "\x1b" not in "".join(problems)

    def test_a_wrong_variable_is_named(self) -> None:
        _, problems = load_config({**os.environ, "TUIBOARD_DENSITY": "many"}, {})
        assert problems == ('$TUIBOARD_DENSITY: density must be 1, 2 or 4, not "many".',)

    def test_a_wrong_flag_is_wrong_usage(self) -> None:
        with pytest.raises(Refused, match=r'--colors: colors must be "auto".* or "none", not "red"\.') as caught:
            load_config(os.environ, {"colors": "red"})
        assert caught.value.refusal.code == "usage"

    @pytest.mark.parametrize("colors", COLORS)
    def test_every_depth_of_colour_is_taken(self, colors: str) -> None:
        assert load_config(os.environ, {"colors": colors})[0].colors == colors


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"theme = '\xff'\n", r"is not UTF-8 text \(byte 10\)"),
            (b"\x00", "is not valid TOML"),
            (b"a = " + b"[" * 20_000, "nested too deeply|not valid TOML"),
            (b"a = " + b"9" * 5_000, "holds a number that is too long"),
            (b"#" * (LARGEST_FILE + 1), "is too large: more than 256 KiB"),
        ],
    )
    def test_an_unreadable_file_is_told_and_the_defaults_count(self, data: bytes, told: str) -> None:
        path = user_file(data)
        with pytest.raises(Refused, match=told) as caught:
            read_toml(str(path))
        assert caught.value.refusal.code == "bad_data"
        assert load_config(os.environ, {})[1] == (caught.value.refusal.text,)

    def test_a_byte_order_mark_is_no_mistake(self) -> None:
        user_file(b'\xef\xbb\xbftheme = "nord"\n')
        assert load_config(os.environ, {})[0].theme == "nord"

    def test_a_pipe_or_a_folder_in_its_place_does_not_stop_the_program(self) -> None:
        path = Path(config_dir()) / "config.toml"
        path.mkdir(parents=True)
        assert load_config(os.environ, {})[1] == (f"{path} is not a regular file.",)
        path.rmdir()
        os.mkfifo(path)
        assert load_config(os.environ, {})[1] == (f"{path} is not a regular file.",)

    def test_without_a_file_no_parser_is_loaded(self) -> None:
        import subprocess

        code = (
            "import os,sys; from tuiboard.engine.config import load_config; load_config(os.environ, {}, '');"
            "late = {'tomllib', 'json', 'difflib', 'zoneinfo', 'dataclasses', 'pathlib', 'pendulum'};"
            "print(sorted(late & set(sys.modules)))"
        )
        root = str(Path(__file__).resolve().parents[2])
        done = subprocess.run(
            [sys.executable, "-S", "-c", code], env={**os.environ, "PYTHONPATH": root}, capture_output=True
        )
        assert done.stdout.decode().strip() == "[]", done.stderr.decode()


class TestSaveSetting:
    def test_it_is_in_force_next_time(self) -> None:
        assert save_setting("theme", "nord") == ""
        assert load_config(os.environ, {})[0].theme == "nord"

    def test_the_rest_of_the_file_stays(self) -> None:
        path = user_file('# mine\n  theme = "dracula" # dark\ndensity = 1\n')
        assert save_setting("theme", 'no"rd\\') == ""
        assert path.read_text() == '# mine\ntheme = "no\\"rd\\\\" # dark\ndensity = 1\n'

    def test_a_new_setting_does_not_fall_into_a_table(self) -> None:
        user_file('[other]\ntheme = "x"\n')
        assert "can't be changed safely" in save_setting("theme", "nord")
        path = user_file("[other]\na = 1\n")
        assert save_setting("theme", "nord") == ""
        assert path.read_text() == 'theme = "nord"\n[other]\na = 1\n'

    def test_a_form_that_can_not_be_replaced_is_left_alone(self) -> None:
        path = user_file('theme = """\nnord"""\n')
        assert "can't be changed safely. Write theme" in save_setting("theme", "dracula")
        assert path.read_text() == 'theme = """\nnord"""\n'

    def test_a_broken_file_is_not_overwritten(self) -> None:
        path = user_file("theme = \n")
        assert "is not valid TOML" in save_setting("theme", "nord")
        assert path.read_text() == "theme = \n"

    def test_a_link_to_a_file_elsewhere_stays_a_link(self, tmp_path: Path) -> None:
        kept = tmp_path / "dotfiles.toml"
        kept.write_text("density = 4\n")
        path = Path(config_dir()) / "config.toml"
        path.parent.mkdir(parents=True)
        path.symlink_to(kept)
        assert save_setting("theme", "nord") == ""
        assert path.is_symlink()
        assert kept.read_text() == 'theme = "nord"\ndensity = 4\n'

    def test_a_folder_that_can_not_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        told = save_setting("theme", "nord", {"XDG_CONFIG_HOME": str(tmp_path / "file")})
        assert told == f"{tmp_path / 'file' / 'tuiboard' / 'config.toml'} can't be written: Not a directory."


class TestFolders:
    def test_they_are_those_of_the_xdg_specification(self) -> None:
        env = {"HOME": "/home/ana"}
        assert config_dir(env) == "/home/ana/.config/tuiboard"
        assert data_dir(env) == "/home/ana/.local/share/tuiboard"
        assert state_dir(env) == "/home/ana/.local/state/tuiboard"
        assert config_dir({**env, "XDG_CONFIG_HOME": "/etc/ana"}) == "/etc/ana/tuiboard"

    def test_a_relative_xdg_path_is_ignored(self) -> None:
        assert data_dir({"HOME": "/home/ana", "XDG_DATA_HOME": "data"}) == "/home/ana/.local/share/tuiboard"


class TestRecentBoards:
    def test_the_latest_is_first_and_each_is_there_once(self) -> None:
        for path in ("/a/board.json", "/b/board.json", "/a/board.json"):
            assert remember_board(path) == ""
        assert recent_boards() == ["/a/board.json", "/b/board.json"]

    def test_a_relative_path_is_made_absolute_and_a_url_is_not(self, own_world: Path) -> None:
        remember_board("board.json")
        remember_board("postgres://server/board")
        assert recent_boards() == ["postgres://server/board", str(own_world / "board.json")]

    def test_only_so_many_are_kept(self) -> None:
        for number in range(RECENT_KEPT + 5):
            remember_board(f"/{number}")
        assert len(recent_boards()) == RECENT_KEPT
        assert recent_boards()[0] == f"/{RECENT_KEPT + 4}"

    @pytest.mark.parametrize("text", ["", "{}", '[1, null, ""]', "not json", "\xff", "[" * 5_000, '"text"'])
    def test_a_broken_list_is_an_empty_one_and_is_replaced(self, text: str) -> None:
        path = Path(state_dir()) / "recent.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode("latin-1"))
        assert recent_boards() == []
        assert remember_board("/a") == ""
        assert recent_boards() == ["/a"]

    def test_nobody_else_may_read_it_and_no_temporary_file_stays(self) -> None:
        remember_board("/a")
        folder = Path(state_dir())
        assert [p.name for p in folder.iterdir()] == ["recent.json"]
        assert stat.S_IMODE((folder / "recent.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert json.loads((folder / "recent.json").read_text()) == ["/a"]

    def test_a_folder_that_can_not_be_written_is_told_not_raised(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        env = {"XDG_STATE_HOME": str(tmp_path / "file")}
        assert "can't be written: Not a directory." in remember_board("/a", env)
        assert recent_boards(env) == []

    def test_a_failed_write_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "x"
        target.write_text("old")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            replace_file(str(target), b"new")
        assert target.read_text() == "old"
        assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["x"]
