"""The fields of decisions, assumptions, issues and lessons as text."""

from tuiboard.domain.raid import STATES
from tuiboard.engine import field_texts as texts
from tuiboard.engine.field_texts import Field, Reading
from tuiboard.engine.risk_fields import numbered_risks, show_risks, word_of


def _state(at: Reading, text: str) -> str | None:
    word = text.strip().lower().replace(" ", "-")
    return word_of(at, "resolved" if word == "closed" else word, STATES["issue"])


_TEXT = Field("text", "Text", "one line", texts.title)
_OWNER = Field("owner", "Owner", "ana, me or none", texts.person)
_LINKS = (
    Field("cards", "Cards", "12, 14", texts.cards, texts.show_list, many=True),
    Field("risks", "Risks", "R2, R3", numbered_risks, show_risks, many=True),
)
DECISION_FIELDS = (Field("review_on", "Review on", texts.DATE_HINT, texts.date), *_LINKS)
"""What may change of a decision: it is never edited, only superseded."""
ASSUMPTION_FIELDS = (_TEXT, _OWNER, Field("validate_by", "Validate by", texts.DATE_HINT, texts.date), *_LINKS)
ISSUE_FIELDS = (
    _TEXT, _OWNER, Field("state", "State", "open, in-work or resolved", _state),
    Field("due", "Due", texts.DATE_HINT, texts.date), *_LINKS,
)  # fmt: skip
LESSON_FIELDS = (_TEXT, _OWNER, Field("cause", "Cause", "what it was learned from", texts.line), *_LINKS)
