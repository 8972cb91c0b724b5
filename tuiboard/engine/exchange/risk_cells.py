"""The cells of one risk in a register, read field by field."""

import re
from collections.abc import Mapping
from typing import Any

from tuiboard.domain.decide import checks, risk_checks
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risks import CLOSE_REASONS, CONFIDENCES, DIMENSIONS, OVERALL, ROLES, STRATEGIES, UNITS, score_of
from tuiboard.domain.text import one_line, visible
from tuiboard.engine.exchange import fitting
from tuiboard.engine.exchange.csv_dates import Dates
from tuiboard.engine.exchange.csv_table import Row
from tuiboard.engine.exchange.fitting import Extra
from tuiboard.engine.exchange.plan import Losses
from tuiboard.engine.exchange.risk_sheet import Sheet

_STATES: Mapping[str, tuple[str, str]] = {
    word: (state, reason)
    for state, reason, words in (
        ("identified", "", "identified|open|new|active|raised|draft|proposed|live|ongoing|pending|to do|todo"),
        ("assessed", "", "assessed|analysed|analyzed|evaluated"),
        ("treating", "", "treating|in treatment|under treatment|in progress|mitigating|being mitigated|in mitigation"),
        ("monitoring", "", "monitoring|monitored|watch|watching"),
        ("accepted", "", "accepted|tolerated"),
        ("occurred", "", "occurred|happened|materialised|materialized|issue|became an issue"),
        ("closed", "", "closed|done|resolved|fixed|complete|completed|inactive|cancelled|canceled"),
        ("closed", "passed", "passed|expired|no longer relevant|retired"),
        ("closed", "eliminated", "eliminated"),
        ("closed", "transferred", "transferred"),
        ("closed", "duplicate", "duplicate"),
        ("closed", "realised", "realised|realized"),
    )
    for word in words.split("|")
}
_STRATEGIES: Mapping[str, str] = {
    word: strategy
    for strategy, words in (
        ("avoid", "avoid|avoidance|terminate"), ("reduce", "reduce|reduction|mitigate|mitigation|treat|control"),
        ("transfer", "transfer|transference|insure"), ("share", "share|sharing"),
        ("accept", "accept|acceptance|tolerate|retain"), ("exploit", "exploit"), ("enhance", "enhance"),
        ("reject", "reject|ignore"),
    )
    for word in words.split("|")
}  # fmt: skip
KINDS = {"threat": "threat", "risk": "threat", "negative": "threat", "opportunity": "opportunity",
          "positive": "opportunity"}  # fmt: skip
SURENESS = {word: word for word in CONFIDENCES}
_CARD = re.compile(r"#([0-9]{1,9}) (\S.*)\Z")
_SEEN = re.compile(r"(.*\S) \(seen (\S+)\)\Z")
_SNAPSHOT = re.compile(r"([1-5])x([1-5])\Z")


