"""What the keys do to cards."""

from collections.abc import Callable

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.board_host import BoardHost
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.widgets.board_canvas import BoardCanvas

VALUE_WORDS = ("0  none", "1  little", "2  usual", "3  more", "4  much", "5  most")


class CardActions(BoardHost):
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
        if card is None or self._in_several_columns(ids):
            return
        index = next((i for i, column in enumerate(columns) if column.key == card.column), 0) + by
        if not 0 <= index < len(columns):
            self.say("There is no column further that way.", "warning")
            return
        self._move_to(ids, columns[index].key, self.seen(ids))

    def _in_several_columns(self, ids: list[int]) -> bool:
        columns = {card.column for id in ids if (card := self.workspace.card(id)) is not None}
        if len(columns) > 1:
            self.say("The selected cards stand in several columns; m takes them all to one.", "warning")
        return len(columns) > 1

    def _move_to(self, ids: list[int], column: str, seen: c.Seen) -> None:
        self.run_command(c.MoveCards(ids, column, seen=seen), self._follow)

    def _follow(self, done: Done) -> None:
        cards = self.cards_of(done.entry)
        if cards and self.canvas.cursor not in cards:
            self.canvas.move_cursor(cards[0])

    def do_card_move_down(self) -> None:
        """One place down in its column."""
        self._reorder(1)

    def do_card_move_up(self) -> None:
        """One place up in its column."""
        self._reorder(-1)

    def _reorder(self, by: int) -> None:
        if self.sort != "rank":
            self.say(f"The board is sorted by {self.sort}; s and rank give it back its own order.", "warning")
            return
        ids = self.targets()
        column, place = self.canvas.column, self.canvas.place_of(ids[0] if ids else None)
        if column is None or place is None or self._in_several_columns(ids):
            return
        shown = self.canvas.view.columns[place[0]]
        others = [id for id in shown.ids if id not in ids]
        before = [id for id in list(shown.ids)[: place[1]] if id not in ids]
        at = len(before) + by
        if not 0 <= at <= len(others):
            return
        if at == 0:
            move = c.MoveCards(ids, shown.key, before=others[0] if others else None, top=True)
        else:
            move = c.MoveCards(ids, shown.key, after=others[at - 1])
        self.run_command(move._replace(seen=self.seen(ids)), quiet=True)

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
            f"Move {self.named(ids)} to", choices, lambda chosen: self._move_to(ids, chosen.key or "", seen),
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

    def on_board_canvas_card_dropped(self, event: BoardCanvas.CardDropped) -> None:
        """A card was dragged; in a sorted board only from one column to another."""
        card = self.workspace.card(event.card)
        if self.sort != "rank":
            if card is not None and card.column != event.column:
                self._move_to([event.card], event.column, self.seen([event.card]))
            else:
                self.say(f"The board is sorted by {self.sort}; cards keep that order.", "warning")
            return
        place = self.canvas.place_of(event.card)
        shown = self.canvas.view.columns[place[0]] if place is not None else None
        if shown is not None and place is not None and shown.key == event.column:
            above = shown.ids[place[1] - 1] if place[1] else None
            if event.after in (above, event.card):
                return  # it lies where it was
        seen = self.seen([event.card])
        move = c.MoveCards([event.card], event.column, after=event.after, top=event.after is None, seen=seen)
        self.run_command(move, self._follow)

    # Fields

    def seen(self, ids: list[int]) -> c.Seen:
        """The cards as they are shown now: a command is decided on by that."""
        return {card.id: card.doc for id in ids if (card := self.workspace.card(id)) is not None}

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

    def do_card_archive(self) -> None:
        """Archive; archived ones are restored."""
        ids = self.targets()
        cards = [card for id in ids if (card := self.workspace.card(id)) is not None]
        if cards and all(card.archived for card in cards):
            self.run_command(c.RestoreCards(ids))
        elif cards:
            self.run_command(c.ArchiveCards(ids))

    def do_card_comment(self) -> None:
        """A comment of one or more lines."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        ids = self._one_of(self.targets())
        if not ids:
            return

        def send(text: str, told: Told) -> None:
            self.run_command(c.AddComment(("card", ids[0]), text), told=told)

        title = f"Comment on {self.named(ids)}"
        self.app.push_screen(TextEditor(title, send, self.draft("comment", title, ids)))

    def do_card_copy(self) -> None:
        """Id and title to the terminal's clipboard (OSC 52)."""
        card = self.card
        if card is not None:
            self.app.copy_to_clipboard(f"{card.id} {visible(card.title)}")
            self.say(f"Copied {self.named([card.id])}.")

    # Forms

    def _one_of(self, ids: list[int]) -> list[int]:
        """The first of the cards meant; says so where there are more, which are left alone."""
        if len(ids) > 1:
            self.say(f"Of the {len(ids)} selected cards only {self.named(ids[:1])}: it goes card by card.", "warning")
        return ids[:1]

    def do_card_edit(self) -> None:
        """All fields in a form."""
        ids = self._one_of(self.targets())
        if ids:
            self.open_form(ids[0])

    def open_form(self, id: int) -> None:
        """Show all fields of a card in a form."""
        from tuiboard.tui.dialogs.edit_form import EditForm

        card = self.workspace.card(id)
        if card is not None:
            seen = {name: card.doc[name] for name in FIELDS["card"] if name in card.doc}
            self.app.push_screen(EditForm(card, self, self.draft("edit", f"Form of {self.named([id])}", [id], seen)))

    def do_card_open(self) -> None:
        """The card's details: beside the board where there is room, else over it."""
        card = self.card
        if card is not None:
            self.open_details(card)

    def open_details(self, card: Card) -> None:
        """Show the details of a card."""
        from tuiboard.tui.dialogs.card_page import CardPage

        self.app.push_screen(CardPage(card.id, self))

    def on_board_canvas_card_activated(self, event: object) -> None:
        """A card was clicked twice."""
        self.do_card_open()

    def do_card_editor(self) -> None:
        """The body in the person's own editor, on a private file. What can't be recorded is kept as a draft."""
        card = self.card
        if card is None:
            return
        from tuiboard.tui.external_editor import EditorFailed, edit_text

        title = f"Text of {self.named([card.id])}"
        form = self.draft("body", title, [card.id], {"body": card.body} if card.body else {})
        before = form.texts.get("body", card.body)
        try:
            changed = edit_text(self.app, before, self.tui.config.editor, f"card-{card.id}.md")
        except EditorFailed as failed:
            if failed.text is not None:
                form.keep({"body": failed.text})
                form.close()
                failed = EditorFailed(f"{failed} What it left is kept: E on the card goes on with it.")
            else:
                form.close()
            self.say(str(failed), "error")
            return
        if changed is None:
            form.close()
            if form.left:
                self.say("Not recorded: the editor did not save it. E on the card goes on with it.", "warning")
            return
        if changed == card.body:
            form.drop()
            return
        text = changed
        form.keep({"body": text})

        def told(trouble: str) -> None:
            if trouble:
                form.close()
                self.say(f"{trouble} The text is kept: E on the card goes on with it.", "error")
            else:
                form.drop()

        seen = {card.id: {"body": form.draft.seen.get("body")}}
        self.run_command(c.EditCards([card.id], {"body": text}, seen=seen), told=told)
