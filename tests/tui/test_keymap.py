"""A keymap is taken as far as it is right; what isn't is told by file, id and key, and no action loses its key."""

import os
import string
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuiboard import resources
from tuiboard.domain.refusal import Refused
from tuiboard.engine.config import config_dir
from tuiboard.tui.actions import ACTIONS, CONTEXTS, actions_of
from tuiboard.tui.keymap import (
    DEFAULT_PRESET,
    KeymapFile,
    check_keymap,
    clashes,
    key_name,
    load_keymap,
    presets,
    resolved_keymap,
)

pytestmark = pytest.mark.usefixtures("own_world")

DEFAULTS = {"card.add": "a", "card.edit": "e", "card.open": "enter", "cursor.left": "h,left", "app.theme": ""}
REGISTRY = {action.id: action.keys for action in ACTIONS}
# The keys that textual.md gives, which hands and documentation rely on.
DESIGN = {
    "cursor.left": "h,left", "cursor.down": "j,down", "cursor.up": "k,up", "cursor.right": "l,right", "card.add": "a",
    "card.add_below": "A", "card.open": "enter", "card.edit": "e", "card.editor": "E", "card.complete": "c",
    "card.archive": "D", "card.due": "d", "card.start": "S", "card.value": "p", "card.owner": "at", "card.tags": "t",
    "card.comment": "C", "card.block": "b", "card.copy": "y", "card.move_to": "m", "card.move_left": "H",
    "card.move_right": "L", "card.move_up": "K", "card.move_down": "J", "edit.undo": "u", "edit.redo": "U",
    "filter.open": "slash", "filter.next": "n", "filter.previous": "N", "filter.clear": "escape",
    "app.palette": "colon,ctrl+p", "select.toggle": "space", "select.extend": "v", "view.sort": "s",
    "view.density": "z", "board.switch": "B",
}  # fmt: skip


def own_file(text: str) -> Path:
    path = Path(config_dir()) / "keymap.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def check(user: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    return check_keymap(DEFAULTS, user, "keymap.toml")


class TestNames:
    @pytest.mark.parametrize(
        ("word", "name"),
        [
            ("L", "L"),
            ("shift+l", "L"),
            ("/", "slash"),
            ("slash", "slash"),
            ("?", "question_mark"),
            ("@", "at"),
            ("at", "at"),
            ("+", "plus"),
            ("plus", "plus"),
            ("-", "minus"),
            (":", "colon"),
            (".", "full_stop"),
            ("[", "left_square_bracket"),
            (" ", "space"),
            ("Space", "space"),
            ("Ctrl+P", "ctrl+p"),
            ("ctrl++", "ctrl+plus"),
            ("esc", "escape"),
            ("PgUp", "pageup"),
            ("F5", "f5"),
            ("shift+tab", "shift+tab"),
            ("é", "é"),
            ("7", "7"),
            ("nokey", ""),
            ("shift+1", ""),
            ("ctrl+", ""),
            ("a+b", ""),
            ("", ""),
            ("\x1b", ""),
        ],
    )
    def test_a_key_may_be_written_by_its_sign_or_its_name(self, word: str, name: str) -> None:
        assert key_name(word) == name

    @given(st.text(max_size=12))
    def test_any_word_is_a_key_or_is_none(self, word: str) -> None:
        name = key_name(word)
        assert name == "" or key_name(name) in (name, "")

    def test_textual_calls_the_keys_the_same(self) -> None:
        for sign in string.ascii_letters + string.digits + string.punctuation.replace(",", "") + "éß":
            [binding] = Binding.make_bindings([(sign, "x", "x")])
            assert binding.key == key_name(sign)


