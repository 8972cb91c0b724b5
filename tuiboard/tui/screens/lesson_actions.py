"""Lessons from anywhere: noting what was offered when a card closed late, a risk occurred or a promise was missed."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.lesson_offers import LessonOffer
from tuiboard.domain.raid_commands import AddRaid
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.screens.recording import RecordingHost, Told


class LessonActions(RecordingHost):
    """The one key that notes a lesson, in every view."""

    def do_lesson_note(self) -> None:
        """Note what was learned: about what was offered last, or about nothing in particular."""
        self.ask_lesson(self.tui.lesson_offer)

    def ask_lesson(self, offer: LessonOffer | None, cause: str = "") -> None:
        """Ask for the lesson; why it was offered and what it is about are filled in."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        def command(texts: Mapping[str, str]) -> AddRaid:
            about: dict[str, Any] = {} if offer is None else offer.fields
            return AddRaid("lesson", {**about, **texts, "owner": self._me()})

        def noted(done: Done) -> None:
            if self.tui.lesson_offer is offer:  # else another is offered meanwhile
                self.tui.lesson_offer = None

        def send(texts: Mapping[str, str], told: Told) -> None:
            self.run_command(command(texts), noted, told=told)

        lines = [
            FormLine("text", "What was learned?", "what to do otherwise the next time"),
            FormLine("cause", "From what?", "what it was learned from", cause or (offer.cause if offer else "")),
        ]
        many = () if offer is None else offer.cards
        named = [f"card{'s' if len(many) > 1 else ''} {visible(', '.join(map(str, many)), 60)}"] if many else []
        named += [] if offer is None else [f"R{id}" for id in offer.risks]
        note = f"It is linked to {' and '.join(named)}." if named else ""
        draft = self.draft("lesson.note", "A lesson")
        self.app.push_screen(
            LinesForm("A lesson", lines, send, draft, trial=lambda texts: self.trial(command(texts)), note=note)
        )

    def _me(self) -> str | None:
        """Who notes it answers for it, where they are on the board."""
        me = self.tui.session.who
        return me if self.workspace.person(me) is not None else None
