"""Having commands recorded from any view: what is typed stays until it is, and two people's changes meet."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from tuiboard.domain import commands as c
from tuiboard.domain.changes import Entry
from tuiboard.domain.decide import decide
from tuiboard.domain.merging import both
from tuiboard.domain.names import LETTERS
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.drafts import Draft
from tuiboard.engine.fields import FIELDS, Kind, format_value
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.drafting import OpenDraft, moment
from tuiboard.tui.screens.host import ViewHost, on_screen, sentence
from tuiboard.view.words import describe

if TYPE_CHECKING:
    from tuiboard.domain.priority_commands import TriageCard
    from tuiboard.domain.raid_commands import EditRaid
    from tuiboard.domain.risk_commands import AcceptRisk, CloseRisk, EditRisks, ReviewRisk, ScoreRisk
    from tuiboard.domain.risks import Risk

    Aimed = c.Aimed | EditRisks | EditRaid
    Decision = AcceptRisk | CloseRisk | ReviewRisk
    Reasoned = c.Reasoned | TriageCard

_NARROW, _BEFORE = 40, 12
"""Characters that fit into a menu at 80 columns, and those shown of what two texts have in common."""

Told = Callable[[str], None]
"""Told what became of a command: an empty text where it was recorded, else why not."""


class After(NamedTuple):
    """What follows a command: `then` once it is done, `told` in any case; `quiet` says nothing of what was done."""

    then: Callable[[Done], None] | None = None
    quiet: bool = False
    told: Told | None = None


class RecordingHost(ViewHost):
    """A view's way to the bridge."""

    resumed: Draft | None = None
    """The draft that is being gone on with."""

    def run_command(
        self, command: c.Command, then: Callable[[Done], None] | None = None, quiet: bool = False,
        told: Told | None = None,
    ) -> None:  # fmt: skip
        """Have a command recorded; refusals and warnings are shown."""
        self._run(command, After(then, quiet, told))

    def _run(self, command: c.Command, after: After) -> None:
        def answered(result: Done | Refusal) -> None:
            if isinstance(result, Refusal):
                self._refused(command, result, after)
            else:
                self._recorded(result, after)

        self.tui.bridge.send(command, answered)

    def _recorded(self, result: Done, after: After) -> None:
        done = sentence(describe(result.entry, self.workspace)) if result.changed and not after.quiet else ""
        if result.warnings:
            self.say(" ".join([done, *result.warnings]).strip(), "warning")
        elif done:
            self.say(done, "done")
        elif not result.changed and not after.quiet:
            self.say("Nothing to change.", "done")
        if after.told is not None:
            after.told("")
        if after.then is not None:
            after.then(result)
        if not after.quiet:
            self._ask_rescores(result.entry)
        if result.entry.action in c.TEACHING:
            self.offer_lesson(result.entry)

    def _refused(self, command: c.Command, refusal: Refusal, after: After) -> None:
        """Ask for what is missing where that can be asked for, else say why it was refused."""
        details = refusal.details if isinstance(refusal.details, dict) else {}
        if details.get("needs") == "reason" and _takes_reason(command):
            self._ask_reason(command, refusal, after)
        elif refusal.code == "conflict" and details.get("fields") and _is_aimed(command):
            self._ask_clash(command, refusal, after)
        elif refusal.code == "conflict" and details.get("fields") and _is_score(command):
            self._ask_score_clash(command, refusal, after)
        elif refusal.code == "conflict" and details.get("fields") and _is_decision(command):
            self._ask_decision_clash(command, refusal, after)
        elif refusal.code == "conflict" and details.get("fields"):
            self._not_recorded(self._clash_words(refusal), after)
        else:
            self._not_recorded(on_screen(refusal), after)

    def _not_recorded(self, why: str, after: After) -> None:
        self.say(why, "error")
        if after.told is not None:
            self.tui.not_recorded()
            after.told(why)

    def _ask_reason(self, command: "Reasoned", refusal: Refusal, after: After) -> None:
        """A hard limit asks for the reason and tries again with it."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        done = False

        def send(reason: str, told: Told) -> None:
            def answered(trouble: str) -> None:
                nonlocal done
                done = not trouble
                told(trouble)
                if done and after.told is not None:
                    after.told("")

            self._run(_with_reason(command, reason), after._replace(told=answered))

        def left(_: str | None) -> None:
            if not done:
                self._not_recorded(refusal.message, after)

        hint = "reason (recorded) · esc leaves it as it was"
        self.app.push_screen(LinePrompt(refusal.message, hint=hint, send=send), left)

    # Two people, one field

    def _clash_title(self, field: str, about: str, clash: Mapping[str, Any]) -> str:
        name = field.replace("_", " ")
        if "who" not in clash:
            return f"Someone changed {name} of {about} meanwhile"
        return (
            f"{visible(clash['who'], 40)} changed {name} of {about} {moment(clash['at'], self.today)}, and you did too"
        )

    def _clash_words(self, refusal: Refusal) -> str:
        """What someone else has made of the field that a decision sets; it can be decided again, knowing that."""
        field, clash = next(iter(refusal.details["fields"].items()))
        title = self._clash_title(field, f"card {refusal.details['id']}", clash)
        theirs = visible(self._field_text(field, clash["theirs"], "card"), 60)
        return f"{title}; it is {theirs} now. Decide again if yours is to stand."

    def _ask_score_clash(self, command: "ScoreRisk", refusal: Refusal, after: After) -> None:
        """Someone else scored the risk meanwhile: show both scores; one of them stands."""
        from tuiboard.domain.risks import score_of

        level, clash = next(iter(refusal.details["fields"].items()))
        scores = {side: score_of(clash[side]) for side in ("mine", "theirs")}
        shown = {
            side: "unrated" if score is None else f"{score.probability} × {score.impact} = {score.value}"
            for side, score in scores.items()
        }

        def chosen(answer: Chosen) -> None:
            if answer.key == "mine":
                self._run(command._replace(seen=clash["theirs"] or {}), after)
                return
            self.say(f"The {level} score of R{command.id} stays {shown['theirs']}.")
            if after.told is not None:
                after.told("")

        choices = [Choice(side, f"{side}: {words}") for side, words in shown.items()]
        title = self._clash_title(f"{level}_score", f"R{command.id}", clash)
        self.choose(title, choices, chosen, left=lambda: self._not_recorded(on_screen(refusal), after))

    def _ask_decision_clash(self, command: "Decision", refusal: Refusal, after: After) -> None:
        """Someone else scored the risk meanwhile: is what was decided still meant, with the score as it is now?"""
        from tuiboard.domain.risk_commands import AcceptRisk, CloseRisk
        from tuiboard.domain.risk_rules import risk_rules
        from tuiboard.domain.risks import score_of

        clash = refusal.details["fields"]["current"]
        rules, key = risk_rules(self.workspace.board), f"R{command.id}"
        was, now = (
            "unrated" if score is None else f"{score.value} {rules.band(score)}"
            for score in (score_of(clash["mine"]), score_of(clash["theirs"]))
        )
        verb = {AcceptRisk: "Accept", CloseRisk: "Close"}.get(type(command), "Keep")
        not_done = f"Nothing was recorded: the score of {key} is {now} now, not {was}."

        def chosen(answer: Chosen) -> None:
            if answer.key == "yes":
                self._run(command._replace(seen={"current": clash["theirs"] or {}}), after)
            else:
                self._not_recorded(not_done, after)

        who = visible(clash["who"], 40) if "who" in clash else "Someone"
        title = f"{who} scored {key} meanwhile: {now}, not {was}. {verb} it all the same?"
        choices = [Choice("no", "No, look at it again"), Choice("yes", f"{verb} it as it is now ({now})")]
        self.choose(title, choices, chosen, left=lambda: self._not_recorded(not_done, after))

    def _ask_clash(self, command: "Aimed", refusal: Refusal, after: After) -> None:
        """Show mine and theirs, with who and when; each field is decided by itself."""
        card, fields = refusal.details["id"], refusal.details["fields"]
        kind: Kind = refusal.details["kind"]
        field, clash = next(iter(fields.items()))
        about = f"{kind} {LETTERS.get(kind, '')}{card}"
        mine, theirs = apart(*(self._field_text(field, clash[side], kind) for side in ("mine", "theirs")))
        title = self._clash_title(field, about, clash)
        together = both(field, clash["mine"], clash["theirs"]) if len(command.ids) == 1 else None
        choices = [
            Choice("mine", f"mine: {mine}"),
            Choice("theirs", f"theirs: {theirs}"),
        ]
        if together is not None:
            choices.append(Choice("both", f"both: {self._field_text(field, together, kind)}"))

        def chosen(answer: Chosen) -> None:
            known = command.seen.get(card, {})
            settled = command._replace(seen={**command.seen, card: {**known, field: clash["theirs"]}})
            if answer.key == "theirs":
                self._without(settled, card, field, about, after)
            else:
                self._run(settled if answer.key == "mine" else _with(settled, field, together), after)

        self.choose(title, choices, chosen, left=lambda: self._not_recorded(on_screen(refusal), after))

    def _without(self, command: "Aimed", card: int, field: str, about: str, after: After) -> None:
        """Go on without one field of one card or risk: theirs stands."""
        if not isinstance(command, c.MoveCards | c.BlockCards) and len(command.ids) == 1:
            rest = {name: value for name, value in command.set.items() if name != field}
            if rest or command.add or command.remove:
                self._run(command._replace(set=rest), after)
                return
        elif len(command.ids) > 1:
            self._run(command._replace(ids=[id for id in command.ids if id != card]), after)
            return
        self.say(f"{about[:1].upper()}{about[1:]} stays as it is.")
        if after.told is not None:
            after.told("")

    def _field_text(self, field: str, value: Any, kind: Kind) -> str:
        if field == "column":
            column = self.workspace.column(str(value))
            return column.name if column is not None else str(value)
        text = format_value(field, value, kind) if field in FIELDS[kind] else str(value or "")
        return " ⏎ ".join(text.split("\n"))[:200] or "none"

    # Finishing the last preventive action of a risk

    def _ask_rescores(self, entry: Entry) -> None:
        """Cards have come to be done: where they were the last that prevented a risk, ask for its score."""
        risks = self._unscored_since(entry)
        if risks:
            self.ask_rescores([risk.id for risk in risks])

    def _unscored_since(self, entry: Entry) -> "list[Risk]":
        ws = self.workspace
        done = {column.key for column in ws.columns() if column.does == "done"}
        moved = [change for change in entry.changes if change.kind == "card" and "column" in (change.after or {})]
        cards = [
            int(change.id)
            for change in moved
            if (change.after or {})["column"] in done and (change.before or {}).get("column") not in done
        ]
        ids = list(dict.fromkeys(id for card in cards for id in ws.risks_of(card)))
        if not ids:
            return []
        from tuiboard.domain.risk_states import is_mitigated, needs_rescoring  # late: few cards prevent a risk

        risks = [risk for id in ids if (risk := ws.risk(id)) is not None and risk.is_open]
        return [risk for risk in risks if is_mitigated(ws, risk) and needs_rescoring(ws, risk)
                and any(card in risk.cards("preventive") for card in cards)]  # fmt: skip

    def ask_rescores(self, ids: Sequence[int]) -> None:
        """Ask for new scores of risks, one after the other. A view without scorers asks nothing."""

    # Asking, and keeping what is typed

    def ask_person(
        self, title: str, then: Callable[[str | None], None], *, added: Callable[[str], None] | None = None,
        current: str | None = None, nobody: bool = True, without: Sequence[str] = (),
        left: Callable[[], None] | None = None, create: bool = True,
    ) -> None:  # fmt: skip
        """A menu of people, me first; `then` gets a handle, or None for nobody.

        With `create` a person who is not on the board can be typed, and is added; `added` gets the handle then.
        """
        me = self.tui.session.who
        people = [p for p in self.workspace.people() if p.active and p.handle not in without]
        people.sort(key=lambda p: (p.handle != me, p.handle))
        choices = [Choice(p.handle, f"@{p.handle}", p.name if p.name != p.handle else "") for p in people]
        if nobody:
            choices.append(Choice("none", "nobody", "takes the owner off"))

        def chosen(answer: Chosen) -> None:
            if answer.key:
                then(None if answer.key == "none" else answer.key)
                return
            handle, _, name = answer.typed.lstrip("@").partition(" ")
            fields = {"name": name.strip()} if name.strip() else {}
            self.run_command(c.AddPerson(handle, fields), lambda _: (added or then)(handle.lower()), quiet=True)

        self.choose(title, choices, chosen, create="add person" if create else "", current=current, left=left)

    def trial(self, command: c.Command) -> str:
        """What would be refused of a command now, or an empty text: for forms that keep what was typed. What someone
        else did meanwhile is asked about once the command is sent."""
        decided = decide(self.workspace, command, self.tui.session.context())
        return on_screen(decided) if isinstance(decided, Refusal) and decided.code != "conflict" else ""

    def ask_for(
        self, form: str, title: str, command: Callable[[str], c.Command], *, value: str = "", hint: str = "",
        empty: bool = False, then: Callable[[Done], None] | None = None, cards: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """Ask for one line that makes a command, tried while one types; the line stays until it is recorded.

        `form` names the question for drafts: see DraftActions.
        """
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        def check(text: str) -> str:
            try:
                return self.trial(command(text))
            except Refused as refused:
                return on_screen(refused.refusal)

        self.app.push_screen(
            LinePrompt(
                title, value=value, hint=hint, check=check, empty=empty, draft=self.draft(form, title, cards),
                send=lambda text, told: self.run_command(command(text), then, told=told),
            )
        )  # fmt: skip

    def draft(self, form: str, title: str, cards: Sequence[int] = (), seen: c.Fields | None = None) -> OpenDraft:
        """The draft of a form about to open: what was typed into it when the program ended, or nothing."""
        fresh = Draft(form, title, tuple(cards), {}, seen or {})
        found, self.resumed = self.resumed, None
        if found is None or (found.form, found.cards) != (form, tuple(cards)):
            found = next((d for d in self.drafts_left() if (d.form, d.cards) == (form, tuple(cards))), None)
        try:
            found = self.tui.drafts.claim(found) if found is not None else None
        except OSError as error:
            self.say(f"Drafts can't be read: {error.strerror}.", "warning")
            found = None
        return OpenDraft(self.tui.drafts, found or fresh, self.today, lambda trouble: self.say(trouble, "warning"))

    def drafts_left(self) -> list[Draft]:
        """What was left behind on this board by a program that ended while one typed, the latest first."""
        try:
            return self.tui.drafts.left()
        except OSError as error:
            self.say(f"Drafts can't be read: {error.strerror}.", "warning")
            return []


def _takes_reason(command: c.Command) -> "TypeGuard[Reasoned]":
    from tuiboard.domain.priority_commands import TriageCard  # late: hard limits are few

    return isinstance(command, c.Reasoned | TriageCard)


def _with_reason(command: "Reasoned", reason: str) -> c.Command:
    """The command with what lets it pass a hard limit."""
    if isinstance(command, c.Reasoned):
        return command._replace(reason=reason)
    return command._replace(note=reason)


def _is_aimed(command: c.Command) -> "TypeGuard[Aimed]":
    from tuiboard.domain.raid_commands import EditRaid  # late: there are few conflicts
    from tuiboard.domain.risk_commands import EditRisks

    return isinstance(command, c.Aimed | EditRisks | EditRaid)


def _is_score(command: c.Command) -> "TypeGuard[ScoreRisk]":
    from tuiboard.domain.risk_commands import ScoreRisk

    return isinstance(command, ScoreRisk)


def _is_decision(command: c.Command) -> "TypeGuard[Decision]":
    from tuiboard.domain.risk_commands import AcceptRisk, CloseRisk, ReviewRisk

    return isinstance(command, AcceptRisk | CloseRisk | ReviewRisk)


def _with(command: "Aimed", field: str, value: Any) -> "Aimed":
    """The command with another value of a field."""
    if isinstance(command, c.BlockCards):
        return command._replace(reason=value)
    return command if isinstance(command, c.MoveCards) else command._replace(set={**command.set, field: value})


def apart(mine: str, theirs: str) -> tuple[str, str]:
    """Return two long texts from shortly before where they differ, so that the difference is seen in a narrow menu."""
    pairs = zip(mine, theirs, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0) - _BEFORE
    if same <= _BEFORE or max(len(mine), len(theirs)) <= _NARROW:
        return mine, theirs
    return f"…{mine[same:]}", f"…{theirs[same:]}"
