"""Going on with what was being typed when the program ended."""

from typing import TYPE_CHECKING

from tuiboard.domain.pins import QUADRANTS
from tuiboard.domain.text import one_line, visible
from tuiboard.engine.drafts import Draft
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.drafting import OpenDraft, moment
from tuiboard.tui.screens.board_actions import BoardActions
from tuiboard.tui.screens.card_adding import CardAdding
from tuiboard.tui.screens.card_moves import CardMoves
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.find_actions import FindActions
from tuiboard.tui.screens.priority_actions import TO_RANK, PriorityActions
from tuiboard.tui.screens.priority_rules_actions import NUMBERS, PriorityRulesActions
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.screens.risk_desk import RiskDesk
from tuiboard.tui.screens.risk_rules_actions import RULES, RiskRulesActions
from tuiboard.tui.screens.triage_questions import QUESTIONS, TriageQuestions

if TYPE_CHECKING:
    from tuiboard.view.triage import Deciding

ON_BOARD = frozenset(
    (
        "triage.schedule",
        "triage.snooze",
        "triage.drop",
        "add",
        "comment",
        "edit",
        "body",
        "block",
        "help",
        "risk.raise",
        "pin",
        "decision",
    )
)
"""Forms that stand on the board view: what is typed there is seen in its place."""
_COLUMN_FIELDS = ("name", "wip_limit", "stale_after_days", "policy")


class DraftActions(
    CardMoves, CardAdding, RiskDesk, PriorityActions, FindActions, BoardActions, RiskRulesActions, PriorityRulesActions,
    TriageQuestions, CommonActions,
):  # fmt: skip
    """The list of drafts, which is offered when the board opens, and the way back to each form."""

    def offer_drafts(self) -> None:
        """Offer what was left behind when the program started; who types already is not interrupted."""
        if self.drafts_left():
            self.call_after_refresh(self._offer)

    def _offer(self) -> None:
        if self.app.screen is self and self.app.focused is self.canvas:
            self.do_board_drafts()

    def do_board_drafts(self) -> None:
        """A menu of what was left behind."""
        left = self.drafts_left()
        if not left:
            self.say("Nothing is left over: all that was typed is recorded, or was thrown away.")
            return
        choices = [Choice(str(number), self._line(draft), draft.title) for number, draft in enumerate(left)]
        choices.append(Choice("later", "Later", ": and “typed” brings this list back"))

        def chosen(answer: Chosen) -> None:
            if answer.key and answer.key != "later":
                self.app.call_later(self._go_on, left[int(answer.key)])

        self.choose("The program ended while you were typing. Go on with it?", choices, chosen)

    def _line(self, draft: Draft) -> str:
        """When, and the beginning of what was typed: the two by which one knows it again."""
        text = visible(one_line(" ".join(draft.texts.values())), 28)
        return f"{moment(draft.at, self.today).removeprefix('at ').removeprefix('on ')}  {text}"

    async def _go_on(self, draft: Draft) -> None:
        """Open the form that a draft is of, with what was typed in it."""
        if draft.path not in [left.path for left in self.drafts_left()]:
            self.say("You go on with that in another terminal already.", "warning")
            return
        self.resumed = draft
        try:
            if not await self._reopened(draft):
                self._show_orphan(draft)
        finally:
            self.resumed = None

    async def _reopened(self, draft: Draft) -> bool:
        """Open the form; False where what it was about is gone."""
        kind, _, about = draft.form.partition(" ")
        cards = [card for id in draft.cards if (card := self.workspace.card(id)) is not None]
        if len(cards) < len(draft.cards):
            return False
        if kind in ON_BOARD:
            self.tui.show_view("board")
        if kind == "add":
            await self.do_card_add()
        elif kind == "person.add":
            self.do_person_add()
        elif kind == "person.edit" and self.workspace.person(about) is not None:
            self.ask_person_fields(about)
        elif kind == "calendar.rules":
            self.ask_calendar()
        elif kind.startswith("project."):
            return self.reopen_project_form(kind, about)
        elif kind.startswith("milestone."):
            return self.reopen_milestone_form(kind, about)
        elif kind == "column.add":
            self.new_column(None)
        elif kind.removeprefix("column.") in _COLUMN_FIELDS and self.workspace.column(about) is not None:
            self.ask_column_field(about, kind.removeprefix("column."))
        elif cards and kind in ("comment", "edit", "body", "block", "help"):
            self._reopen_on(kind, draft)
        elif cards and kind.startswith("triage.") and kind.removeprefix("triage.") in QUESTIONS:
            self.ask_verdict(cards[0].id, kind.removeprefix("triage."), self._decide_on)
        elif cards and kind == "escalate":
            self.ask_escalation(cards[0].id)
        elif kind == "escalation.hours":
            self.ask_escalation_hours()
        elif kind == "risk.rule" and about in RULES:
            self.ask_rule(about)
        elif kind == "priority.rule" and about in NUMBERS:
            self.ask_number(about)
        elif cards and kind == "pin" and about in (*QUADRANTS, TO_RANK):
            self.ask_pin(draft.cards, about)
        elif cards and kind == "decision" and about.isdecimal():
            self.ask_decision(draft.cards, int(about))
        elif kind == "lesson.note":
            self.ask_lesson(None)
        elif kind.startswith("raid."):
            return self._reopen_raid(draft, kind, about)
        elif kind == "handoff" and " " in about:
            self.ask_offer(*about.split(" ", 1))
        elif kind == "handoff.decline" and about.isdecimal():
            self.ask_decline(int(about))
        elif cards and kind == "promise":
            self.ask_promise(cards[0])
        elif cards and kind.startswith("promise."):
            id, _, reason = about.partition(" ")
            self.ask_about_promise(int(id), kind.removeprefix("promise."), reason or None)
        elif kind.startswith("risk."):
            return self.reopen_about_risk(draft, kind, about, cards)
        else:
            return False
        return True

    def _reopen_raid(self, draft: Draft, kind: str, about: str) -> bool:
        from tuiboard.tui.screens.raid import RaidScreen  # late: few drafts are about these

        self.tui.show_view("raid")
        view = self.tui.view
        if not isinstance(view, RaidScreen):
            return False
        view.resumed = draft
        return view.reopen_raid_form(kind, about)

    def _decide_on(self, command: "Deciding", told: Told) -> None:
        self.run_command(command, told=told)

    def _reopen_on(self, kind: str, draft: Draft) -> None:
        self.canvas.move_cursor(draft.cards[0])
        self.only = draft.cards[0]
        try:
            if kind == "comment":
                self.do_card_comment()
            elif kind == "edit":
                self.do_card_edit()
            elif kind == "body":
                self.do_card_editor()
            elif kind == "help":
                self.ask_help(list(draft.cards))
            else:
                self.ask_block([card for id in draft.cards if (card := self.workspace.card(id)) is not None])
        finally:
            self.only = None

    def _show_orphan(self, draft: Draft) -> None:
        """What it was about is gone: the text can be read and copied."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        def send(text: str, told: Told) -> None:
            told("What it was about is gone, so it can't be recorded. Escape twice throws it away.")

        mine = self.tui.drafts.claim(draft) or draft
        shown = mine._replace(texts={"text": "\n".join(draft.texts.values())})
        left = OpenDraft(self.tui.drafts, shown, self.today, lambda trouble: self.say(trouble, "warning"))
        self.app.push_screen(TextEditor(f"{draft.title}: what it was about is gone", send, left))
