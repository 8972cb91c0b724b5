"""What all actions about risks share: which risk they are about, and the questions that more than one of them asks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuiboard.domain import risk_commands as r
from tuiboard.domain.commands import Command
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done
from tuiboard.tui.drafting import OpenDraft
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import RecordingHost, Told

Then = Callable[[Done], None]
Texts = Mapping[str, str]

SENTENCE = (
    ("cause", "Because of … (cause)", "what there is already: “the switch is 11 years old”"),
    ("event", "it may happen that … (event)", "what is uncertain: “it fails”"),
    ("effect", "which would … (effect)", "what it does to the goals: “stop the warehouse for two days”"),
)
"""The three parts of a well-told risk: name, question, hint."""


class RiskHost(RecordingHost):
    """A view's risks, as actions see them. The register says which risk is meant; elsewhere it is `only_risk`."""

    only_risk: int | None = None
    """The risk that actions are about while they are called from somewhere else than the register."""

    @property
    def risk(self) -> Risk | None:
        """The risk that is meant."""
        return self.workspace.risk(self.only_risk) if self.only_risk is not None else None

    def risk_meant(self) -> Risk | None:
        """The risk that is meant; says so where there is none."""
        found = self.risk
        if found is None:
            self.say("There is no risk here.", "warning")
        return found

    @property
    def rules(self) -> RiskRules:
        """The board's rules about risks."""
        return risk_rules(self.workspace.board)

    def named_risk(self, risk: Risk) -> str:
        """`R3 “Core switch fails”`."""
        return f"{risk.key} “{visible(risk.title, 40)}”"

    def edit_risk(self, risk: Risk, fields: Mapping[str, Any], then: Then | None = None) -> None:
        """Set fields of a risk as it is shown now."""
        self.run_command(r.EditRisks([risk.id], fields, seen={risk.id: risk.doc}), then)

    # Questions

    def ask_score(
        self, risk: Risk, level: str = "current", *, offered: Mapping[str, Any] | None = None, note: str = "",
        then: Callable[[tuple[int, ...]], None] | None = None, left: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Open the scorer; what is set there is recorded, then `then` is told in which entries; `left` is called
        where nothing was set."""
        from tuiboard.tui.dialogs.score_sheet import Scored, ScoreSheet
        from tuiboard.tui.dialogs.scorer import Scorer

        def answered(scored: list[Scored] | None) -> None:
            if scored:
                self._record_scores(risk.id, scored, lambda made: then(made) if then is not None else None)
            elif left is not None:
                left()

        tone = {} if self.tui.mono else self.tui.theme_variables
        sheet = ScoreSheet(risk, self.rules, level, offered)
        self.app.push_screen(Scorer(f"Score of {self.named_risk(risk)}", sheet, tone, note), answered)

    def ask_rescore(
        self, risk: Risk, then: Callable[[], None] | None = None, left: Callable[[], None] | None = None
    ) -> None:
        """Open the scorer with the target offered as the new current score; nothing is recorded without enter."""
        target, now = risk.score("target"), risk.score()
        offered = risk.rating("target") if target is not None else None
        note = f"Every preventive action of {risk.key} is done: what is its score now?"
        if target is not None:
            was = "unrated" if now is None else f"{now.value} until now"
            note += f" Its target {target.value} is offered ({was}); enter records it, esc leaves it as it is."
        self.ask_score(risk, offered=offered, note=note, then=lambda _: then() if then is not None else None, left=left)

    def ask_rescores(self, ids: Sequence[int]) -> None:
        """Ask for new scores of risks, one after the other."""
        risk = self.workspace.risk(ids[0]) if ids else None

        def on() -> None:
            self.ask_rescores(ids[1:])

        if risk is not None:
            self.ask_rescore(risk, on, on)

    def _record_scores(
        self, id: int, scored: Sequence[Any], then: Callable[[tuple[int, ...]], None], made: tuple[int, ...] = ()
    ) -> None:
        first, rest = scored[0], scored[1:]

        def recorded(done: Done) -> None:
            entries = (*made, done.entry.seq) if done.changed else made
            if rest:
                self._record_scores(id, rest, then, entries)
            else:
                then(entries)

        self.run_command(r.ScoreRisk(id, first.level, first.probability, first.impact, first.seen), recorded)

    def ask_sentence(
        self, risk: Risk, *, names: Sequence[str] = (), note: str = "", then: Callable[[], None] | None = None
    ) -> None:
        """Ask for cause, event and effect (or only for those named), one after the other; recorded at once."""
        from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm

        # What has several lines is no line: the form of all fields is where it is changed.
        asked = [
            part
            for part in SENTENCE
            if (not names or part[0] in names) and "\n" not in str(risk.doc.get(part[0]) or "")
        ]
        if not asked:
            self.say(f"Cause, event and effect of {risk.key} have several lines each: e changes them.", "warning")
            return
        lines = [FormLine(name, label, hint, str(risk.doc.get(name) or "")) for name, label, hint in asked]
        seen = {name: risk.doc.get(name) for name, _, _ in asked}

        def command(texts: Texts) -> r.EditRisks:
            changed = {name: text or None for name, text in texts.items() if text != (seen[name] or "")}
            return r.EditRisks([risk.id], changed, seen={risk.id: seen})

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), lambda done: then() if then is not None else None, told=told)

        title = f"{self.named_risk(risk)}: cause, event, effect"
        draft = self.risk_draft("risk.sentence", title, risk)
        skipped = (lambda: self.say(f"{risk.key} stays as it is; e adds what is missing.")) if then is None else None
        self.app.push_screen(
            LinesForm(title, lines, send, draft, trial=lambda texts: self.trial(command(texts)), note=note,
                      skipped=skipped)
        )  # fmt: skip

    def ask_text(
        self, form: str, title: str, command: Callable[[str], Command], risk: Risk, *, value: str = "", hint: str = "",
        empty: bool = False, then: Then | None = None,
    ) -> None:  # fmt: skip
        """Ask for one line about a risk that makes a command, tried while one types."""
        draft = self.risk_draft(form, title, risk)
        self.ask_line(draft, title, command, value=value, hint=hint, empty=empty, then=then, selected=False)

    def ask_line(
        self, draft: OpenDraft, title: str, command: Callable[[str], Command], *, value: str = "", hint: str = "",
        empty: bool = False, then: Then | None = None, preview: Callable[[str], str] | None = None,
        selected: bool = True,
    ) -> None:  # fmt: skip
        """Ask for one line that makes a command; the line stays until it is recorded. See LinePrompt."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        def check(text: str) -> str:
            try:
                return self.trial(command(text))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(text: str, told: Told) -> None:
            self.run_command(command(text), then, told=told)

        self.app.push_screen(
            LinePrompt(title, value=value, hint=hint, check=check, empty=empty, send=send, draft=draft,
                       preview=preview, selected=selected)
        )  # fmt: skip

    def risk_draft(self, form: str, title: str, risk: Risk, seen: Mapping[str, Any] | None = None) -> OpenDraft:
        """The draft of a form about a risk; its form is the action that opens it, and the risk's key."""
        return self.draft(f"{form} {risk.key}", title, seen=seen)
