"""What another program changed in the board's file: said when it is noticed, shown, taken in or left out."""

from typing import TYPE_CHECKING

from tuiboard.domain.commands import EXTERNAL_EDIT, Standing
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.tui.screens.host import ViewHost, on_screen

if TYPE_CHECKING:
    from tuiboard.engine.outside import OutsideChanges, Settled
    from tuiboard.tui.dialogs.outside_edit import OutsideEdit

OFFER = "{} was changed by another program: “Changes from outside” in the palette (:) shows what."


class OutsideActions(ViewHost):
    """The action that shows such changes; that there are some is only said, because a dialog would take the next key
    of whoever is working."""

    _looking: "OutsideEdit | None" = None
    """The dialog, while it is open."""
    _noticed = 0
    """The entry that the board was at when the edit was noticed."""

    def outside_changed(self) -> None:
        """The file was changed, or has been put right: say it."""
        self.show_status()
        outside = self.tui.session.store.outside
        if outside is None or outside.is_edited:
            self.offer_outside()
        else:
            self._say_put_right(outside.name)

    def offer_outside(self) -> None:
        """Say where to see what was changed."""
        outside = self.tui.session.store.outside
        if outside is not None and outside.is_edited:
            self._noticed = self.workspace.seq
            self.say(OFFER.format(outside.name), "warning")

    def _say_put_right(self, name: str) -> None:
        """Someone else took the changes in or refused them: say who, and close the dialog, which offers nothing now."""
        dialog, session, since = self._looking, self.tui.session, self._noticed
        if dialog is not None and self.app.screen is dialog:
            dialog.dismiss(None)

        def told(result: object) -> None:
            if session is not self.tui.session:
                return
            text = f"{name} is as the board is again: what another program changed in it was left out."
            for entry in result if isinstance(result, list) else ():
                if entry.action == EXTERNAL_EDIT and entry.seq > since:
                    text = f"{visible(entry.who, 40)} took in what was changed in {name} (entry {entry.seq})."
                    break
            self.say(text)

        self.tui.bridge.read(session.log, told)

    def do_board_outside(self) -> None:
        """What another program changed, and what to do about it."""
        from tuiboard.engine.outside import OutsideChanges, outside_changes  # rare

        session = self.tui.session

        def found(result: object) -> None:
            if session is not self.tui.session:
                return
            taken = session.taken_in()
            if taken:
                self.tui.board_changed(taken)
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

        if self._looking is not None:
            return

        def answered(answer: str | None) -> None:
            self._looking = None
            if answer == "refuse":
                self._carry_out(found, None)
            elif answer in ("", "board", "file"):
                standing: Standing = "board" if answer == "board" else "file" if answer == "file" else ""
                self._carry_out(found, standing)

        self._noticed = self.workspace.seq
        self._looking = OutsideEdit(found, self.workspace, self.today)
        self.app.push_screen(self._looking, answered)

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
