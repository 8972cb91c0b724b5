"""Editing a text in the person's own editor, without a shell, on a file that only they can read."""

import os
import shlex
import subprocess
import tempfile

from textual.app import App, SuspendNotSupported

from tuiboard.domain.text import visible

LONGEST_TEXT = 4 * 1024 * 1024
"""Characters that are read back; a body may have 256 KiB, and is refused by name above that."""


class EditorFailed(Exception):
    """The editor could not be run, or said that it failed; `text` is what it left behind where that is another text."""

    def __init__(self, message: str, text: str | None = None) -> None:
        super().__init__(message)
        self.text = text


def edit_text(app: "App[int]", text: str, configured: str, name: str) -> str | None:
    """Return the text as it was saved, or None where it was not saved. Raises EditorFailed."""
    command = configured.strip() or "vi"
    try:
        words = shlex.split(command) or ["vi"]
    except ValueError as error:
        raise EditorFailed(f"$EDITOR is {visible(command, 60)}, which can't be split into words: {error}.") from error
    with tempfile.TemporaryDirectory(prefix="tuiboard-") as folder:
        path = os.path.join(folder, name)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)
        before = _stamp(path)
        trouble = _run(app, [*words, path])
        if _stamp(path) == before:
            changed = None
        else:
            try:
                changed = _read(path)
            except EditorFailed as failed:
                if not trouble:
                    raise
                changed = failed.text
        if changed is not None and changed.endswith("\n") and not text.endswith("\n"):
            changed = changed[:-1]  # editors end the last line
        if trouble:
            raise EditorFailed(trouble, None if changed == text else changed)
    return changed


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What differs once a file was saved, even as it was; None where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _run(app: "App[int]", words: list[str]) -> str:
    """Run the editor in the terminal; return what went wrong. Nothing may be raised while the app is suspended: Textual
    would not take the terminal back."""
    trouble = ""
    try:
        with app.suspend():
            try:
                status = subprocess.run(words, check=False).returncode
                if status != 0:
                    trouble = f"The editor ended with status {status}; the text is as it was."
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else str(error)
                trouble = f"The editor {visible(words[0], 60)} can't be run: {why}. Set $EDITOR."
    except SuspendNotSupported:
        return "This terminal can't be handed to an editor; e edits the body in a form."
    return trouble


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(LONGEST_TEXT + 1)
    except OSError as error:
        raise EditorFailed(f"The editor left no file: {error.strerror}; the text is as it was.") from error
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        why = "What the editor left is not text in UTF-8; the text is as it was."
        raise EditorFailed(why, data.decode("latin-1")) from error
