"""The draft of a form that is open: what was typed into it is kept with every change."""

from collections.abc import Callable, Mapping

from tuiboard.domain.calendar import local_clock, local_date, short_date
from tuiboard.engine.drafts import Draft, Drafts


class OpenDraft:
    """One form's draft. `trouble` is told why nothing can be kept, once; `today` is the date where the person is."""

    def __init__(self, drafts: Drafts, draft: Draft, today: str, trouble: Callable[[str], None]) -> None:
        self._drafts = drafts
        self._draft = draft
        self._trouble = trouble
        self._failed = False
        self.left = f"What you typed {moment(draft.at, today)} is here again, not recorded yet." if draft.path else ""
        """A sentence, where the form had something typed in it when the program ended."""

    @property
    def texts(self) -> Mapping[str, str]:
        """What was typed, by field."""
        return self._draft.texts

    @property
    def draft(self) -> Draft:
        """The draft as it is kept."""
        return self._draft

    def keep(self, texts: Mapping[str, str]) -> None:
        """Keep what is typed now; nothing typed is no draft."""
        if texts == self._draft.texts:
            return
        self._draft = self._draft._replace(texts=texts)
        self._do(lambda: self._drafts.keep(self._draft) if texts else self._gone())

    def drop(self) -> None:
        """What was typed is recorded, or thrown away."""
        self._do(self._gone)

    def close(self) -> None:
        """The form is gone: what it still holds is offered again."""
        self._drafts.release(self._draft)

    def _gone(self) -> Draft:
        self._drafts.drop(self._draft)
        return self._draft._replace(path="")

    def _do(self, step: Callable[[], Draft]) -> None:
        try:
            self._draft = step()
        except OSError as error:
            if not self._failed:
                self._trouble(f"What you type can't be kept as a draft: {error.strerror}.")
            self._failed = True


def moment(instant: str, today: str) -> str:
    """`at 14:02` today, else `on 10 mar at 14:02`, where the person is."""
    day = local_date(instant)
    return f"at {local_clock(instant)}" if day == today else f"on {short_date(day, today)} at {local_clock(instant)}"
