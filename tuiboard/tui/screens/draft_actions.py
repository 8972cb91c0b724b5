"""Going on with what was being typed when the program ended."""

from tuiboard.domain.text import one_line, visible
from tuiboard.engine.drafts import Draft
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.drafting import OpenDraft, moment
from tuiboard.tui.screens.recording import RecordingHost, Told

TYPED_IN = frozenset(
    {
        "card.add", "card.add_below", "card.edit", "card.editor", "card.comment", "card.block", "column.menu",
        "filter.saved", "person.add", "project.add",
    }
)  # fmt: skip
"""Actions that open a form, or a menu that leads to one."""


class DraftActions(RecordingHost):
    """The list of drafts, which is offered when the board opens."""

    def offer_drafts(self) -> None:
        """Offer what was left behind, if anything was."""
        if self.drafts_left():
            self.do_board_drafts()

    def do_board_drafts(self) -> None:
        """A menu of what was left behind."""
        left = self.drafts_left()
        if not left:
            self.say("Nothing is left over: all that was typed is recorded, or was thrown away.")
            return
        choices = [Choice(str(number), draft.title, self._hint(draft)) for number, draft in enumerate(left)]
        choices.append(Choice("later", "Later", ": and “typed” brings this list back"))

        async def go_on(draft: Draft) -> None:
            if draft.action not in TYPED_IN or any(self.workspace.card(id) is None for id in draft.cards):
                self._show_orphan(draft)
                return
            if draft.cards:
                self.canvas.move_cursor(draft.cards[0])
            if len(draft.cards) == 1:
                self.only = draft.cards[0]
            else:
                self.canvas.marked = set(draft.cards)
            try:
                await self.tui.do_action(draft.action)
            finally:
                self.only = None

        def chosen(answer: Chosen) -> None:
            if answer.key != "later":
                self.app.call_later(go_on, left[int(answer.key or 0)])

        self.choose("The program ended while you were typing. Go on with it?", choices, chosen)

    def _hint(self, draft: Draft) -> str:
        text = one_line(" ".join(draft.texts.values()))
        return f"{moment(draft.at, self.today)}: {visible(text, 60)}"

    def _show_orphan(self, draft: Draft) -> None:
        """What it was about is gone: the text can be read and copied."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        def send(text: str, told: Told) -> None:
            told("What it was about is gone, so it can't be recorded. Escape twice throws it away.")

        lines = "\n".join(f"{name}: {text}" for name, text in draft.texts.items())
        shown = draft._replace(texts={"text": lines})
        left = OpenDraft(self.tui.drafts, shown, self.today, lambda trouble: self.say(trouble, "warning"))
        self.app.push_screen(TextEditor(f"{draft.title}: what it was about is gone", send, left))
