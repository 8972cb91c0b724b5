"""What the keys do to cards."""

from collections.abc import Callable

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card, Milestone
from tuiboard.domain.calendar import short_date
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.opening import show_log
from tuiboard.tui.screens.answer_actions import AnswerActions
from tuiboard.tui.screens.card_forms import CardForms
from tuiboard.tui.screens.recur_actions import RecurActions

VALUE_WORDS = ("0  none", "1  little", "2  usual", "3  more", "4  much", "5  most")


class CardActions(CardForms, RecurActions, AnswerActions):
    """Actions whose ids begin with `card.`."""

    # Moving

    def do_card_move_left(self) -> None:
        """One column to the left."""
        self._move_across(-1)

    def do_card_move_right(self) -> None:
        """One column to the right."""
        self._move_across(1)

    def _move_across(self, by: int) -> None:
        ids = self.targets()
        columns = self.workspace.columns()
        card = self.workspace.card(ids[0]) if ids else None
        if card is None or self.in_several_columns(ids):
            return
        index = next((i for i, column in enumerate(columns) if column.key == card.column), 0) + by
        if not 0 <= index < len(columns):
            self.say("There is no column further that way.", "warning")
            return
        self.move_cards(ids, columns[index].key, self.seen(ids))

    def in_several_columns(self, ids: list[int]) -> bool:
        """True, and said, where the cards do not stand in one column."""
        columns = {card.column for id in ids if (card := self.workspace.card(id)) is not None}
        if len(columns) > 1:
            self.say("The selected cards stand in several columns; m takes them all to one.", "warning")
        return len(columns) > 1

    def move_cards(self, ids: list[int], column: str, seen: c.Seen) -> None:
        """Move cards to the end of a column."""
        self.run_command(c.MoveCards(ids, column, seen=seen), self.follow)

    def follow(self, done: Done) -> None:
        """Put the cursor on what was moved."""
        cards = self.cards_of(done.entry)
        if cards and self.cursor_card not in cards:
            self.go_to_card(cards[0])

    def do_card_move_to(self) -> None:
        """A menu of columns."""
        ids = self.targets()
        if not ids:
            return
        card = self.workspace.card(ids[0])
        choices = [
            Choice(col.key, f"{i + 1}  {col.name}" if i < 9 else col.name, self._column_hint(col.key))
            for i, col in enumerate(self.workspace.columns())
        ]
        by_number = {str(i + 1): choice.key for i, choice in enumerate(choices[:9])}
        seen = self.seen(ids)

        self.choose(
            f"Move {self.named(ids)} to", choices, lambda chosen: self.move_cards(ids, chosen.key or "", seen),
            current=card.column if card else None, numbers=by_number,
        )  # fmt: skip

    def _column_hint(self, key: str) -> str:
        column = self.workspace.column(key)
        if column is None:
            return ""
        limit = f"/{column.wip_limit}" if column.wip_limit else ""
        return f"{self.workspace.count(key)}{limit}"

    def do_card_complete(self) -> None:
        """To the first done column."""
        ids = self.targets()
        if ids:
            self.run_command(c.CompleteCards(ids))

    # Fields

    def do_card_owner(self) -> None:
        """A menu of people."""
        ids = self.targets()
        if not ids:
            return
        card = self.workspace.card(ids[0])
        seen = self.seen(ids)
        self.ask_person(
            f"Owner of {self.named(ids)}", lambda handle: self._set(ids, {"owner": handle}, seen),
            added=lambda handle: self._give_to_new(ids, handle, seen), current=card.owner if card else None,
        )  # fmt: skip

    def do_card_handoff(self) -> None:
        """Offer the card to someone, or answer an offer."""
        ids = self.targets()
        if len(ids) > 1:
            self.say("Cards are handed over one by one: each is answered for itself.", "warning")
        elif ids:
            self.hand_over("card", ids[0])

    def _give_to_new(self, ids: list[int], handle: str, seen: c.Seen) -> None:
        done = f"@{handle} is new on this board, and owns {self.named(ids)} now; u u takes both back."
        self._set(ids, {"owner": handle}, seen, lambda _: self.say(done, "warning"))

    def _set(self, ids: list[int], fields: c.Fields, seen: c.Seen, then: Callable[[Done], None] | None = None) -> None:
        self.run_command(c.EditCards(ids, fields, seen=seen), then)

    def do_card_tags(self) -> None:
        """A menu of tags, several at once."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if not cards:
            return
        counts: dict[str, int] = {}
        for card in self.workspace.cards():
            for tag in card.tags:
                counts[tag] = counts.get(tag, 0) + 1
        on_all = {tag for tag in counts if all(tag in card.tags for card in cards)}
        order = sorted(counts, key=lambda tag: (tag not in on_all, -counts[tag], tag))
        choices = [Choice(tag, f"#{tag}", str(counts[tag]), tag in on_all) for tag in order]

        def chosen(answer: Chosen) -> None:
            new = answer.typed if not answer.key else ""
            wanted = set(answer.ticked) | {tag.lstrip("#") for tag in new.replace(",", " ").split() if tag.lstrip("#")}
            add, gone = sorted(wanted - on_all), sorted(on_all - wanted)
            if add or gone:
                self.run_command(
                    c.EditCards(ids, add={"tags": add} if add else {}, remove={"tags": gone} if gone else {})
                )

        self.choose(f"Tags of {self.named(ids)}", choices, chosen, several=True, create="new tag")

    def do_card_milestone(self) -> None:
        """A menu of milestones."""
        ids = self.targets()
        card = self.workspace.card(ids[0]) if ids else None
        milestones = self.workspace.milestones()
        if card is None:
            return
        if not milestones:
            self.say("There is no milestone yet: `milestone add` in the palette (:) makes one.", "warning")
            return
        choices = [Choice("", "none")] if card.milestone is not None or len(ids) > 1 else []
        choices += [
            Choice(str(each.id), f"M{each.id}  {visible(each.title, 34)}", self._due_of(each)) for each in milestones
        ]
        seen = self.seen(ids)

        def chosen(answer: Chosen) -> None:
            self._set(ids, {"milestone": int(answer.key) if answer.key else None}, seen)

        current = str(card.milestone or "")
        self.choose(f"Milestone of {self.named(ids)}", choices, chosen, current=current)

    def _due_of(self, milestone: Milestone) -> str:
        return f"due {short_date(milestone.due, self.today)}" if milestone.due else ""

    def do_card_value(self) -> None:
        """0 to 5, by one digit."""
        ids = self.targets()
        card = self.workspace.card(ids[0]) if ids else None
        if card is None:
            return
        choices = [Choice(str(value), words) for value, words in enumerate(VALUE_WORDS)]
        numbers = {str(value): str(value) for value in range(6)}
        seen = self.seen(ids)

        self.choose(
            f"Value of {self.named(ids)}", choices,
            lambda chosen: self._set(ids, {"value": int(chosen.key or 0)}, seen),
            current=str(card.value), numbers=numbers,
        )  # fmt: skip

    def do_card_value_up(self) -> None:
        """One more."""
        self._step_value(1)

    def do_card_value_down(self) -> None:
        """One less."""
        self._step_value(-1)

    def _step_value(self, by: int) -> None:
        ids = self.targets()
        if ids:
            self.run_command(c.StepValue(ids, by))

    def do_card_due(self) -> None:
        """A date word or a day of the month."""
        self._ask_date("due")

    def do_card_start(self) -> None:
        """A date word or a day of the month."""
        self._ask_date("start")

    def _ask_date(self, field: str) -> None:
        from tuiboard.tui.dialogs.date_picker import DatePicker, Picked

        ids = self.targets()
        card = self.workspace.card(ids[0]) if ids else None
        if card is None:
            return

        seen = self.seen(ids)

        def picked(answer: Picked | None) -> None:
            if answer is not None:
                self._set(ids, {field: answer.date}, seen)

        picker = DatePicker(f"{field.capitalize()} of {self.named(ids)}", card.doc.get(field), self.today)
        self.app.push_screen(picker, picked)

    def do_card_block(self) -> None:
        """Blocked cards are unblocked; the others ask for a reason."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if not cards:
            return
        if all(card.blocked for card in cards):
            self.run_command(c.UnblockCards(ids))
        else:
            self.ask_block(cards)

    def ask_block(self, cards: list[Card]) -> None:
        """Ask for the reason that blocks these cards."""
        ids = [card.id for card in cards]
        seen = {card.id: {"blocked": (card.blocked or {}).get("reason")} for card in cards}
        self.ask_for("block", f"What blocks {self.named(ids)}?", lambda why: c.BlockCards(ids, why, seen), cards=ids)

    def do_card_help(self) -> None:
        """Cards that ask for help ask no more; the others are asked what for."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if cards and all(card.help_wanted for card in cards):
            from tuiboard.domain.team_commands import EndHelp  # late: seldom

            self.run_command(EndHelp(ids))
        elif cards:
            self.ask_help(ids)

    def ask_help(self, ids: list[int]) -> None:
        """Ask what help is wanted with these cards."""
        from tuiboard.domain.team_commands import AskForHelp

        title = f"What help is wanted with {self.named(ids)}?"
        self.ask_for("help", title, lambda what: AskForHelp(ids, what), cards=ids)

    def do_card_archive(self) -> None:
        """Archive; archived ones are restored."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if cards and all(card.archived for card in cards):
            self.run_command(c.RestoreCards(ids))
        elif cards:
            self.run_command(c.ArchiveCards(ids))

    def do_card_history(self) -> None:
        """What happened to it, in the log."""
        card = self.card
        if card is None:
            self.say("There is no card here.", "warning")
        else:
            show_log(self.tui, card.key)

    def do_card_copy(self) -> None:
        """Id and title to the terminal's clipboard (OSC 52)."""
        card = self.card
        if card is not None:
            self.app.copy_to_clipboard(f"{card.id} {visible(card.title)}")
            self.say(f"Copied {self.named([card.id])}.")
