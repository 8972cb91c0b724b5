"""What the keys do to risks: add, edit, score, owner, tags, comment, review."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tuiboard.domain import risk_commands as r
from tuiboard.domain.calendar import short_date
from tuiboard.domain.commands import AddComment
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.screens.handoff_actions import HandoffActions
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.screens.risk_link_actions import RiskLinkActions

if TYPE_CHECKING:
    from tuiboard.engine.risk_quick_add import RiskQuickAdd


class RiskActions(RiskLinkActions, HandoffActions):
    """Actions whose ids begin with `risk.`, for the register and wherever a risk is raised."""

    # Adding

    def do_risk_add(self) -> None:
        """One line, then cause, event and effect, each of which may be skipped."""
        self.raise_risk(self.draft("risk.add", "A new risk"))

    def raise_risk(
        self, draft: OpenDraft, value: str = "", card: tuple[int, str] | None = None, selected: bool = False
    ) -> None:
        """Ask for a risk by quick line; `card` (its id and role) is linked to it at once."""

        def command(text: str) -> r.AddRisks:
            said = self._understood(text)
            if said.problems:
                refuse(said.problems[0].code, said.problems[0].message)
            found = said.command
            return found if card is None else found._replace(cards=(*found.cards, card))

        def preview(text: str) -> str:
            return " · ".join(w.shown for w in self._understood(text).words if w.kind not in ("title", "literal"))

        title = "A new risk" if card is None else f"A new risk, with card {card[0]} as {card[1]} action"
        self.ask_line(draft, title, command, value=value, preview=preview, then=self._tell_raised, selected=selected,
                      hint="title %4 (probability) i5 (impact) @owner #tag due:fri · esc leave")  # fmt: skip

    def _understood(self, text: str) -> "RiskQuickAdd":
        from tuiboard.engine.risk_quick_add import parse

        return parse(text, self.workspace, self.today, self.tui.session.who)

    def _tell_raised(self, done: Done) -> None:
        id = next(int(change.id) for change in done.entry.changes if change.kind == "risk")
        self.risk_raised(id)
        risk = self.workspace.risk(id)
        if risk is not None:
            note = f"{risk.key} is recorded. Enter skips a line; what is skipped stays marked as missing."
            self.ask_sentence(risk, note=note)

    def risk_raised(self, id: int) -> None:
        """A risk was added: the register takes its cursor there."""

    # Fields

    def do_risk_sentence(self) -> None:
        """Cause, event and effect."""
        risk = self.risk_meant()
        if risk is not None:
            self.ask_sentence(risk)

    def do_risk_edit(self) -> None:
        """All fields in a form."""
        risk = self.risk_meant()
        if risk is not None:
            self.open_risk_form(risk)

    def open_risk_form(self, risk: Risk) -> None:
        """Show all fields of a risk in a form."""
        from tuiboard.engine.fields import FIELDS
        from tuiboard.tui.dialogs.edit_form import EditForm

        seen = {name: risk.doc[name] for name in FIELDS["risk"] if name in risk.doc}
        draft = self.risk_draft("risk.edit", f"Form of {self.named_risk(risk)}", risk, seen)
        self.app.push_screen(EditForm(risk, self, draft))

    def do_risk_score(self) -> None:
        """The current score."""
        risk = self.risk_meant()
        if risk is not None:
            self.ask_score(risk)

    def do_risk_target(self) -> None:
        """The score that the response aims at."""
        risk = self.risk_meant()
        if risk is not None:
            self.ask_score(risk, "target")

    def do_risk_owner(self) -> None:
        """Who answers for it."""
        risk = self.risk_meant()
        if risk is not None:
            title = f"Owner of {self.named_risk(risk)}"
            self.ask_person(title, lambda handle: self.edit_risk(risk, {"owner": handle}), current=risk.owner)

    def do_risk_handoff(self) -> None:
        """Offer the risk to someone, or answer an offer."""
        risk = self.risk_meant()
        if risk is not None:
            self.hand_over("risk", risk.id)

    def do_risk_tags(self) -> None:
        """A menu of tags, several at once."""
        risk = self.risk_meant()
        if risk is None:
            return
        counts: dict[str, int] = {}
        for other in self.workspace.risks():
            for tag in other.tags:
                counts[tag] = counts.get(tag, 0) + 1
        mine = set(risk.tags)
        order = sorted(counts, key=lambda tag: (tag not in mine, -counts[tag], tag))
        choices = [Choice(tag, f"#{tag}", str(counts[tag]), tag in mine) for tag in order]

        def chosen(answer: Chosen) -> None:
            new = answer.typed if not answer.key else ""
            wanted = set(answer.ticked) | {tag.lstrip("#") for tag in new.replace(",", " ").split() if tag.lstrip("#")}
            add, gone = sorted(wanted - mine), sorted(mine - wanted)
            if add or gone:
                self.run_command(
                    r.EditRisks([risk.id], add={"tags": add} if add else {}, remove={"tags": gone} if gone else {})
                )

        self.choose(f"Tags of {self.named_risk(risk)}", choices, chosen, several=True, create="new tag")

    def do_risk_review_date(self) -> None:
        """When it is looked at next."""
        from tuiboard.tui.dialogs.date_picker import DatePicker, Picked

        risk = self.risk_meant()
        if risk is None:
            return

        def picked(answer: Picked | None) -> None:
            if answer is not None:
                self.edit_risk(risk, {"next_review": answer.date})

        picker = DatePicker(f"Next review of {self.named_risk(risk)}", risk.next_review, self.today)
        self.app.push_screen(picker, picked)

    def do_risk_comment(self) -> None:
        """A comment of one or more lines."""
        risk = self.risk_meant()
        if risk is not None:
            self.comment_risk(risk)

    def comment_risk(self, risk: Risk) -> None:
        """Ask for a comment."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        def send(text: str, told: Told) -> None:
            self.run_command(AddComment(("risk", risk.id), text), told=told)

        title = f"Comment on {self.named_risk(risk)}"
        self.app.push_screen(TextEditor(title, send, self.risk_draft("risk.comment", title, risk)))

    # Reviewing

    def do_risk_review(self) -> None:
        """Go through the risks whose review is due, the one under the cursor first if it is among them."""
        from tuiboard.tui.dialogs.risk_review import RiskReview

        due = self.due_reviews()
        if not due:
            self.say(self._next_due())
            return
        here = self.risk
        if here is not None and here.id in due:
            due.remove(here.id)
            due.insert(0, here.id)
        self.app.push_screen(RiskReview(due, self))

    def due_reviews(self) -> list[int]:
        """Ids of the open risks whose review is due today or was before, the highest score first."""
        due = [
            risk
            for risk in self.workspace.risks()
            if risk.next_review and risk.next_review <= self.today and is_open_on(risk, self.today)
        ]
        due.sort(key=lambda risk: (-(score.value if (score := risk.score()) is not None else 0), risk.id))
        return [risk.id for risk in due]

    def _next_due(self) -> str:
        later = [risk for risk in self.workspace.risks() if risk.next_review and is_open_on(risk, self.today)]
        first = min(later, key=lambda risk: (risk.next_review or "", risk.id), default=None)
        if first is None or first.next_review is None:
            return "No review is due: no open risk has a date for one."
        day = short_date(first.next_review, self.today)
        return f"No review is due; the next is {first.key} “{visible(first.title, 30)}” on {day}."

    # Drafts

    def reopen_risk_form(self, kind: str, about: str) -> bool:
        """Open the form that a draft of this kind is of; False where what it was about is gone."""
        if kind == "risk.add":
            self.do_risk_add()
            return True
        risk = self.workspace.risk(int(about[1:])) if about[1:].isdigit() else None
        openers: dict[str, Callable[[Risk], None]] = {
            "risk.comment": self.comment_risk,
            "risk.edit": self.open_risk_form, "risk.sentence": self.ask_sentence, "risk.accept": self.accept_risk,
            "risk.occur": self.occur_risk, "risk.close": self.close_risk, "risk.reopen": self.reopen_risk,
            "risk.escalate": self.escalate_risk, "risk.action": self.make_action,
        }  # fmt: skip
        opener = openers.get(kind)
        if risk is None or opener is None:
            return False
        opener(risk)
        return True
