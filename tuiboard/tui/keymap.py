"""The keys of actions: presets and the person's own file, checked before Textual sees them.

Textual's `set_keymap` ignores an unknown id, and drops a default in silence when another id takes its key.
"""

import os
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from tuiboard import resources
from tuiboard.domain.names import did_you_mean
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.engine.config import config_dir
from tuiboard.engine.toml_file import read_toml

DEFAULT_PRESET = "vim"
_TAKEN_BY_TERMINALS = frozenset("abhijmsz")
"""Letters whose control key is another key, a flow control or a stop to a terminal, or a multiplexer's prefix."""
_UNSIGNED = frozenset(key.value for key in Keys if key.value[0] != "<" and key.value != "space")
_NAMED = frozenset({*_UNSIGNED, "space", *KEY_NAME_REPLACEMENTS.values()})
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
Contexts = Mapping[str, Collection[str]]
"""The places (views) where the keys of an id count."""


class KeymapFile(NamedTuple):
    """What a keymap file holds: a preset's name or an empty text, and keys by id of an action."""

    preset: str
    keys: Mapping[str, str]


def resolved_keymap(
    preset: str = DEFAULT_PRESET, env: Mapping[str, str] = os.environ
) -> tuple[dict[str, str], list[str]]:
    """Return the keys that differ from the registry's, for `App.set_keymap`, and a sentence for each not taken.

    First the preset (the one named by the person's `keymap.toml` where it names one), then that file's own keys.
    """
    from tuiboard.tui.actions import ACTIONS, CONTEXTS  # late: the registry is not needed to check a file

    defaults = {action.id: action.keys for action in ACTIONS}
    problems: list[str] = []
    path = os.path.join(config_dir(env), "keymap.toml")
    own = _own_file(path, problems)
    keys = dict(defaults)
    name = own.preset or preset
    if name != DEFAULT_PRESET:
        keys = _with_preset(name, path if own.preset else "keymap", keys, problems, CONTEXTS)
    if own.keys:
        keys, found = check_keymap(keys, own.keys, path, CONTEXTS)
        problems += found
    return {id: key for id, key in keys.items() if key != defaults[id]}, problems


def _own_file(path: str, problems: list[str]) -> KeymapFile:
    if os.path.exists(path):
        try:
            return load_keymap(path)
        except Refused as refused:
            problems.append(refused.refusal.text)
    return KeymapFile("", {})


def _with_preset(
    name: str, where: str, keys: dict[str, str], problems: list[str], contexts: Contexts
) -> dict[str, str]:
    known = presets()
    if name not in known:
        hint = did_you_mean(name, known) or f"There are {', '.join(known)}."
        problems.append(f"{visible(where, 200)}: there is no keymap preset “{visible(name, 60)}”. {hint}")
        return keys
    path = os.path.join(resources.keymaps_folder(), name + ".toml")
    try:
        keys, found = check_keymap(keys, load_keymap(path).keys, path, contexts)
    except Refused as refused:
        found = [refused.refusal.text]
    problems += found
    return keys


def presets() -> list[str]:
    """Names of the shipped presets."""
    names = os.listdir(resources.keymaps_folder())
    return sorted(name[:-5] for name in names if name.endswith(".toml"))


def load_keymap(path: str) -> KeymapFile:
    """Return what a keymap file holds. Raises Refused (bad_data) naming file, key, value and what is expected."""
    table = read_toml(path)
    file = visible(path, 200)
    for key, value in table.items():
        if key not in ("preset", "keys"):
            hint = did_you_mean(key, ("preset", "keys")) or "Keys stand below a line [keys]."
            refuse("bad_data", f"{file}: there is no setting “{visible(key, 60)}” in a keymap.", hint)
        expected = str if key == "preset" else dict
        if not isinstance(value, expected):
            what = "a text" if key == "preset" else "a table"
            refuse("bad_data", f"{file}: {key} must be {what}, not {visible(value, 60)}.")
    return KeymapFile(
        table.get("preset", ""), {id: _joined(file, id, keys) for id, keys in table.get("keys", {}).items()}
    )


def _joined(file: str, id: str, keys: Any) -> str:
    """Return keys as Textual takes them, comma separated; a list of keys is as good as one text."""
    if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
        keys = ",".join("comma" if key == "," else key for key in keys)
    if not isinstance(keys, str):
        refuse(
            "bad_data", f'{file}: "{visible(id, 60)}" must be a text such as "L" or "l,right", not {visible(keys, 60)}.'
        )
    return keys


