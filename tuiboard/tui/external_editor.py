"""Editing a text in the person's own editor, without a shell, on a file that only they can read."""

import os
import shlex
import subprocess
import tempfile

from textual.app import App, SuspendNotSupported

from tuiboard.domain.text import visible


class EditorFailed(Exception):
    """The editor could not be run, or said that it failed; the text is as it was."""


def edit_text(app: "App[int] | App[object]", text: str, configured: str, name: str) -> str | None:
    """Return the text as it was saved, or None where it is as before. Raises EditorFailed."""
    command = configured or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise EditorFailed(f"$EDITOR is {visible(command, 60)}, which can't be split into words: {error}.") from error
    with tempfile.TemporaryDirectory(prefix="tuiboard-") as folder:
        path = os.path.join(folder, name)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        try:
            with app.suspend():
                status = subprocess.run([*words, path], check=False).returncode
        except SuspendNotSupported as error:
            raise EditorFailed("This terminal can't be handed to an editor; e edits the body in a form.") from error
        except OSError as error:
            raise EditorFailed(
                f"The editor {visible(words[0], 60)} can't be run: {error.strerror}. Set $EDITOR."
            ) from error
        if status != 0:
            raise EditorFailed(f"The editor ended with status {status}; the text is as it was.")
        with open(path, encoding="utf-8", errors="surrogatepass") as file:
            changed = file.read()
    if changed.endswith("\n") and not text.endswith("\n"):
        changed = changed[:-1]
    return None if changed == text else changed
