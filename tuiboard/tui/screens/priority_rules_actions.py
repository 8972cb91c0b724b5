"""The board's numbers of priority on the screen: points of each part, window, thresholds, shares."""

from typing import Any

from tuiboard.domain.coefficients import Coefficients, coefficients, parse_coefficient
from tuiboard.domain.commands import EditBoard
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.tui.choices import Choice
from tuiboard.tui.screens.recording import RecordingHost

NUMBERS = {
    "urgent": ("Urgent from", "0 to 100"),
    "important": ("Important from", "0 to 100"),
    "urgency_share": ("Share of urgency in the rank", "importance: the rest"),
    "window": ("Window", "days of slack that press"),
    "due": ("Due date", "urgency"),
    "blocking": ("Blocking others", "urgency, for 3 cards or more"),
    "age": ("Age", "urgency, for the oldest"),
    "promise": ("Promise that is due", "urgency"),
    "value": ("Value", "importance, for value 5"),
    "risk": ("Risk", "importance, for score 25"),
    "unblocks": ("Unblocks", "importance, for value 5 waiting"),
    "promised": ("Promised", "importance"),
}
"""Names and explanations of the numbers; the share of importance follows from that of urgency."""


class PriorityRulesActions(RecordingHost):
    """The menu of the numbers, and the question for each."""

    def do_priority_rules(self) -> None:
        """What priorities are made from on this board; one number is changed at a time."""
        given = coefficients(self.workspace.board.settings)
        choices = [
            Choice(name, f"{label}: {getattr(given, name):g}", words) for name, (label, words) in NUMBERS.items()
        ]
        self.choose("Numbers of priority on this board", choices, lambda chosen: self.ask_number(chosen.key or ""))

    def ask_number(self, name: str) -> None:
        """Ask for one number; an empty line gives it its usual value."""
        if name not in NUMBERS:
            return
        label, words = NUMBERS[name]
        given = coefficients(self.workspace.board.settings)
        self.ask_for(
            f"priority.rule {name}", f"{label}: {words}",
            lambda text: EditBoard(settings={"priority": parsed(name, text)}), value=f"{getattr(given, name):g}",
            empty=True, hint=f"empty for {getattr(Coefficients(), name):g} · enter take · esc leave",
        )  # fmt: skip


def parsed(name: str, text: str) -> dict[str, Any]:
    """Return the settings that a typed number means; both shares go together. Raises Refused."""
    number = parse_coefficient(name, text)
    if name != "urgency_share":
        return {name: number}
    if number is not None and not 0 <= number <= 1:
        refuse("bad_data", f"A share is a number from 0 to 1, not {visible(text, 40)}.", "Write it as 0.4.")
    return {name: number, "importance_share": None if number is None else round(1 - number, 6)}
