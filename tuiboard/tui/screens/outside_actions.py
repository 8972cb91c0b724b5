"""What another program changed in the board's file: said when it is noticed, shown, taken in or left out."""

from typing import TYPE_CHECKING

from tuiboard.domain.commands import Standing
from tuiboard.domain.refusal import Refusal
from tuiboard.tui.screens.host import BoardHost, on_screen

if TYPE_CHECKING:
    from tuiboard.engine.outside import OutsideChanges, Settled

OFFER = "Another program changed the board's file: “Changes from outside” in the palette (:) shows what."


class OutsideActions(BoardHost):
    """The action that shows such changes, which is offered once when they are noticed."""

    def outside_changed(self) -> None:
        """The file was changed, or has been put right: say it, and offer to look."""
        self.show_status()
        self.offer_outside()

    def offer_outside(self) -> None:
        """Show what was changed, unless the person is in the middle of something: then only say it."""
        outside = self.tui.session.store.outside
        if outside is None or not outside.is_edited:
            return
        if self.app.screen is self:
            self.do_board_outside()
        else:
            self.say(OFFER, "warning")

    def do_board_outside(self) -> None:
        """What another program changed, and what to do about it."""
        from tuiboard.engine.outside import OutsideChanges, outside_changes  # rare

        session = self.tui.session

        def found(result: object) -> None:
            if session is not self.tui.session:
                return
            self.show_status()
            if isinstance(result, Refusal):
                self.say(on_screen(result), "error")
            elif isinstance(result, OutsideChanges):
                self._show(result)
            else:
                self.say("No other program has changed the board's file.")

        self.tui.bridge.read(lambda: outside_changes(session), found)

    def _show(self, found: "OutsideChanges") -> None:
        from tuiboard.tui.dialogs.outside_edit import OutsideEdit

        if any(isinstance(screen, OutsideEdit) for screen in self.app.screen_stack):
            return

        def answered(answer: str | None) -> None:
            if answer == "refuse":
                self._carry_out(found, None)
            elif answer in ("", "board", "file"):
                standing: Standing = "board" if answer == "board" else "file" if answer == "file" else ""
                self._carry_out(found, standing)

        self.app.push_screen(OutsideEdit(found, self.workspace, self.today), answered)

    def _carry_out(self, found: "OutsideChanges", standing: Standing | None, reason: str | None = None) -> None:
        """Take it in, or leave it out where `standing` is None."""
        from tuiboard.engine.outside import leave_out, take_in

        session = self.tui.session

        def work() -> "Settled | Refusal":
            return leave_out(session, found.edit) if standing is None else take_in(session, found, standing, reason)

        def done(result: "Settled | Refusal") -> None:
            self.show_status()
            if not isinstance(result, Refusal):
                self._say_settled(result, found.name)
                return
            details = result.details if isinstance(result.details, dict) else {}
            if details.get("needs") == "reason" and reason is None:
                hint = "reason (recorded) · esc leaves it as it is"
                self.ask(result.message, lambda text: self._carry_out(found, standing, text), hint=hint)
            else:
                self.say(on_screen(result), "error")

        self.tui.bridge.carry_out(work, done)

    def _say_settled(self, settled: "Settled", name: str) -> None:
        entry = settled.entry
        if entry is not None:
            count = len(entry.changes)
            done = f"Took in {count:,} change{'' if count == 1 else 's'}; u takes that back."
        else:
            done = f"{name} is as the board is again."
        text = " ".join([done, f"The file that was changed is kept as {settled.copy}.", *settled.warnings])
        self.say(text, "warning" if settled.warnings else "done")