class TestCheck:
    def test_a_free_key_is_taken(self) -> None:
        assert check({"card.add": "n"}) == ({**DEFAULTS, "card.add": "n"}, [])

    def test_several_keys_are_taken_by_their_names(self) -> None:
        assert check({"card.add": " / , ctrl+n,/ "})[0]["card.add"] == "slash,ctrl+n"
        assert check({"card.add": ","})[0]["card.add"] == "comma"

    def test_two_actions_may_swap_their_keys(self) -> None:
        resolved, problems = check({"card.add": "e", "card.edit": "a"})
        assert (resolved["card.add"], resolved["card.edit"], problems) == ("e", "a", [])

    def test_an_action_without_a_key_may_get_one(self) -> None:
        assert check({"app.theme": "f2"}) == ({**DEFAULTS, "app.theme": "f2"}, [])

    def test_a_taken_key_is_told_and_both_keep_theirs(self) -> None:
        assert check({"card.edit": "a"}) == (
            DEFAULTS,
            [
                'keymap.toml: card.edit = "a" is the key of card.add. card.edit stays on "e". '
                "Give card.add another key first."
            ],
        )

    def test_one_of_several_keys_is_enough_for_a_clash(self) -> None:
        resolved, problems = check({"card.edit": "x,left"})
        assert resolved == DEFAULTS
        assert 'card.edit = "left" is the key of cursor.left.' in problems[0]

    def test_of_two_new_ones_on_a_key_the_first_in_the_file_gets_it(self) -> None:
        resolved, problems = check({"card.edit": "x", "card.add": "x"})
        assert resolved == {**DEFAULTS, "card.edit": "x"}
        assert problems == [
            'keymap.toml: card.add = "x" is the key of card.edit. card.add stays on "a". '
            "Give card.edit another key first."
        ]

    def test_a_default_that_stays_may_make_another_one_stay(self) -> None:
        # edit wants a key that isn't free, so it keeps e, so add can't have e.
        resolved, problems = check({"card.edit": "left", "card.add": "e"})
        assert resolved == DEFAULTS
        assert len(problems) == 2

    def test_an_action_without_a_default_key_stays_without(self) -> None:
        resolved, problems = check({"app.theme": "a"})
        assert resolved == DEFAULTS
        assert problems == ['keymap.toml: app.theme = "a" is the key of card.add. Give card.add another key first.']

    def test_in_different_contexts_a_key_may_be_used_twice(self) -> None:
        contexts = {"card.add": ("board",), "card.edit": ("log",), "card.open": ("board", "log")}
        assert check_keymap(DEFAULTS, {"card.edit": "a"}, "f", contexts)[1] == []
        assert check_keymap(DEFAULTS, {"card.open": "e"}, "f", contexts)[1] != [], "it counts there too"
        assert check_keymap(DEFAULTS, {"card.edit": "a"}, "f", {"card.add": "log", "card.edit": "log"})[1] != []

    def test_an_unknown_action_is_told_with_the_nearest(self) -> None:
        resolved, problems = check({"card.ad": "x", "\x1b[2J": "y"})
        assert resolved == DEFAULTS
        assert problems[0].startswith("keymap.toml: there is no action “card.ad”. Did you mean “card.add”")
        assert "\x1b" not in problems[1]

    @pytest.mark.parametrize(
        ("keys", "told"),
        [
            ("entr", 'card.add = "entr": there is no key “entr”. Did you mean “enter”'),
            ("", 'card.add = "": a key is missing; leave the line out to keep the default'),
            ("x,,y", "a key is missing"),
            ("alt+x", "alt is not sent by every terminal; choose a key without it."),
            ("meta+x", "alt is not sent by every terminal"),
            ("ctrl+shift+x", "terminals don't tell ctrl+shift from ctrl"),
            ("super+x", "super and hyper are sent by few terminals"),
            ("shift+slash", "shift with a sign gives another sign; write that one."),
            ("shift+f3", "terminals send shift+f3 as f15; write that."),
            ("shift+x\x1b", "there is no key"),
            *((f"ctrl+{letter}", f"keep ctrl+{letter} for themselves") for letter in "abhijmsz"),
        ],
    )
    def test_a_key_that_can_not_be_had_is_told(self, keys: str, told: str) -> None:
        resolved, problems = check({"card.add": keys})
        assert resolved == DEFAULTS
        assert len(problems) == 1
        assert problems[0].startswith("keymap.toml: card.add")
        assert told in problems[0]
        assert "\x1b" not in problems[0]

    @given(
        st.dictionaries(
            st.sampled_from([*DEFAULTS, "no.such"]), st.sampled_from(["a", "e", "h", "x", "left,y", "?", ""])
        )
    )
    def test_no_action_loses_its_key_and_none_share_one(self, user: dict[str, str]) -> None:
        resolved, problems = check(user)
        assert set(resolved) == set(DEFAULTS)
        assert clashes(resolved) == []
        for id, keys in DEFAULTS.items():
            assert resolved[id] or not keys
            assert resolved[id] in (keys, check_keymap(dict.fromkeys(DEFAULTS, ""), user, "f")[0][id])
            # What was asked for and not given is told.
            if id in user and resolved[id] == keys != key_name(user[id]):
                assert any(id in problem for problem in problems)


class TestFile:
    def test_it_holds_a_preset_and_keys(self) -> None:
        path = own_file('preset = "kanban-tui"\n[keys]\n"card.add" = "n"\n"card.edit" = ["e", ","]\n')
        assert load_keymap(str(path)) == KeymapFile("kanban-tui", {"card.add": "n", "card.edit": "e,comma"})

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('key = "x"', "there is no setting “key” in a keymap. Did you mean “keys”"),
            ('"card.add" = "x"', "there is no setting “card.add” in a keymap. Keys stand below a line [keys]."),
            ("preset = 1", "preset must be a text, not 1."),
            ('keys = "x"', "keys must be a table, not x."),
            ('[keys]\n"card.add" = 1', '"card.add" must be a text such as "L" or "l,right", not 1.'),
            ('[keys]\ncard.add = "x"', '"card" must be a text'),
            ("[keys", "is not valid TOML"),
        ],
    )
    def test_what_is_wrong_is_told_and_the_defaults_stay(self, text: str, told: str) -> None:
        path = own_file(text)
        with pytest.raises(Refused) as caught:
            load_keymap(str(path))
        assert caught.value.refusal.code == "bad_data"
        assert str(caught.value).startswith(str(path))
        assert told in str(caught.value)
        assert resolved_keymap() == ({}, [str(caught.value)])


