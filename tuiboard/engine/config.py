"""Settings: flag before environment before project file before user file before default; and where files belong.

The project file is `.tuiboard.toml` beside the board, the user file `config.toml` in the configuration folder.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.engine.toml_file import is_anyones, read_small, read_toml, replace_file, set_text

PROJECT_FILE = ".tuiboard.toml"
RECENT_KEPT = 20
"""Boards remembered."""


class Setting(NamedTuple):
    """One setting: its kind is `text`, `number` or `switch`; `words` are the texts it takes besides (text: instead)."""

    default: Any
    kind: str
    words: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    anyones: bool = True
    """False for what a project file, which comes with someone else's board, may not set."""

    @property
    def expected(self) -> str:
        """What it takes, in words."""
        choices = [f'"{word}"' for word in self.words] + [str(number) for number in self.numbers]
        if self.kind == "switch":
            choices = ["true", "false", *choices]
        if not choices:
            return "a text"
        return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


SORTS = ("rank", "priority", "wsjf", "due", "age", "id")
COLORS = ("auto", "truecolor", "256", "16", "none")

SETTINGS: Mapping[str, Setting] = {
    "theme": Setting("tuiboard-dark", "text"),
    "density": Setting(2, "number", numbers=(1, 2, 4)),
    "keymap": Setting("vim", "text"),
    "mouse": Setting(True, "switch"),
    "ascii": Setting(None, "switch", words=("auto",)),
    "colors": Setting("auto", "text", words=COLORS),
    "sort": Setting("rank", "text", words=SORTS),
    "editor": Setting("", "text", anyones=False),
}
"""All settings. The variable of `density` is `TUIBOARD_DENSITY`."""


class Config(NamedTuple):
    """The settings in force. `density` is lines a card; `ascii` None means by the terminal;

    `origins` says of each setting that isn't the default where it came from: a file, `$VARIABLE` or `--flag`.
    """

    theme: str = "tuiboard-dark"
    density: int = 2
    keymap: str = "vim"
    mouse: bool = True
    ascii: bool | None = None
    colors: str = "auto"
    sort: str = "rank"
    editor: str = "vi"
    origins: Mapping[str, str] = {}


def load_config(
    env: Mapping[str, str], flags: Mapping[str, Any], board_path: str = ""
) -> tuple[Config, tuple[str, ...]]:
    """Return the settings in force for the board at `board_path`, and a sentence for each one that was not taken.

    `flags` holds what was given on the command line (None counts as not given). Raises Refused (usage) for a flag
    with a wrong value; everything else wrong is only reported and the next layer counts.
    """
    values = {name: setting.default for name, setting in SETTINGS.items()}
    origins: dict[str, str] = {}
    problems: list[str] = []
    for layer in (
        _file_layer(os.path.join(config_dir(env), "config.toml"), problems),
        _file_layer(project_file(board_path), problems, project=True),
        _environment_layer(env, problems),
        _flag_layer(flags),
    ):
        for name, value, origin in layer:
            values[name], origins[name] = value, origin
    if not values["editor"]:
        values["editor"] = env.get("VISUAL") or env.get("EDITOR") or "vi"
    return Config(**values, origins=origins), tuple(problems)


def _file_layer(path: str, problems: list[str], project: bool = False) -> Iterator[tuple[str, Any, str]]:
    if not path or not os.path.exists(path):
        return
    try:
        table = read_toml(path)
        places = path, os.path.dirname(path), os.path.dirname(os.path.realpath(path))
        trusted = not project and not any(is_anyones(os.stat(place)) for place in places)
    except Refused as refused:
        problems.append(refused.refusal.text)
        return
    except OSError as error:  # it is gone since it was read
        problems.append(f"{_shown(path)} can't be read: {error.strerror}.")
        return
    for name, raw in table.items():
        setting = SETTINGS.get(name)
        if setting is None:
            problems.append(f"{_shown(path)}: there is no setting “{visible(name, 60)}”. {_near(name)}".rstrip())
        elif not trusted and not setting.anyones:  # an editor is a command: whoever writes it runs it as the reader
            why = (
                "from a board's folder; set it in your own config.toml"
                if project
                else "from a file that anyone may write or replace; chmod o-w it and its folder"
            )
            problems.append(f"{_shown(path)}: {name} is not taken {why}.")
        elif (value := _checked(name, setting, raw, strict=True)) is _WRONG:
            problems.append(f"{_shown(path)}: {_expects(name, setting, raw)}")
        else:
            yield name, value, path


def _environment_layer(env: Mapping[str, str], problems: list[str]) -> Iterator[tuple[str, Any, str]]:
    if env.get("NO_COLOR"):
        yield "colors", "none", "$NO_COLOR"
    for name, setting in SETTINGS.items():
        variable = f"TUIBOARD_{name.upper()}"
        raw = env.get(variable)
        if not raw:
            continue
        value = _checked(name, setting, raw)
        if value is _WRONG:
            problems.append(f"${variable}: {_expects(name, setting, raw)}")
        else:
            yield name, value, f"${variable}"