class Cells:
    """The cells of one row, read field by field; what can't be read goes to `extra` and is told."""

    def __init__(self, sheet: Sheet, row: Row, extra: Extra) -> None:
        self.sheet, self.row, self.extra = sheet, row, extra

    def text(self, field: str) -> str:
        """The text of a field."""
        return self.sheet.text(self.row, field)

    def odd(self, field: str, why: str) -> None:
        """Keep the text of a field that can't be read."""
        column = self.sheet.columns[field]
        self.extra[column.name] = self.text(field)
        self.sheet.report.note(column, self.row, self.text(field), why)

    def paragraph(self, field: str) -> str | None:
        """Text of several lines."""
        text = self.text(field)
        if not text:
            return None
        return fitting.paragraph(text, self.sheet.columns[field].name, self.extra, self.sheet.losses)

    def line(self, field: str) -> str | None:
        """One line, cut where it is too long."""
        text = one_line(self.text(field))
        if fitting.short(text) != text:
            self.odd(field, f"longer than {checks.LONGEST_TITLE} characters, cut")
        return fitting.short(text) or None

    def tags(self) -> list[str]:
        """Tags; what can't be one is made one."""
        words = [word.lstrip("#") for word in re.split(r"[,;\s]+", self.text("tags"))]
        made = [word if fitting.is_tag(word) else fitting.tag(word) for word in words]
        return fitting.tags(made, self.extra, self.sheet.losses)

    def one_of(self, field: str, words: Mapping[str, str]) -> str | None:
        """What a word stands for."""
        text = self.text(field)
        found = words.get(" ".join(text.lower().split()))
        if text and found is None:
            self.odd(field, "no word for it")
        return found

    def known(self, field: str, names: Mapping[str, str]) -> str | None:
        """A person or a project of the board, by handle, key or name; nobody is invented."""
        text = one_line(self.text(field))
        found = names.get(text.removeprefix("@").casefold())
        if text and found is None:
            self.odd(field, "nobody on the board" if field == "owner" else "no project of the board")
        return found

    def day(self, field: str) -> str | None:
        """A date."""
        text = self.text(field)
        found = self.sheet.dates[field].day(text) if text else None
        if text and found is None:
            self.odd(field, "no date, or one that can be read in two ways")
        return found

    def instant(self, field: str) -> str | None:
        """An instant; of a date alone, its beginning."""
        text = self.text(field)
        found = self.sheet.dates[field].instant(text) if text else None
        if text and found is None:
            self.odd(field, "no date, or one that can be read in two ways")
        return found

    # Scores and money

    def rating(self, prefix: str) -> dict[str, Any] | None:
        """Probability and impact, as far as either is said."""
        probability = self._level(f"{prefix}probability")
        fields = {OVERALL: f"{prefix}impact", **{name: f"{prefix}impact_{name}" for name in DIMENSIONS}}
        impact = {name: level for name, field in fields.items() if (level := self._level(field)) is not None}
        made = {"probability": probability, "impact": impact}
        return risk_checks.rating({name: value for name, value in made.items() if value}, prefix) if made else None

    def _level(self, field: str) -> int | None:
        text = self.text(field)
        scale = self.sheet.scales.get(field)
        if not text or scale is None:
            return None
        level = scale.level(text)
        if level is None:
            self.odd(field, "no level from 1 to 5, left unrated")
        elif not scale.is_exact(text):
            self.extra[self.sheet.columns[field].name] = text
        return level

    def quant(self) -> dict[str, Any] | None:
        """The estimate: needs a probability in per cent and an amount, or three."""
        chance = self._chance()
        fields = ("estimate_low", "estimate_mode", "estimate_high", "amount", "emv")
        given = {field: text for field in fields if (text := self.text(field))}
        if not given:
            return None
        # An expected value follows from the others, whatever it says; an opportunity's is below 0.
        used = {field: text for field, text in given.items() if field != "emv"} or {"emv": given["emv"].lstrip("-−– ")}
        unit = self.text("estimate_unit").lower()
        wrong = {field: why for field, text in used.items() if (why := self.sheet.amounts.one(text)[1])}
        if wrong:
            bad = visible(self.sheet.columns[next(iter(wrong))].name, 40)
            for field in given:
                self.odd(field, wrong.get(field) or f"without an amount in {bad} it makes no estimate")
            return None
        found, why = self.sheet.amounts.quant(chance, used, unit if unit in UNITS else "")
        if found is not None:
            try:
                return risk_checks.quant(found)
            except Refused as refused:
                why = f"no estimate: {refused.refusal.message.rstrip('.')}"
        for field in given:
            self.odd(field, why)
        return None

    def _chance(self) -> float | None:
        text = self.text("estimate_p")
        if text:
            chance = self.sheet.estimates.chance(text)
            if chance is None:
                self.odd("estimate_p", "no probability")
            return chance
        scale = self.sheet.scales.get("probability")
        return None if scale is None else scale.chance(self.text("probability"))

    def proximity(self) -> dict[str, str] | None:
        """When it could happen."""
        days = {name: self.day(f"proximity_{name}") for name in ("from", "to")}
        found = {name: day for name, day in days.items() if day}
        if len(found) == 2 and found["to"] < found["from"]:
            self.odd("proximity_to", "before it begins")
            del found["to"]
        return found or None

    # Responses

    def response(self, kind: str) -> dict[str, Any]:
        """Strategy and actions. Planned work is an action in words: whoever does it makes it a card."""
        strategy = self._strategies(kind)
        actions: dict[tuple[str, Any], dict[str, Any]] = {}
        for role in ROLES:
            for line in self.text(role).splitlines():
                action = self._action(role, one_line(line))
                if action is not None:
                    actions[role, action.get("card") or action["text"]] = action
        return {"strategy": strategy, "actions": list(actions.values())[: risk_checks.MOST_ACTIONS]}

    def _strategies(self, kind: str) -> list[str]:
        text = self.text("strategy")
        words = [word for word in re.split(r"[,;/\s]+", text.lower()) if word]
        found = [_STRATEGIES.get(word, "") for word in words]
        if not all(word in STRATEGIES[kind] for word in found):
            self.odd("strategy", f"no strategy for {'an opportunity' if kind == 'opportunity' else 'a threat'}")
            found = []
        only = _STRATEGIES.get(self.text("preventive").lower())
        if not text and only is not None and only in STRATEGIES[kind]:
            found = [only]
        return list(dict.fromkeys(found))

    def _action(self, role: str, line: str) -> dict[str, Any] | None:
        if not line or (role == "preventive" and not self.text("strategy") and line.lower() in _STRATEGIES):
            return None
        card = _CARD.match(line)
        own = self.sheet.ws.card(int(card[1])) if card else None
        if card is not None and own is not None and own.title == card[2]:
            return {"role": role, "card": own.id}
        if card is not None:
            self.sheet.losses.count("linked cards that are not on the board, now actions in words")
            line = card[2]
        if fitting.short(line) != line:
            self.odd(role, f"longer than {checks.LONGEST_TITLE} characters, cut")
        return {"role": role, "text": fitting.short(line)}

    def triggers(self) -> list[dict[str, Any]]:
        """One a line; `(seen 2026-03-02T08:00:00Z)` says that it was."""
        found = []
        for line in self.text("triggers").splitlines()[: risk_checks.MOST_TRIGGERS]:
            text = one_line(line)
            seen = _SEEN.match(text)
            instant = Dates(()).instant(seen[2]) if seen else None
            if seen is not None and instant is not None:
                found.append({"text": fitting.short(seen[1]), "fired_at": instant})
            elif text:
                found.append({"text": fitting.short(text)})
        return found

    # States

    def state(self) -> dict[str, Any]:
        """The state, with what belongs to it. It comes as the file has it: guards are for moves. What was accepted or
        has occurred comes so only with what that needs."""
        text = " ".join(re.sub(r"[^\w]+", " ", self.text("state").lower()).split())
        state, reason = _STATES.get(text, ("identified", ""))
        if text and text not in _STATES:
            self.odd("state", "no state that is known, taken as identified")
        if state == "accepted":
            return self._once() | self._accepted()
        if state == "occurred":
            return self._occurred()
        if state == "closed":
            given = self.one_of("close_reason", {word: word for word in CLOSE_REASONS})
            closed = {"state": state, "close_reason": given or reason, "closed_at": self.instant("closed_at")}
            return closed | self._once()
        return {"state": state} | self._once()

    def _once(self) -> dict[str, Any]:
        """What happened once to a risk that has been closed or opened again since."""
        occurred = self._happened()
        return {"occurred": occurred} if occurred else {}

    def _accepted(self) -> dict[str, Any]:
        expires = self.day("acceptance_expires")
        approver, rationale = self.line("acceptance_approver"), self.line("acceptance_rationale")
        requester = self.line("acceptance_requester")
        said = {"requester": requester, "approver": approver, "rationale": rationale, "expires": expires}
        problem = risk_checks.acceptance_problem(said, self.sheet.ws.table("person"))
        if problem:
            whole = bool(expires and approver and rationale)
            words = f"taken as identified, as its acceptance {problem}"
            self.odd("state", words if whole else "without approver, rationale and expiry it is taken as identified")
            for name in said:
                if self.text(f"acceptance_{name}"):
                    self.extra[self.sheet.columns[f"acceptance_{name}"].name] = self.text(f"acceptance_{name}")
            return {"state": "identified"}
        cell, snapshot = _SNAPSHOT.match(self.text("acceptance_snapshot")), self.rating("")
        if cell is not None and score_of(snapshot) != (int(cell[1]), int(cell[2])):
            snapshot = {"probability": int(cell[1]), "impact": {OVERALL: int(cell[2])}}
        signed = self.instant("acceptance_signed_at")
        acceptance = {**said, "signed_at": signed, "snapshot": snapshot}  # fmt: skip
        return {"state": "accepted", "acceptance": fitting.present(acceptance)}

    def _occurred(self) -> dict[str, Any]:
        occurred = self._happened()
        if occurred is None:
            self.odd("state", "without the date on which it happened it is taken as closed: realised")
            return {"state": "closed", "close_reason": "realised"}
        return {"state": "occurred", "occurred": occurred}

    def _happened(self) -> dict[str, Any] | None:
        on = self.day("occurred_on")
        if on is None:
            for field in ("occurred_amount", "occurred_text"):
                if self.text(field):
                    self.odd(field, "without the date on which it happened")
            return None
        made: dict[str, Any] = {"on": on, "text": self.line("occurred_text")}
        if self.text("occurred_amount"):
            amount, why = self.sheet.amounts.one(self.text("occurred_amount"))
            if amount is None:
                self.odd("occurred_amount", why)
            else:
                unit = self.text("occurred_unit").lower()
                made |= {"amount": amount.number, "unit": unit if unit in UNITS else amount.unit}
        return {name: value for name, value in made.items() if value is not None}

    def escalated(self) -> dict[str, Any] | None:
        """When and by whom it was escalated."""
        at = self.instant("escalated_at")
        if at is None:
            return None
        return fitting.present({"at": at, "by": self.line("escalated_by"), "note": self.line("escalated_note")})

    def url(self) -> str | None:
        """A link to where it came from."""
        text = self.text("url")
        kept = fitting.links([text], {}, Losses()) if text else []
        if text and not kept:
            self.odd("url", "no http(s) link")
        return kept[0] if kept else None
