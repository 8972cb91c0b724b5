"""Keeping a setting that was chosen on the screen in the person's own settings file."""

import os
import re

from tuiboard.engine.config import config_dir


def save_setting(name: str, value: str) -> str:
    """Set one text in `config.toml`, leaving every other line as it is; returns what went wrong, or an empty text."""
    folder = config_dir()
    path = os.path.join(folder, "config.toml")
    line = f'{name} = "{value}"'
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        text = _read(path)
        pattern = re.compile(rf"^{re.escape(name)}\s*=.*$", re.MULTILINE)
        # Settings stand before the first table; there is none in our file, but a person may have written one.
        new = pattern.sub(lambda _: line, text, count=1) if pattern.search(text) else f"{line}\n{text}"
        temporary = f"{path}.{os.getpid()}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(new)
        os.replace(temporary, path)
    except (OSError, UnicodeDecodeError) as error:
        return f"The choice holds for now, but {path} can't be written: {error}."
    return ""


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