def _flag_layer(flags: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for name, raw in flags.items():
        if raw is None:
            continue
        setting = SETTINGS[name]
        value = _checked(name, setting, raw)
        if value is _WRONG:
            refuse("usage", f"--{name}: {_expects(name, setting, raw)}")
        yield name, value, f"--{name}"


_WRONG: Any = object()
_SWITCHES = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _checked(name: str, setting: Setting, raw: Any, strict: bool = False) -> Any:
    """Return the value meant by `raw`, or _WRONG. Only where not `strict` is `"2"` taken for 2 and `"yes"` for true."""
    if isinstance(raw, str) and not strict:
        word = raw.strip().lower()
        if setting.kind == "number" and word.isascii() and word.isdigit() and len(word) < 10:
            raw = int(word)
        elif setting.kind == "switch":
            raw = _SWITCHES.get(word, word)
    if setting.kind == "switch":
        return raw if isinstance(raw, bool) else setting.default if raw in setting.words else _WRONG
    if setting.kind == "number":
        return raw if type(raw) is int and raw in setting.numbers else _WRONG
    if type(raw) is int and str(raw) in setting.words:
        return str(raw)  # colors = 256
    if not isinstance(raw, str) or (setting.words and raw not in setting.words):
        return _WRONG
    return raw


def _expects(name: str, setting: Setting, raw: Any) -> str:
    expected = setting.expected
    shown = str(raw).lower() if isinstance(raw, bool) else visible(raw, 60)
    return f"{name} must be {expected}, not " + (f'"{shown}".' if isinstance(raw, str) else f"{shown}.")


def _near(name: str) -> str:
    from tuiboard.domain.names import did_you_mean  # late: only a mistake needs it

    return did_you_mean(name, SETTINGS)


def _shown(path: str) -> str:
    return visible(path, 200)


def save_setting(name: str, value: str, env: Mapping[str, str] = os.environ) -> str:
    """Set a text setting in the person's config.toml; the rest of the file stays as it is.

    Returns why it could not be done, or an empty text.
    """
    path = os.path.join(config_dir(env), "config.toml")
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        set_text(path, name, value)
    except Refused as refused:
        return refused.refusal.text
    except OSError as error:
        return f"{_shown(path)} can't be written: {error.strerror}."
    return ""


def project_file(board_path: str) -> str:
    """Path of the settings file beside a board; empty for no board and for a URL."""
    if not board_path or "://" in board_path:
        return ""
    return os.path.join(os.path.dirname(os.path.abspath(board_path)), PROJECT_FILE)


def config_dir(env: Mapping[str, str] = os.environ) -> str:
    """The person's configuration folder of tuiboard; it need not exist."""
    return _xdg(env, "XDG_CONFIG_HOME", ".config")


def data_dir(env: Mapping[str, str] = os.environ) -> str:
    """The person's data folder of tuiboard; it need not exist."""
    return _xdg(env, "XDG_DATA_HOME", ".local", "share")


def state_dir(env: Mapping[str, str] = os.environ) -> str:
    """The person's folder of logs, drafts and recent boards; it need not exist."""
    return _xdg(env, "XDG_STATE_HOME", ".local", "state")


def _xdg(env: Mapping[str, str], variable: str, *below_home: str) -> str:
    base = env.get(variable, "")
    if not os.path.isabs(base):  # the XDG specification: a relative path is to be ignored
        base = os.path.join(env.get("HOME") or os.path.expanduser("~"), *below_home)
    return os.path.join(base, "tuiboard")


def recent_boards(env: Mapping[str, str] = os.environ) -> list[str]:
    """Paths of boards opened lately, the latest first; some may be gone. Without a readable list: none."""
    import json

    try:
        found = json.loads(read_small(os.path.join(state_dir(env), "recent.json")) or b"")
    except (OSError, ValueError, RecursionError):  # ValueError: not JSON, not UTF-8, or cut off
        return []
    return [path for path in found if isinstance(path, str) and path][:RECENT_KEPT] if isinstance(found, list) else []


def remember_board(path: str, env: Mapping[str, str] = os.environ) -> str:
    """Put a board at the head of the recent ones. Returns why it could not be done, for the log, or an empty text."""
    import json

    board = path if "://" in path else os.path.abspath(path)
    kept = [board, *(known for known in recent_boards(env) if known != board)][:RECENT_KEPT]
    folder = state_dir(env)
    target = os.path.join(folder, "recent.json")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        replace_file(target, json.dumps(kept, indent=1).encode("ascii"))
    except OSError as error:
        return f"{_shown(target)} can't be written: {error.strerror}."
    return ""