def check_keymap(
    defaults: Mapping[str, str],
    user: Mapping[str, str],
    file: str,
    contexts: Contexts | None = None,
) -> tuple[dict[str, str], list[str]]:
    """Return the keys of every id of `defaults` with those of `user` in their place, and what was wrong, in sentences.

    An id whose keys can't be taken keeps its default. `contexts` says where an id counts: two ids that count
    nowhere together may share a key; without it all count everywhere.
    """
    problems: list[str] = []
    file = visible(file, 200)
    wanted: dict[str, str] = {}
    for id, keys in user.items():
        if id not in defaults:
            problems.append(f"{file}: there is no action “{visible(id, 60)}”. {did_you_mean(id, defaults)}".rstrip())
            continue
        taken, wrong = _checked_keys(keys)
        if wrong:
            problems.append(f'{file}: {id} = "{visible(keys, 60)}": {wrong}')
        else:
            wanted[id] = taken
    resolved = {**defaults, **wanted}
    # Keeping a default can make a clash with another wanted key, so again until there is none.
    while found := _clash(resolved, wanted, contexts or {}):
        id, other, key = found
        del wanted[id]
        resolved[id] = defaults[id]
        kept = f' {id} stays on "{defaults[id]}".' if defaults[id] else ""
        problems.append(f'{file}: {id} = "{key}" is the key of {other}.{kept} Give {other} another key first.')
    return resolved, problems


def clashes(keys: Mapping[str, str], contexts: Contexts | None = None) -> list[tuple[str, str, str]]:
    """Return (id, other id, key) for each key that two ids have in one place."""
    found = []
    taken: dict[tuple[str, str], str] = {}
    for id, names in keys.items():
        for key in filter(None, names.split(",")):
            places = [(context, key) for context in (contexts or {}).get(id, ("",))]
            for other in dict.fromkeys(taken[place] for place in places if place in taken):
                found.append((other, id, key))
            for place in places:
                taken.setdefault(place, id)
    return found


def _clash(resolved: Mapping[str, str], wanted: Iterable[str], contexts: Contexts) -> tuple[str, str, str] | None:
    """The first clash that a wanted key is part of, as (the wanted id to give way, the other id, key)."""
    asked = list(wanted)
    for one, other, key in clashes(resolved, contexts):
        # Of two wanted ids the one further down in the file gives way.
        loser = max((id for id in (one, other) if id in asked), key=asked.index, default=None)
        if loser is not None:
            return loser, other if loser == one else one, key
    return None


def _checked_keys(keys: str) -> tuple[str, str]:
    """Return (keys by Textual's names, what is wrong with them)."""
    names = ["comma"] if keys.strip() == "," else [key.strip() for key in keys.split(",")]
    taken = []
    for name in names:
        key = key_name(name)
        if not key:
            return "", _unknown(name)
        if wrong := _forbidden(key):
            return "", wrong
        if key not in taken:
            taken.append(key)
    return ",".join(taken), ""


def key_name(word: str) -> str:
    """Return Textual's name of a key: `/` is `slash`, `shift+h` is `H`, `Ctrl+P` is `ctrl+p`; empty for no key."""
    if len(word) == 1:
        return _character_name(word)
    head, _, key = word.removesuffix("+").rpartition("+") if word.endswith("++") else word.rpartition("+")
    key = "+" if word.endswith("++") else key.strip()
    modifiers = sorted({modifier.strip().lower() for modifier in head.split("+")} - {""})
    if len(key) == 1 and modifiers == ["shift"]:
        return key.upper() if len(key.upper()) == 1 and key.isalpha() else ""
    key = _character_name(key.lower()) if len(key) == 1 else _ALIASES.get(key.lower(), key.lower())
    if not _MODIFIERS.issuperset(modifiers) or not (key in _NAMED or key_to_character(key) is not None):
        return ""
    return "+".join([*modifiers, key])


_ALIASES = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "period": "full_stop", "dot": "full_stop", "backtab": "shift+tab",
    "equals": "equals_sign", "hash": "number_sign",
}  # fmt: skip


def _character_name(character: str) -> str:
    """What Textual calls the key of a character: letters and digits themselves, others by their Unicode name."""
    if character.isalnum():
        return character
    try:
        name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return ""
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _forbidden(key: str) -> str:
    """Why a key can't be taken, or an empty text."""
    *modifiers, last = key.split("+")
    if "alt" in modifiers or "meta" in modifiers:
        return "alt is not sent by every terminal; choose a key without it."
    if modifiers == ["ctrl", "shift"]:
        return "terminals don't tell ctrl+shift from ctrl; choose a key without shift."
    if "super" in modifiers or "hyper" in modifiers:
        return "super and hyper are sent by few terminals; choose a key without them."
    if modifiers == ["ctrl"] and last in _TAKEN_BY_TERMINALS:
        return f"terminals or multiplexers keep {key} for themselves; choose another key."
    if modifiers == ["shift"] and last not in _UNSIGNED:
        return "shift with a sign gives another sign; write that one."
    if modifiers == ["shift"] and last[0] == "f" and last[1:].isdecimal():
        return f"terminals send shift+{last} as f{int(last[1:]) + 12}; write that."
    return ""


def _unknown(name: str) -> str:
    if not name:
        return 'a key is missing; leave the line out to keep the default, and write "comma" for the comma.'
    hint = did_you_mean(name, _NAMED)
    return f"there is no key “{visible(name, 60)}”. {hint}".rstrip()
