"""Adding cards by a quick line."""

from textual.content import Content

from tuiboard.domain import commands as c
from tuiboard.engine.session import Done
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_host import CardHost


class CardAdding(CardHost):
    """Actions that add a card with the line at the bottom."""

    async def do_card_add(self) -> None:
        """A card at the end of a column: the focused one, or the first."""
        await self._add(None)

    async def do_card_add_below(self) -> None:
        """A card below the cursor."""
        await self._add(self.cursor_card)

    async def _add(self, below: int | None) -> None:
        from tuiboard.engine.completion import complete
        from tuiboard.engine.quick_add import parse
        from tuiboard.tui.widgets.prompt_bar import Line

        column = self.adding_column()

        def preview(text: str) -> Content:
            understood = parse(text, self.workspace, self.today, self.tui.session.who)
            if understood.problems and text.strip():
                return safe_text(understood.problems[0].message, 300).stylize("$text-error")
            where = self.workspace.column(str(understood.fields.get("column") or column))
            into = f"into {where.name}" if where is not None else ""
            shown = [
                word.shown
                for word in understood.words
                if word.kind not in ("title", "literal", "column") and word.shown
            ]
            return safe_text("  ".join([into, *shown]), 300).stylize("$text-muted")

        draft = self.draft("add", "A new card")
        sent = ""

        def take(text: str) -> bool:
            nonlocal sent
            if not text.strip():
                draft.drop()
                return self.leave_line()
            understood = parse(text, self.workspace, self.today, self.tui.session.who)
            if understood.problems or self.line_is_pending:
                return False
            fields = {"column": column, **understood.fields} if below is None else understood.fields
            wrong = self.trial(c.AddCards([fields], below, reason="asked for if it is needed"))
            if wrong:
                self.say(wrong, "error")
                return False
            sent, self.line_is_pending = text, True
            self.run_command(c.AddCards([fields], below), then, told=told)
            return False

        def told(trouble: str) -> None:
            self.line_is_pending = False
            prompt = self.prompt if self.prompt is not None and self.prompt.line is line else None
            if prompt is None:
                draft.close() if trouble else draft.drop()
            elif trouble:
                prompt.tell(trouble)
            elif prompt.text != sent:
                prompt.tell("Recorded. What you typed since then is still here, and not recorded.")
            else:
                draft.drop()
                prompt.close()
                self.leave_line()

        def then(done: Done) -> None:
            self.go_to_card(self.cards_of(done.entry)[-1])

        def leave() -> None:
            if not self.line_is_pending:
                draft.drop()
            self.leave_line()

        line = Line(
            "Add", "title @owner due:fri !4 #tag ~2d >column", preview, take, leave,
            lambda text, cursor: complete(text, cursor, self.workspace, "add"),
            lambda text: draft.keep({"text": text} if text.strip() else {}),
        )  # fmt: skip
        await self.open_line(line, draft.texts.get("text", ""))
        if draft.left and self.prompt is not None:
            self.prompt.tell(f"{draft.left} esc throws it away.")
