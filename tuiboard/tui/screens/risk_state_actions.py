"""Moving a risk from state to state by keyboard: what a move still needs is asked for there and then."""

from collections.abc import Callable

from tuiboard.domain import risk_commands as r
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_states import (
    has_lapsed,
    missing,
    moves_from,
    state_on,
)
from tuiboard.domain.risks import CLOSE_REASONS, Risk
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.screens.risk_filling import RiskFilling
from tuiboard.tui.screens.risk_host import Texts
from tuiboard.tui.widgets.card_lines import wrap

_WORDS = {
    "assessed": "Assess: it is understood, owned and rated",
    "treating": "Treat: something is being done about it",
    "monitoring": "Monitor: what was to be done is done",
    "accepted": "Accept: live with it until a day",
    "occurred": "It has occurred",
    "closed": "Close: it can't happen any more",
}
_BACK_WORDS = {
    ("treating", "assessed"): "Back to assessed: think about the response again",
    ("monitoring", "assessed"): "Back to assessed: think about the response again",
    ("monitoring", "treating"): "Back to treating: more has to be done",
    ("accepted", "assessed"): "Revoke the acceptance",
    ("accepted", "accepted"): "Accept anew: another expiry or approver",
    ("closed", "assessed"): "Reopen, with a note",
}
REASON_WORDS = {
    "passed": "its time is over, it did not happen",
    "eliminated": "it can't happen any more",
    "transferred": "it is someone else's now",
    "duplicate": "another entry covers it",
    "realised": "it happened, and is dealt with",
}
_BACKWARDS = frozenset(
    {("treating", "assessed"), ("monitoring", "assessed"), ("monitoring", "treating"), ("accepted", "assessed")}
)
_TRIGGER = "trigger "
_MENU_CELLS, _AROUND = 60, 10
"""Cells of a menu that has the room, and those in it that no text below a line gets."""


