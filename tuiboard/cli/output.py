"""The one writer to standard output and standard error, and the exit codes.

Whatever is printed goes through `visible` here, so no control character from data reaches a terminal; colours are added
afterwards, by role, only on a terminal that may have them.
"""

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TextIO

from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.engine.ports import StoreError

EXIT_CODES = {
    "rule": 1, "usage": 2, "not_found": 3, "bad_data": 65, "unreachable": 69, "internal": 70, "cannot_write": 73,
    "busy": 75, "conflict": 75,
}  # fmt: skip
INTERRUPTED = 130
READER_GONE = 141
DEFAULT_WIDTH = 80

_COLOURS = {
    "head": "1", "card-dim": "2", "card-late": "31", "card-today": "33", "card-blocked": "33", "success": "32",
    "risk-low": "32", "risk-moderate": "33", "risk-high": "31", "risk-critical": "1;31", "risk-opportunity": "36",
    "rag-green": "32", "rag-amber": "33", "rag-red": "31",
}  # fmt: skip
"""Role → SGR parameter, from the terminal's own sixteen colours."""


class Painted(NamedTuple):
    """A text with the role that colours it."""

    role: str
    text: str


class Output:
    """Prints lines or JSON to `stdout`, and errors to `stderr`; `width` is None where stdout is no terminal."""

    def __init__(self, stdout: TextIO, stderr: TextIO, env: Mapping[str, str], as_json: bool = False) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self.as_json = as_json
        self.is_terminal = stdout.isatty()
        self.coloured = self.is_terminal and not env.get("NO_COLOR") and env.get("TERM") != "dumb"
        self.width = _width(stdout, env) if self.is_terminal else None
        self.is_ascii = not (getattr(stdout, "encoding", None) or "ascii").lower().startswith("utf")

    def line(self, *parts: str | Painted) -> None:
        """Print one line."""
        self._write(self._shown(parts) + "\n")

    def lines(self, rows: Iterable[str]) -> None:
        """Print many uncoloured lines at once."""
        self._write("".join([visible(row) + "\n" for row in rows]))

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Print two texts a line, with a tab between."""
        self._write("".join([f"{visible(one)}\t{visible(other)}\n" for one, other in pairs]))

    def text(self, text: str, indent: str = "") -> None:
        """Print a text that may have several lines."""
        self.lines(indent + row if row else "" for row in text.replace("\r\n", "\n").split("\n"))

    def file(self, text: str) -> None:
        """Print a file as it is: the exporters have made harmless what comes from data."""
        self._write(text)

    def binary(self, content: bytes) -> None:
        """Print a file that is no text. A terminal must not get one."""
        try:
            self._stdout.buffer.write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error

    def document(self, document: Any) -> None:
        """Print one JSON document, an array with one element a line; in ASCII, so that nothing acts on a terminal."""
        if isinstance(document, list) and document:
            encode = json.JSONEncoder(allow_nan=False).encode
            self._write("[" + ",\n".join(map(encode, document)) + "]\n")
        else:
            self._write(json.dumps(document, allow_nan=False) + "\n")

    def note(self, text: str) -> None:
        """Say something beside the result, on stderr; left out with `--json`."""
        if not self.as_json:
            self._say(text)

    def warning(self, text: str) -> None:
        """Say on stderr what was done all the same."""
        self._say(json.dumps({"warning": {"message": text}}) if self.as_json else f"Warning: {text}")

    def error(self, refusal: Refusal, code: str = "") -> int:
        """Say on stderr why nothing was done; return the exit code."""
        name = code or refusal.code
        if self.as_json:
            error: dict[str, Any] = {"code": name, "message": refusal.message, "hint": refusal.hint}
            if refusal.details is not None:
                error["details"] = refusal.details
            self._say(json.dumps({"error": error}, default=str))
        else:
            self._say(f"tuiboard: {refusal.text}")
        return EXIT_CODES[name]

    def flush(self) -> None:
        """Hand everything over. Raises BrokenPipeError where the reader is gone, StoreError where it can't be taken."""
        try:
            self._stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error

    def _write(self, text: str) -> None:
        try:
            self._stdout.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error

    def _say(self, text: str) -> None:
        self._stderr.write(visible(text, keep="\n") + "\n")
        self._stderr.flush()

    def _shown(self, parts: Iterable[str | Painted]) -> str:
        return "".join([self._painted(part) if isinstance(part, Painted) else visible(part) for part in parts])

    def _painted(self, part: Painted) -> str:
        text = visible(part.text)
        code = _COLOURS.get(part.role) if self.coloured else None
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def _unwritable(error: OSError) -> StoreError:
    return StoreError(f"The output can't be written: {error.strerror or error}.", "cannot_write")


def _width(stdout: TextIO, env: Mapping[str, str]) -> int:
    """Cells a line of the terminal has."""
    columns = env.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and 0 < int(columns) < 10_000:
        return int(columns)
    try:
        return os.get_terminal_size(stdout.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH
