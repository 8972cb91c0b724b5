"""Hostile text from the doors beside the board: settings, themes, keys, other boards, names, the log of errors."""

import json
import os
import pwd
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock
from tests.e2e.hostile import ALL, MIXED, PAYLOADS
from tests.e2e.wire import taken_apart, unseen
from tests.tui.board_app import PROFILE, board, press, session_of, settle
from tests.tui.test_any_text import assert_harmless
from tuiboard import wiring
from tuiboard.engine import config
from tuiboard.engine.error_log import log_error
from tuiboard.launch import FileBoards
from tuiboard.storage.lock import Lock
from tuiboard.storage.system import System
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.keymap import resolved_keymap
from tuiboard.tui.themes import list_themes

NAMES = [text for text in PAYLOADS.values() if not set("/\0\ud800\udfff") & set(text)]
"""What a file may be called."""


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text.encode("utf-8", "replace").decode()).replace("\\ud", "\\\\ud").replace("\x7f", "\\u007f")


def assert_shown_harmlessly(*texts: str) -> None:
    wire = taken_apart("".join(texts).encode())
    assert wire.sequences == set()
    assert unseen(wire.text) == set()


def settings_of_a_stranger(board: str) -> None:
    """Every file of settings that there is, with every payload as key, as value and as the name of a file."""
    folder = Path(config.config_dir())
    (folder / "themes").mkdir(parents=True)
    lines = [f"{quoted(text + str(number))} = {quoted(text)}" for number, text in enumerate(PAYLOADS.values())]
    for path in (folder / "config.toml", Path(config.project_file(board))):
        path.write_text("\n".join([f"theme = {quoted(MIXED)}", f"keymap = {quoted(MIXED)}", *lines]))
    keys = [f"{quoted('card.' + text)} = {quoted(text)}" for text in PAYLOADS.values()]
    (folder / "keymap.toml").write_text("\n".join(["[keys]", f'"card.add" = {quoted(MIXED)}', *dict.fromkeys(keys)]))
    for text in NAMES:
        (folder / "themes" / f"{text[:80]}.toml").write_text(f"primary = {quoted(ALL)}\n{quoted(ALL)} = 1\n")
    state = Path(config.state_dir())
    state.mkdir(parents=True)
    (state / "recent.json").write_text(json.dumps([f"/{text}/x.json" for text in PAYLOADS.values()][:20]))


async def test_settings_themes_keys_and_boards_of_a_stranger_are_harmless(own_world: Path) -> None:
    for text in NAMES[:6]:
        (own_world / f"{text[:60]}.journal.jsonl").write_text("")
    settings_of_a_stranger(str(own_world / "team.json"))
    settings, problems = config.load_config(os.environ, {}, str(own_world / "team.json"))
    assert len(problems) > 2 * len(PAYLOADS) - 5
    assert_shown_harmlessly(*problems)
    keys, wrong = resolved_keymap(settings.keymap)
    assert keys == {}
    assert_shown_harmlessly(*wrong)
    assert len(list_themes()) > len(NAMES)
    app = TuiboardApp(FileBoards(), settings, PROFILE, session_of(), problems)
    async with app.run_test(size=(200, 40)) as pilot:  # the path of the home is long
        await settle(app, pilot)
        assert "config.toml: the" in assert_harmless(app, "what is wrong with the settings")
        board(app).do_app_theme()
        await settle(app, pilot)
        await pilot.press(*["down"] * 12)
        await settle(app, pilot)
        assert_harmless(app, "themes, and what is wrong with them")
        await press(app, pilot, "escape", "B")
        assert "Open another board" in assert_harmless(app, "boards")
        await press(app, pilot, "escape")
        for text in PAYLOADS.values():
            app.switch_board(f"/nowhere/{text}.json")
        await settle(app, pilot)
        assert "nowhere" in assert_harmless(app, "a board that can't be opened")


@pytest.mark.parametrize("login", [MIXED.replace("\0", ""), "\x1b]0;PWNED\x07", "\u202e", "[/red]", "漢字", "x" * 300])
def test_a_hostile_login_of_the_system_is_recorded_as_it_is_and_shown_harmlessly(
    own_world: Path, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    entry = pwd.getpwuid(os.getuid())
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: pwd.struct_passwd((login, *entry[1:])))
    actor = wiring.system_actor({"LOGNAME": ALL, "SUDO_USER": ALL})
    assert actor.login == login
    run = Shell(FrozenClock())
    run.actor = actor
    run.done("-b", "tuiboard.json", "init")
    run.done("add", "a card", "@me")
    for words in (["list"], ["log"], ["person", "list"], ["show", "1"]):
        assert_shown_harmlessly(run.done(*words).out.replace("\n", " "))
    lock, other = Lock("tuiboard.lock", System()), Lock("tuiboard.lock", System(), 0.01)
    assert lock.acquire() == ""
    holder = other.acquire(0.02)
    assert f"process {os.getpid()}" in holder or len(login) > 200
    assert_shown_harmlessly(holder)
    lock.close()


@pytest.mark.parametrize("text", [ALL, "\x1b]0;PWNED\x07", ""])
def test_what_someone_wrote_into_the_lock_file_is_harmless(own_world: Path, text: str) -> None:
    lock, other = Lock(str(own_world / "x.lock"), System()), Lock(str(own_world / "x.lock"), System(), 0.01)
    assert lock.acquire() == ""
    (own_world / "x.lock").write_bytes(text.encode("utf-8", "surrogatepass"))
    holder = other.acquire(0.02)
    assert holder
    assert len(holder) <= 200
    assert_shown_harmlessly(holder)
    lock.close()


def test_the_log_of_errors_holds_nothing_that_a_pager_would_obey(own_world: Path) -> None:
    said = log_error(ValueError(ALL))
    log = (Path(config.state_dir()) / "log").read_bytes()
    assert b"ValueError" in log
    wire = taken_apart(log)
    assert wire.sequences <= {"control 0a"}
    assert unseen(wire.text) == set()
    assert_shown_harmlessly(said)
