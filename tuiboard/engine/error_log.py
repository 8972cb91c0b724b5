"""The log file of errors that nobody foresaw: one place for the screen and the command line."""

import os
import time
from collections.abc import Mapping

from tuiboard.domain.text import visible
from tuiboard.engine.config import state_dir


def log_error(error: BaseException, env: Mapping[str, str] = os.environ) -> str:
    """Append an error with its traceback to the log file; return a sentence that says where it is, or why it isn't."""
    import traceback

    return log_text("".join(traceback.format_exception(error)), env)


def log_text(report: str, env: Mapping[str, str] = os.environ) -> str:
    """Append a report to the log file; return a sentence as `log_error` does."""
    path = os.path.join(state_dir(env), "log")
    text = visible(report, keep="\n")
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        with open(descriptor, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {text}\n")
    except OSError as unwritable:
        return f"The details can't be logged to {visible(path, 200)}: {unwritable.strerror}."
    return f"The details are in {visible(path, 200)}."