class TestResolved:
    def test_without_a_file_nothing_differs(self) -> None:
        assert resolved_keymap() == ({}, [])

    def test_the_own_file_goes_over_the_preset(self) -> None:
        own_file('[keys]\n"card.add" = "x"\n')
        keys, problems = resolved_keymap("kanban-tui")
        assert problems == []
        assert keys["card.add"] == "x"
        assert keys["card.archive"] == "d,delete"

    def test_the_preset_of_the_own_file_goes_before_the_setting(self) -> None:
        own_file('preset = "taskwarrior"\n')
        assert resolved_keymap("kanban-tui")[0]["card.complete"] == "d"

    def test_an_unknown_preset_is_told_with_the_nearest(self) -> None:
        assert resolved_keymap("kanban")[1] == [
            "keymap: there is no keymap preset “kanban”. Did you mean “kanban-tui”?"
        ]
        path = own_file('preset = "../vim"\n')
        _, problems = resolved_keymap()
        assert problems == [f"{path}: there is no keymap preset “../vim”. Did you mean “vim”?"]

    def test_a_clash_names_the_file(self) -> None:
        path = own_file('[keys]\n"card.edit" = "a"\n')
        keys, problems = resolved_keymap()
        assert keys == {}
        assert problems[0].startswith(f'{path}: card.edit = "a" is the key of card.add.')


class TestPresets:
    def test_there_are_those_that_are_promised(self) -> None:
        assert presets() == ["kanban-tui", "taskwarrior", "vim"]

    def test_the_registry_has_the_keys_of_the_design_and_no_clash(self) -> None:
        assert {id: REGISTRY[id] for id in DESIGN} == DESIGN
        assert clashes(REGISTRY, CONTEXTS) == []
        assert (
            check_keymap(dict.fromkeys(REGISTRY, ""), {id: k for id, k in REGISTRY.items() if k}, "registry", CONTEXTS)[
                1
            ]
            == []
        )

    def test_the_default_preset_says_what_the_registry_does(self) -> None:
        path = os.path.join(resources.keymaps_folder(), f"{DEFAULT_PRESET}.toml")
        resolved, problems = check_keymap(REGISTRY, load_keymap(path).keys, path, CONTEXTS)
        assert (resolved, problems) == (REGISTRY, [])
        # People copy lines out of it: it has them all.
        assert set(load_keymap(path).keys) == {id for id, keys in REGISTRY.items() if keys}

    @pytest.mark.parametrize("preset", ["kanban-tui", "taskwarrior", "vim"])
    def test_each_is_taken_whole(self, preset: str) -> None:
        keys, problems = resolved_keymap(preset)
        assert problems == []
        assert clashes({**REGISTRY, **keys}, CONTEXTS) == []

    @pytest.mark.parametrize("preset", ["kanban-tui", "taskwarrior", "vim"])
    async def test_textual_gives_every_action_its_keys_and_no_other(self, preset: str) -> None:
        keys, _ = resolved_keymap(preset)
        assert await keys_in_textual(keys) == bound({**REGISTRY, **keys})


def bound(keys: Mapping[str, str]) -> dict[tuple[str, str], str]:
    return {(view, key): id for id, names in keys.items() for key in names.split(",") if key for view in CONTEXTS[id]}


async def keys_in_textual(keymap: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The id that each key has, view by view, once Textual has applied a keymap to our bindings."""

    class Bound(Screen[None]):
        BINDINGS: ClassVar[list[BindingType]] = []

    def screen_of(view: str) -> Screen[None]:
        keys = [Binding(action.keys, "nothing", id=action.id) for action in actions_of(view) if action.keys]
        return type("Bound", (Bound,), {"BINDINGS": keys})()

    class Bare(App[None], inherit_bindings=False):  # App's own ctrl+q goes before a screen's
        ENABLE_COMMAND_PALETTE = False

    app = Bare()
    async with app.run_test() as pilot:
        app.set_keymap(dict(keymap))
        found = {}
        for view in sorted({view for action in ACTIONS for view in action.views}):
            screen = screen_of(view)
            await app.push_screen(screen)
            await pilot.pause()
            keys = screen.active_bindings.items()
            found |= {(view, key): bound.binding.id for key, bound in keys if bound.binding.id in REGISTRY}
        return found


async def test_textual_takes_a_swap_of_keys() -> None:
    own_file('[keys]\n"card.add" = "e"\n"card.edit" = "a"\n"cursor.left" = "l"\n"cursor.right" = "h,right"\n')
    keys, problems = resolved_keymap()
    assert problems == []
    assert await keys_in_textual(keys) == bound({**REGISTRY, **keys})
