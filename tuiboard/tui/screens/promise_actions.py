"""Promises of a card: making one, and what becomes of those there are."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tuiboard.domain.board import Card
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.host import on_screen, refused_by
from tuiboard.tui.screens.recording import Told

if TYPE_CHECKING:
    from tuiboard.domain.commands import Command
    from tuiboard.domain.promises import Promise
    from tuiboard.tui.dialogs.lines_form import FormLine, Texts

_MOVES = (
    ("give", "Promise it", "it holds from now on"),
    ("decline", "Decline it", "nothing is promised"),
    ("declare", "Declare it done", "the customer has the last word"),
    ("keep", "Accept it", "the promise is kept"),
    ("return", "Hand it back", "say what is missing"),
    ("renegotiate", "Another day", "in time an outcome of its own"),
    ("miss", "It was missed", "with a reason"),
    ("break", "It will not be done", "with a reason"),
)
"""What can become of a promise: its name, and words."""
_QUESTIONS = {
    "decline": ("Why is {} not promised?", "recorded; may stay empty · enter take · esc leave"),
    "withdraw": ("Why is {} not asked for any more?", "recorded; may stay empty · enter take · esc leave"),
    "return": ("What is missing from {}?", "recorded; whoever promised sees it · enter take · esc leave"),
    "miss": ("{} was missed: a note?", "recorded; may stay empty · enter take · esc leave"),
    "break": ("{} will not be done: a note?", "recorded; may stay empty · enter take · esc leave"),
}


class PromiseActions(CardHost):
    """What a view of cards does with promises."""

    def do_card_promises(self) -> None:
        """The promises of the card: choose one, or make one; where there is none, make it."""
        ids = self.one_of(self.targets())
        card = self.workspace.card(ids[0]) if ids else None
        if card is None:
            return
        from tuiboard.domain.promises import promises_on

        found = promises_on(self.workspace, card.id)
        if not found:
            self.ask_promise(card)
            return
        choices = [self._choice(each) for each in found if each.is_open]
        choices.append(Choice("new", "Make a promise, or ask for one"))
        choices += [self._choice(each) for each in reversed(found) if not each.is_open]

        def chosen(answer: Chosen) -> None:
            if answer.key == "new":
                self.ask_promise(card)
            else:
                self.choose_move(int(answer.key or 0))

        self.choose(f"Promises of {self.named([card.id])}", choices, chosen)

    def _choice(self, found: "Promise") -> Choice:
        from tuiboard.domain.text import visible
        from tuiboard.view.promises import standing

        who = f"{found.key} @{visible(found.performer, 24)} to {visible(found.customer, 24)}"
        below = [f"    {standing(found, self.today)}"]
        below += [f"    to satisfy: {visible(found.conditions, 100)}"] if found.conditions else []
        return Choice(str(found.id), who, "", below=tuple(below))

    def ask_promise(self, card: Card) -> None:
        """Ask for a promise about a card: to whom, by when, what satisfies them, and who promises."""
        from tuiboard.domain.calendar import parse_date
        from tuiboard.domain.names import find_person
        from tuiboard.domain.promise_commands import MakePromise
        from tuiboard.tui.dialogs.lines_form import FormLine

        me = self.tui.session.who
        owner = card.owner or (me if self.workspace.person(me) is not None else "")

        def day(text: str) -> str | None:
            return parse_date(text, self.today) if text else None

        def command(texts: "Texts") -> MakePromise:
            by, to = texts["performer"], texts["to"]
            performer = find_person(self.workspace, by, me).handle if by else None
            if to.startswith("@"):
                to = f"@{find_person(self.workspace, to, me).handle}"
            return MakePromise(card.id, to or None, day(texts["due"]), performer, texts["conditions"] or None)

        to = card.promised_to
        due = card.due if card.due is not None and card.due >= self.today else None  # nothing is promised for the past
        lines = [
            FormLine("to", "To whom", f"{to}, unless you say another" if to else "a name, or @handle of someone here"),
            FormLine("due", "By when", f"{due}, unless you say another" if due else "fri, +3d, eom, 2026-12-01",
                     check=refused_by(day)),
            FormLine("conditions", "What satisfies them", "may stay empty: “all 40 users can log in”"),
            FormLine("performer", "Who promises", f"@{owner}, unless you say another; anyone but you is asked"
                     if owner else "whoever is to do it; anyone but you is asked"),
        ]  # fmt: skip
        self._ask_lines(f"Promise {self.named([card.id])}", f"promise {card.id}", [card.id], lines, command)

    def _ask_lines(
        self, title: str, form: str, cards: Sequence[int], lines: "Sequence[FormLine]",
        command: "Callable[[Texts], Command]",
    ) -> None:  # fmt: skip
        from tuiboard.tui.dialogs.lines_form import LinesForm

        def trial(texts: "Texts") -> str:
            try:
                return self.trial(command(texts))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(texts: "Texts", told: Told) -> None:
            self.run_command(command(texts), told=told)

        self.app.push_screen(LinesForm(title, lines, send, self.draft(form, title, cards), trial=trial))

    # What becomes of one

    def choose_move(self, id: int) -> None:
        """A menu of what I may say of a promise: what would be refused is not offered."""
        from tuiboard.domain.promises import promise
        from tuiboard.view.promises import summary

        found = promise(self.workspace, id)
        if found is None:
            return
        may = [(name, word, hint) for name, word, hint in _MOVES if self._may(found, name)]
        if not may:
            self.say(f"{summary(found, self.today)}.", "done")
            return
        choices = [self._worded(found, Choice(name, word, hint)) for name, word, hint in may]
        self.choose(summary(found, self.today), choices, lambda chosen: self._move(found, chosen.key or ""))

    def _worded(self, found: "Promise", move: Choice) -> Choice:
        """A move as it is for me, today."""
        from tuiboard.domain.decide.promises import is_alone

        if move.key == "decline" and self.tui.session.who != found.performer:
            return move._replace(label="Withdraw it", hint="it is not asked for any more")
        if move.key == "renegotiate" and self._is_past(found):
            return move._replace(hint="the old one counts as a miss")
        if move.key == "renegotiate" and self.tui.session.who != found.performer and not is_alone(self.workspace):
            return move._replace(label="Ask for another day", hint="what was promised stands until it is given")
        return move

    def _is_past(self, found: "Promise") -> bool:
        return found.due is not None and found.due < self.today

    def _may(self, found: "Promise", name: str) -> bool:
        """True for what the rules allow me now, tried with answers that they allow."""
        from tuiboard.domain.calendar import add_days
        from tuiboard.domain.decide import decide
        from tuiboard.domain.promises import REASONS

        day = next(day for by in (1, 2) if (day := add_days(self.today, by)) != found.due)
        trial = promise_command(name, found.id, "-", REASONS[0], day)
        return not isinstance(decide(self.workspace, trial, self.tui.session.context()), Refusal)

    def _move(self, found: "Promise", name: str) -> None:
        if name in ("give", "declare", "keep"):
            self.run_command(promise_command(name, found.id))
        elif name in ("miss", "break") or (name == "renegotiate" and self._is_past(found)):
            self._ask_why(found, name)
        else:
            self.ask_about_promise(found.id, name)

    def _ask_why(self, found: "Promise", name: str) -> None:
        """A menu of reasons."""
        from tuiboard.domain.promises import REASON_WORDS

        choices = [Choice(reason, words) for reason, words in REASON_WORDS.items()]
        numbers = {str(number): choice.key for number, choice in enumerate(choices, 1)}
        choices = [choice._replace(label=f"{number}  {choice.label}") for number, choice in enumerate(choices, 1)]
        title = f"Why will {found.key} not be done?" if name == "break" else f"Why was {found.key} missed?"
        self.choose(title, choices, lambda chosen: self.ask_about_promise(found.id, name, chosen.key), numbers=numbers)

    def ask_about_promise(self, id: int, name: str, reason: str | None = None) -> None:
        """Ask for what else is to be said: a note, or another day with one."""
        from tuiboard.domain.promises import promise

        found = promise(self.workspace, id)
        if found is None or found.card is None:
            return
        form = f"promise.{name} {id} {reason or ''}".strip()
        if name == "renegotiate":
            self._ask_day(found, form, reason)
            return
        asker = name == "decline" and self.tui.session.who != found.performer
        title, hint = _QUESTIONS["withdraw" if asker else name]
        self.ask_for(
            form, title.format(found.key), lambda text: promise_command(name, id, text, reason), hint=hint,
            empty=name != "return", cards=[found.card],
        )  # fmt: skip

    def _ask_day(self, found: "Promise", form: str, reason: str | None) -> None:
        from tuiboard.domain.calendar import parse_date
        from tuiboard.tui.dialogs.lines_form import FormLine

        def command(texts: "Texts") -> "Command":
            day = parse_date(texts["due"], self.today) if texts["due"] else None
            return promise_command("renegotiate", found.id, texts["note"], reason, day or "")

        lines = [
            FormLine("due", "The new day", "fri, +1w, eom, 2026-12-01", "",
                     refused_by(lambda text: parse_date(text, self.today))),
            FormLine("note", "Why", "may stay empty"),
        ]  # fmt: skip
        self._ask_lines(f"Another day for {found.key}", form, [found.card or 0], lines, command)


def promise_command(name: str, id: int, note: str = "", reason: str | None = None, day: str = "") -> "Command":
    """The command of a move, by its name in the menu."""
    from tuiboard.domain import promise_commands as p

    said = note.strip() or None
    commands: dict[str, Callable[[], Command]] = {
        "give": lambda: p.GivePromise(id), "decline": lambda: p.DeclinePromise(id, said),
        "declare": lambda: p.DeclarePromise(id), "keep": lambda: p.KeepPromise(id),
        "return": lambda: p.ReturnPromise(id, note), "miss": lambda: p.MissPromise(id, reason or "", said),
        "break": lambda: p.BreakPromise(id, reason or "", said),
        "renegotiate": lambda: p.RenegotiatePromise(id, day, said, reason),
    }  # fmt: skip
    return commands[name]()
