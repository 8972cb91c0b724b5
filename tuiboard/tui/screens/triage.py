"""Triage: one card, or an offered risk, fills the screen, one key decides about it, and the next one is there."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tuiboard.domain.board import Card
from tuiboard.domain.handoffs import entity_key
from tuiboard.domain.priority_commands import TriageCard
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Thing, Waiting
from tuiboard.engine.session import Done
from tuiboard.tui.actions import BY_ID
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_actions import VALUE_WORDS
from tuiboard.tui.screens.handoff_actions import HandoffActions
from tuiboard.tui.screens.host import bindings_of, on_screen, sentence
from tuiboard.tui.screens.recording import After, Told
from tuiboard.tui.screens.triage_host import TriageHost
from tuiboard.tui.screens.triage_questions import TriageQuestions, accepting
from tuiboard.view.triage import Decided, Deciding, Sitting, decision_words, thing_title, verdict_of
from tuiboard.view.words import describe

_ALSO = ("app.help", "app.palette", "cursor.page_down", "cursor.page_up")
"""Actions of every view whose keys count here too."""


NOTHING_ASKED = "Nothing of this one waits for your answer."


class TriageScreen(TriageQuestions, HandoffActions, TriageHost):
    """The queue, card by card. `left` is called when the person leaves, with what was decided."""

    CSS_PATH = "triage.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("triage"),
        *(Binding(str(n), f"value({n})", f"Value {n}", show=False) for n in range(6)),
        *(Binding(BY_ID[id].keys, f"act('{id}')", BY_ID[id].label, id=id, show=False) for id in _ALSO),
    ]

    def __init__(self, queue: Sequence[Waiting], left: Callable[[Sitting], None]) -> None:
        super().__init__(queue)
        self._left = left

    # Decisions

    @property
    def _card(self) -> Card | None:
        """The card in front; says what can be done where it is a risk."""
        waiting = self.sitting.waiting
        if waiting is None:
            return None
        if waiting.card is None:
            self.say(f"{waiting.key} is a risk: here it is accepted, declined or skipped.", "warning")
            return None
        return self.workspace.card(waiting.card)

    def _decide(self, command: Deciding, told: Told | None = None) -> None:
        """Have a decision recorded; the card stays in front until it is."""
        waiting = self.sitting.waiting
        if waiting is None:
            return
        on = waiting.on
        self.is_pending = True

        def answered(trouble: str) -> None:
            self.is_pending = False
            if told is not None:
                told(trouble)

        self.run_command(command, lambda done: self._decided(on, command, done), quiet=True, told=answered)

    def _decided(self, on: Thing, command: Deciding, done: Done) -> None:
        """Note what was recorded, and go on. What comes late, the outcome of a doubtful write, doesn't move one on."""
        verdict = verdict_of(command)
        title, waiting = thing_title(self.workspace, on), self.sitting.waiting
        words = decision_words(self.workspace, command, self.today)
        sitting = self.sitting.with_decision(Decided(on, title, verdict, words, done.entry.seq))
        said: list[str] = []
        if waiting is not None and waiting.on == on:
            sitting, said = sitting.stepped(self.workspace, self.today)
        self.go(sitting)
        also = [*done.warnings, *map(sentence, said)]
        text = f"{entity_key(on)} “{visible(title, 40)}”: {words}"
        self.say(" ".join([sentence(text), *also]), "warning" if also else "done")

    def _recorded(self, result: Done, after: After) -> None:
        """Keep in mind what was done here: only that is taken back from here."""
        if result.changed:
            self.mine.add(result.entry.seq)
        super()._recorded(result, after)

    def do_triage_now(self) -> None:
        """Start it."""
        self._decide_at_once("now")

    def _decide_at_once(self, verdict: str, value: Any = None) -> None:
        card = self._card
        if card is not None:
            self._decide(TriageCard(card.id, verdict, value, seen=self.seen_card(card.id)))

    def do_triage_schedule(self) -> None:
        """Ask for its due date."""
        self._ask("schedule")

    def do_triage_snooze(self) -> None:
        """Ask until when it is hidden."""
        self._ask("snooze")

    def do_triage_drop(self) -> None:
        """Ask for the reason."""
        self._ask("drop")

    def _ask(self, verdict: str) -> None:
        card = self._card
        if card is not None:
            self.ask_verdict(card.id, verdict, self._decide)

    def do_triage_accept(self) -> None:
        """Take what is offered, promise what is asked, or accept what was declared done."""
        if self.asked is None:
            self.say(NOTHING_ASKED, "warning")
        else:
            self._decide(accepting(self.asked))

    def do_triage_decline(self) -> None:
        """Ask why not."""
        if self.asked is None:
            self.say(NOTHING_ASKED, "warning")
        elif self.sitting.waiting is not None and self.sitting.waiting.card is None:
            self.ask_decline(self.asked.id, self._decide)
        else:
            self._ask("decline")

    def do_triage_delegate(self) -> None:
        """A menu of people."""
        card = self._card
        if card is None:
            return
        id, seen = card.id, self.seen_card(card.id)
        self.ask_person(
            f"Give {self.named_card(id)} to",
            lambda handle: self._decide(TriageCard(id, "delegate", handle, seen=seen)),
            nobody=False, without=[card.owner] if card.owner else [],
        )  # fmt: skip

    def action_value(self, value: int) -> None:
        """Give it a value by its digit."""
        self._decide_at_once("value", value)

    def do_triage_value(self) -> None:
        """A menu of values."""
        card = self._card
        if card is None:
            return
        id, seen = card.id, self.seen_card(card.id)
        choices = [Choice(str(value), words) for value, words in enumerate(VALUE_WORDS)]

        def chosen(answer: Chosen) -> None:
            self._decide(TriageCard(id, "value", int(answer.key or 0), seen=seen))

        numbers = {str(value): str(value) for value in range(6)}
        self.choose(f"Value of {self.named_card(id)}", choices, chosen, current=str(card.value), numbers=numbers)

    # Going on and back

    def do_triage_skip(self) -> None:
        """Leave it as it is and go on; at the end, leave."""
        if self.sitting.waiting is None:
            self._leave()
        else:
            self.go(*self.sitting.stepped(self.workspace, self.today))

    def do_triage_back(self) -> None:
        """Back to the last one that was skipped, or only valued."""
        back = self.sitting.back(self.workspace, self.today)
        if back is None:
            self.say("None before this one was skipped; u takes the last decision back.", "warning")
        else:
            self.go(back)

    def do_triage_undo(self) -> None:
        """Take back what I did here last; a decision brings its card back in front."""
        if not self.mine:
            self.say("Nothing was decided yet.", "warning")
            return
        self.is_pending = True
        self.tui.bridge.undo(self._undone_here, only=max(self.mine))

    def _undone_here(self, result: Done | Refusal) -> None:
        self.is_pending = False
        if isinstance(result, Refusal):
            self.tui.not_recorded()
            self.say(on_screen(result), "warning")
            return
        undone = result.undone
        if undone is None:
            return
        self.mine.discard(undone.seq)
        back = self.sitting.taken_back(undone.seq)
        if back is not None:
            self.go(back)
        self.say(f"Undone: {describe(undone, self.workspace)}.")

    def do_triage_edit(self) -> None:
        """All its fields in a form."""
        from tuiboard.engine.fields import FIELDS
        from tuiboard.tui.dialogs.edit_form import EditForm

        card = self._card
        if card is not None:
            seen = {name: card.doc[name] for name in FIELDS["card"] if name in card.doc}
            draft = self.draft("edit", f"Form of {self.named_card(card.id)}", [card.id], seen)
            self.app.push_screen(EditForm(card, self, draft))

    def do_cursor_page_down(self) -> None:
        """Further down in what does not fit."""
        self.query_one("#triage-scroll").scroll_page_down(animate=False)

    def do_cursor_page_up(self) -> None:
        """Back up."""
        self.query_one("#triage-scroll").scroll_page_up(animate=False)

    def do_triage_leave(self) -> None:
        """Leave; where something was decided, on the whole screen, that is shown first."""
        if self.sitting.waiting is not None and self.sitting.is_begun and not self.app.is_inline:
            self.go(self.sitting.to_end())
        else:
            self._leave()

    def _leave(self) -> None:
        self._left(self.sitting.to_end() if self.sitting.waiting is not None else self.sitting)
