"""What is written about a card: its form, its body, comments; and its page."""

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card
from tuiboard.engine.fields import FIELDS
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.recording import Told


class CardForms(CardHost):
    """Actions that open a form or a page of one card."""

    def do_card_comment(self) -> None:
        """A comment of one or more lines."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        ids = self.one_of(self.targets())
        if not ids:
            return

        def send(text: str, told: Told) -> None:
            self.run_command(c.AddComment(("card", ids[0]), text), told=told)

        title = f"Comment on {self.named(ids)}"
        self.app.push_screen(TextEditor(title, send, self.draft("comment", title, ids)))

    def do_card_edit(self) -> None:
        """All fields in a form."""
        ids = self.one_of(self.targets())
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
