"""Why something was not done: a value that is shown to the user."""

from typing import Any, Literal, NamedTuple, NoReturn

Code = Literal["rule", "usage", "not_found", "bad_data", "unreachable", "cannot_write", "busy", "conflict"]


class Refusal(NamedTuple):
    """What was refused and why, in one sentence; `hint` says what to do; `details` is for `--json` and dialogs."""

    code: Code
    message: str
    hint: str = ""
    details: Any = None

    @property
    def text(self) -> str:
        """The message and the hint as one text."""
        return f"{self.message} {self.hint}".strip()


class Refused(Exception):
    """Carries a Refusal up to the function that returns it as a value."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


def refuse(code: Code, message: str, hint: str = "", details: Any = None) -> NoReturn:
    """Raise Refused with a Refusal made from the arguments."""
    raise Refused(Refusal(code, message, hint, details))