class RiskStateActions(RiskFilling):
    """Actions that change the state of a risk."""

    def do_risk_state(self) -> None:
        """A menu of the moves there are; beside each, what it still needs."""
        risk = self.risk_meant()
        if risk is None:
            return
        now = state_on(risk, self.today)
        ways = list(moves_from(now))
        if now == "assessed" and risk.acceptance is not None:
            ways.append("assessed")
        ways.sort(key=lambda to: (now, to) in _BACKWARDS)  # what one seldom wants is not the nearest
        choices = [Choice(to, self._way(risk, now, to), below=self._needs(risk, to)) for to in ways]
        seen = [(at, trigger) for at, trigger in enumerate(risk.triggers) if trigger.get("fired_at")]
        choices[1:1] = [
            Choice(
                f"{_TRIGGER}{at}", "Its trigger is not seen any more", below=(f"   {visible(t.get('text', ''), 46)}",)
            )
            for at, t in seen
        ]

        def chosen(answer: Chosen) -> None:
            key = answer.key or ""
            if key.startswith(_TRIGGER):
                at = int(key.removeprefix(_TRIGGER))
                self.run_command(r.FireTrigger(risk.id, at, False, risk.triggers[at].get("text")))
            else:
                self.move_risk(risk.id, key)

        lapsed = ", its acceptance has lapsed" if has_lapsed(risk, self.today) else ""
        title = f"{self.named_risk(risk)} is {now}{lapsed}"
        self.choose(title, choices, chosen)

    def _way(self, risk: Risk, now: str, to: str) -> str:
        if now == to == "assessed":
            return "Leave it assessed: the lapsed acceptance goes"
        return _BACK_WORDS.get((now, to), _WORDS[to])

    def _needs(self, risk: Risk, to: str) -> tuple[str, ...]:
        """What is still missing, on lines that fit the menu."""
        lacking = missing(self.workspace, risk, to, self.today)
        if not lacking:
            return ()
        asks = {lack.field for lack in lacking} <= {"note", "reason", "rationale", "expires", "approver"}
        words = f"{'asks for' if asks else 'needs'} {'; '.join(lack.words for lack in lacking)}"
        room = min(_MENU_CELLS, self.app.size.width * 96 // 100) - _AROUND
        return tuple(f"   {line}" for line in wrap(words, room))

    def move_risk(self, id: int, to: str) -> None:
        """Move a risk; what is missing is asked for, one after the other."""
        risk = self.workspace.risk(id)
        if risk is None:
            self.say(f"R{id} is gone.", "warning")
        elif to == "accepted":
            self.accept_risk(risk)
        elif to == "occurred":
            self.occur_risk(risk)
        elif to == "closed":
            self.close_risk(risk)
        elif state_on(risk, self.today) == "closed":
            self.reopen_risk(risk)
        else:
            self.advance(id, to)

    # Accept, occur, close, reopen

    def do_risk_accept(self) -> None:
        """Accept with rationale, expiry and approver."""
        risk = self.risk_meant()
        if risk is not None:
            self.accept_risk(risk)

    def accept_risk(self, risk: Risk) -> None:
        """Ask who approves, then why and until when; on a board of one person that is recorded as `self`."""
        me = self.tui.session.who
        others = [person.handle for person in self.workspace.people() if person.active and person.handle != me]
        if others:
            self.ask_person(f"Accept {risk.key}: who approves it? @{me} asks for it",
                            lambda handle: self._ask_acceptance(risk, handle), nobody=False, without=(me,),
                            create=False)  # fmt: skip
        else:
            self._ask_acceptance(risk, None)

    def _ask_acceptance(self, risk: Risk, approver: str | None) -> None:
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        def command(texts: Texts) -> r.AcceptRisk:
            return r.AcceptRisk(
                risk.id, texts["rationale"], parse_date(texts["expires"], self.today), approver, seen=seen
            )

        def trial(texts: Texts) -> str:
            return self.trial(command(texts)) if all(texts.values()) else "It needs both: why, and until when."

        lines = [
            FormLine("rationale", "Why is it acceptable?", "what it would cost to do more, what it is worth"),
            FormLine(
                "expires", "Until when? It lapses by itself then", "+3m, eom, 2026-12-31", check=self._expiry_trouble
            ),
        ]
        seen = {"current": risk.doc.get("current") or {}}
        score = risk.score()
        now = "unrated" if score is None else f"{score.value} {self.rules.band(score)}"
        who = f"@{approver} approves" if approver else "you are alone on this board: the approval is recorded as self"
        title = f"Accept {self.named_risk(risk)}: why, and until when?"
        note = f"{who[:1].upper()}{who[1:]}. It is accepted as it is now ({now}) and lapses if it gets worse."
        draft = self.risk_draft("risk.accept", title, risk)
        self.app.push_screen(
            LinesForm(title, lines, lambda texts, told: self.run_command(command(texts), told=told), draft,
                      trial=trial, note=note)
        )  # fmt: skip

    def _expiry_trouble(self, text: str) -> str:
        day, trouble = self._day(text)
        return f"{day} is not in the future: name a later day." if day and day <= self.today else trouble

    def _past_trouble(self, text: str) -> str:
        day, trouble = self._day(text)
        return f"{day} is in the future: name the day on which it happened." if day and day > self.today else trouble

    def _day(self, text: str) -> tuple[str, str]:
        """The day that a text says, or what is wrong with it."""
        try:
            day = parse_date(text, self.today)
        except Refused as refused:
            return "", on_screen(refused.refusal)
        return (day, "") if day else ("", "It needs a day.")

    def do_risk_occur(self) -> None:
        """It has happened: when, with what impact, what exactly."""
        risk = self.risk_meant()
        if risk is not None:
            self.occur_risk(risk)

    def occur_risk(self, risk: Risk) -> None:
        """Ask for day, impact and what happened; what was made of it is said afterwards."""
        from tuiboard.engine.amounts import parse_amount
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        def command(texts: Texts) -> r.OccurRisk:
            found = parse_amount(texts["amount"], self.rules.currency) if texts["amount"] else None
            on = parse_date(texts["on"], self.today) if texts["on"] else None
            if found is None:
                return r.OccurRisk(risk.id, on, text=texts["text"] or None)
            return r.OccurRisk(risk.id, on, found.number, found.unit or None, texts["text"] or None)

        def amount_trouble(text: str) -> str:
            try:
                parse_amount(text, self.rules.currency)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), lambda done: self._say_occurred(risk, done), told=told)

        lines = [
            FormLine("on", "When did it happen?", "today, yesterday, 2026-03-01", "today", self._past_trouble),
            FormLine("amount", "What did it cost? (empty: not known yet)", "60k, 1.2M, 5d", check=amount_trouble),
            FormLine("text", "What happened?", risk.event or risk.title),
        ]
        title = f"{self.named_risk(risk)} has occurred"
        note = f"It becomes an issue; {self._planned(risk)}."
        draft = self.risk_draft("risk.occur", title, risk)
        self.app.push_screen(
            LinesForm(title, lines, send, draft, trial=lambda texts: self.trial(command(texts)), note=note)
        )

    def _planned(self, risk: Risk) -> str:
        """What becomes of the contingency actions, in words."""
        texts = [action for action in risk.actions if action.get("role") == "contingency" and action.get("text")]
        if texts:
            many = f"{len(texts)} planned contingency actions become cards"
            return "its planned contingency action becomes a card" if len(texts) == 1 else many
        if not risk.cards("contingency") and risk.contingency_plan:
            return "its contingency plan becomes a card"
        return "no contingency action is planned that would become a card"

    def _say_occurred(self, risk: Risk, done: Done) -> None:
        made = [change for change in done.entry.changes if change.before is None]
        cards = [str(change.id) for change in made if change.kind == "card"]
        issue = next((change.id for change in made if change.kind == "issue"), None)
        said = [f"{risk.key} occurred: issue I{issue} was made"]
        if cards:
            said.append(f"and {'card' if len(cards) == 1 else 'cards'} {', '.join(cards)} for its contingency")
        self.say(" ".join([" ".join(said) + ".", *done.warnings]), "warning" if done.warnings else "done")

    def do_risk_close(self) -> None:
        """Close, with a reason and a note."""
        risk = self.risk_meant()
        if risk is not None:
            self.close_risk(risk)

    def close_risk(self, risk: Risk, then: Callable[[Done], None] | None = None) -> None:
        """Ask for the reason, then for a note, which may stay empty."""
        choices = [Choice(reason, reason, REASON_WORDS[reason]) for reason in CLOSE_REASONS]
        seen = {"current": risk.doc.get("current") or {}}

        def chosen(answer: Chosen) -> None:
            reason = answer.key or ""
            self.ask_text("risk.close", f"Close {self.named_risk(risk)}: {reason}",
                          lambda note: r.CloseRisk(risk.id, reason, note or None, seen), risk,
                          hint="a note, or nothing · enter close · esc leave", empty=True, then=then)  # fmt: skip

        current = "realised" if risk.state == "occurred" else None
        self.choose(f"Why is {risk.key} closed?", choices, chosen, current=current)

    def do_risk_reopen(self) -> None:
        """Open a closed risk again, with a note."""
        risk = self.risk_meant()
        if risk is None:
            return
        if state_on(risk, self.today) != "closed":
            self.say(f"{risk.key} is {state_on(risk, self.today)}: only a closed risk is reopened.", "warning")
        else:
            self.reopen_risk(risk)

    def reopen_risk(self, risk: Risk) -> None:
        """Ask why it is open again."""
        self.ask_text("risk.reopen", f"Why is {self.named_risk(risk)} open again?",
                      lambda note: r.AdvanceRisk(risk.id, "assessed", note), risk)  # fmt: skip
