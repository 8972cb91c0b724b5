"""A risk register as CSV: headers, scales, dates and amounts as people write them.

What is said comes as what it says; what can't be read keeps its text in `extra` and is told by row and column, and the
risk is unrated there. Nobody is invented, no probability is made of a severity, and an amount is no estimate as long as
nobody says how likely it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain.changes import Change, Id, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks, risk_checks, risks
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import (
    CLOSE_REASONS,
    CONFIDENCES,
    DIMENSIONS,
    OPEN_STATES,
    OVERALL,
    ROLES,
    STRATEGIES,
    UNITS,
    Score,
    risk_rules,
    score_of,
)
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace, find_source
from tuiboard.engine.exchange import fitting, risk_headers
from tuiboard.engine.exchange.csv_dates import Dates
from tuiboard.engine.exchange.csv_table import Row, Table
from tuiboard.engine.exchange.fitting import Extra
from tuiboard.engine.exchange.plan import Losses, Plan, make_plan
from tuiboard.engine.exchange.risk_amounts import Amounts
from tuiboard.engine.exchange.risk_headers import Column
from tuiboard.engine.exchange.risk_report import Report
from tuiboard.engine.exchange.risk_scales import Scale, are_levels

SYSTEM = "risk-csv"

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
_KINDS = {"threat": "threat", "risk": "threat", "negative": "threat", "opportunity": "opportunity",
          "positive": "opportunity"}  # fmt: skip
_KEY = re.compile(r"R([0-9]{1,9})\Z")
_CARD = re.compile(r"#([0-9]{1,9}) (\S.*)\Z")
_SEEN = re.compile(r"(.*\S) \(seen (\S+)\)\Z")
_SNAPSHOT = re.compile(r"([1-5])x([1-5])\Z")
_TITLED = "title: "
"""What begins the id of a risk in a file that gives none."""


def plan(table: Table, name: str, ws: Workspace, context: Context, said: bool) -> Plan:
    """Return what importing the register would do; `said` tells that someone named the format.

    Raises Refused bad_data for a table that is no register, naming what was looked for.
    """
    columns = risk_headers.columns_of(table.header)
    if not risk_headers.is_register(columns, said):
        names = ", ".join(f"“{visible(name, 30)}”" for name in table.header[:8])
        more = " …" if len(table.header) > 8 else ""
        refuse(
            "bad_data",
            f"The table is no risk register: its columns are {names}{more}.",
            f"Looked for: {risk_headers.LOOKED_FOR}. A column under another name can be renamed in the file.",
        )
    return _Register(table, columns, ws, context).plan(f"risk register ({name})")


class _Register:
    """One import in the making."""

    def __init__(self, table: Table, columns: Sequence[Column], ws: Workspace, context: Context) -> None:
        self.table, self.ws, self.context = table, ws, context
        self.losses, self.report = Losses(), Report()
        self.columns = {column.field: column for column in self._settled(columns) if column.field}
        used = {column.place for column in self.columns.values()}
        self.others = [column for column in columns if column.place not in used]
        self.scales = {
            field: Scale(axis, self._texts(field), self.columns[field].note)
            for field, axis in _AXES.items()
            if field in self.columns
        }
        note = self.columns["estimate_p"].note if "estimate_p" in self.columns else ""
        self.estimates = Scale("probability", [*self._texts("estimate_p"), "0.5"], note)
        """How the probabilities of estimates are written; a fraction, unless the header or a cell has a `%`."""
        self.dates = {field: Dates(self._texts(field)) for field in _DATES if field in self.columns}
        self.amounts = Amounts(ws.board, [*map(self._texts, _AMOUNTS)])
        self.people = {word.casefold(): p.handle for p in ws.people() for word in (p.name, p.handle)}
        self.projects = {one_line(w).casefold(): p.key for p in ws.projects() for w in (p.name, p.key)}
        self._leave_what_is_worked_out()
        self.ids: dict[str, int] = {}
        """Id on the board, or placeholder, of each risk, by its id in the file."""
        self.causes: dict[int, list[str]] = {}

    def _texts(self, field: str) -> list[str]:
        column = self.columns.get(field)
        return [] if column is None else risk_headers.cells(self.table.rows, column)

    def _settled(self, columns: Sequence[Column]) -> list[Column]:
        """The columns, with what only their cells tell: an impact in whole sentences is an effect, one in money an
        amount."""
        fields = {column.field for column in columns}
        made = []
        for column in columns:
            texts = risk_headers.cells(self.table.rows, column)
            axis = _AXES.get(column.field, "")
            if axis in ("", "probability") or are_levels(axis, texts, column.note):
                made.append(column)
                continue
            field = "amount" if Amounts(self.ws.board, [texts]).are_amounts(texts) else "effect"
            made.append(column._replace(field="" if field in fields else field))
            fields.add(field)
        return made

    def _leave_what_is_worked_out(self) -> None:
        """Let go of columns of scores and bands that say what follows from probability and impact; others stay."""
        rules, axes = risk_rules(self.ws.board), [field for field in _AXES if field in self.scales]
        follows: list[set[str]] = []
        for row in self.table.rows:
            levels = {field: self.scales[field].level(self._text(row, field)) or 0 for field in axes}
            impact = max((levels[f] for f in axes if f == "impact" or f.startswith("impact_")), default=0)
            score = Score(levels.get("probability", 0), impact) if levels.get("probability") and impact else None
            follows.append({str(score.value) if score else "", rules.band(score)})
        for column in list(self.others):
            if risk_headers.is_rating(column) and all(
                row.cells[column.place].lower() in found for row, found in zip(self.table.rows, follows, strict=True)
            ):
                self.others.remove(column)

    def plan(self, source: str) -> Plan:
        new = self._new()
        changes = [self._risk(row, id, self._file_id(row)) for row, id in new]
        changes = self._caused(changes)
        for column in self.columns.values():
            self.report.column(column, self.scales.get(column.field))
        for column in self.others:
            if risk_headers.cells(self.table.rows, column):
                self.report.kept(column)
        if new and not any(field in self.columns for field in ("probability", "inherent_probability")):
            self.losses.say("No column has a probability: what is said of the impact is kept, the risks are unrated")
        if self.table.above:
            self.losses.count("rows above the header, left out", self.table.above)
        for line in (*self.amounts.remarks(), *self.report.odd()):
            self.losses.say(line)
        skipped = len(self.table.rows) - len(new)
        return make_plan(source, changes, (), self.losses, skipped, self.report.read_as() if changes else ())

    # Which risks

    def _new(self) -> list[tuple[Row, int]]:
        """The rows that are not on the board yet, with their ids: the numbers of the file on a board that never had a
        risk, else placeholders."""
        known = find_source(self.ws, "risk", SYSTEM)
        named: dict[str, int] = {}
        rows: list[tuple[Row, str]] = []
        for row in self.table.rows:
            file_id = self._file_id(row)
            other = named.setdefault(file_id.casefold(), row.number)
            if other != row.number:
                refuse("bad_data", f"Row {row.number} has the id “{visible(file_id, 60)}”, and so has row {other}.",
                       "Each risk needs an id of its own.")  # fmt: skip
            there = self._there(row, file_id, known)
            if there is None:
                rows.append((row, file_id))
            else:
                self.ids[file_id.casefold()] = there
        keys = [_KEY.match(file_id) for _, file_id in rows]
        keeps = self.ws.next_id("risk") == 1 and all(key is not None and int(key[1]) > 0 for key in keys)
        found = []
        for place, ((row, file_id), key) in enumerate(zip(rows, keys, strict=True), 1):
            self.ids[file_id.casefold()] = int(key[1]) if keeps and key is not None else -place
            found.append((row, self.ids[file_id.casefold()]))
        return found

    def _file_id(self, row: Row) -> str:
        given = one_line(self._text(row, "id"))
        return given[:200] if given else f"{_TITLED}{self._title(row)}"[:200]

    def _there(self, row: Row, file_id: str, known: Mapping[str, Id]) -> int | None:
        """Id of the risk of the board that the row is, if there is one."""
        id = known.get(file_id)
        key = _KEY.match(file_id)
        if id is None and key is not None:
            own = self.ws.risk(int(key[1]))
            return own.id if own is not None and own.title == self._title(row) else None
        if id is not None and self.ws.table("risk")[id]["title"] != self._title(row):
            self.report.note(self.columns["id"] if "id" in self.columns else self.columns["title"], row, file_id,
                             f"on the board as R{id} under another title, left alone")  # fmt: skip
        return None if id is None else int(id)

    def _title(self, row: Row) -> str:
        text = self._text(row, "title") or self._text(row, "event")
        return fitting.short(text) or fitting.NO_TITLE

    def _text(self, row: Row, field: str) -> str:
        column = self.columns.get(field)
        return "" if column is None else row.cells[column.place]

    # One risk

    def _risk(self, row: Row, id: int, file_id: str) -> Change:
        extra: Extra = {column.name: text for column in self.others if (text := row.cells[column.place])}
        cell = _Cells(self, row, extra)
        title, event = self._named(row, extra)
        kind = cell.one_of("kind", _KINDS)
        doc: dict[str, Any] = {
            "title": title, "kind": "opportunity" if kind == "opportunity" else None, "event": event,
            **{field: cell.paragraph(field) for field in ("cause", "effect", "contingency_plan", "fallback_plan")},
            "category": cell.line("category"), "tags": cell.tags(), "project": cell.known("project", self.projects),
            "owner": cell.known("owner", self.people), "confidence": cell.one_of("confidence", _SAME_CONFIDENCES),
            **{level: cell.rating(prefix) for level, prefix in _LEVELS}, "quant": cell.quant(),
            "proximity": cell.proximity(), "triggers": cell.triggers(), "next_review": cell.day("next_review"),
            "last_review": cell.day("last_review"), "scored_at": cell.instant("scored_at"),
            "created_at": cell.instant("created_at") or self.context.now,
            "created_by": cell.line("created_by") or self.context.actor, "escalated": cell.escalated(),
        }  # fmt: skip
        doc |= cell.response(kind or "threat") | cell.state()
        self.causes[id] = re.split(r"[,;\s]+", self._text(row, "caused_by")) if self._text(row, "caused_by") else []
        if "next_review" not in self.columns and doc["state"] in OPEN_STATES:
            doc["next_review"] = risks.next_review(self.ws, doc["current"], self.context.today)
        source = {"system": SYSTEM, "id": file_id, "url": cell.url()}
        doc |= {"source": fitting.present(source), "extra": extra}
        return created("risk", id, fitting.present(doc))

    def _named(self, row: Row, extra: Extra) -> tuple[str, str | None]:
        """Title and event: a title too long is cut and stands whole at the top of the event."""
        title, event = self._text(row, "title"), self._text(row, "event")
        if not title and not event:
            self.losses.count(f"risks without a title, now called “{fitting.NO_TITLE}”")
        line = one_line(title or event)
        if title and fitting.short(title) != line:
            self.losses.count(f"titles over {checks.LONGEST_TITLE} characters, cut (the whole title begins the event)")
            event = f"{line}\n\n{event}" if event else line
        elif not title and fitting.short(event) == event:
            event = ""
        column = self.columns.get("event") or self.columns["title"]
        return self._title(row), fitting.paragraph(event, column.name, extra, self.losses)

    def _caused(self, changes: list[Change]) -> list[Change]:
        """The changes with what causes what, as far as it is in the file and closes no circle."""
        found: dict[int, list[int]] = {}
        for id, words in self.causes.items():
            found[id] = list(dict.fromkeys(self.ids[w.casefold()] for w in words if w.casefold() in self.ids))
        kept, dropped = fitting.without_cycles(found)
        self.losses.count("causes that close a circle, dropped", dropped)
        made = []
        for change in changes:
            doc = dict(change.after or {})
            id = int(change.id)
            unknown = [word for word in self.causes[id] if word.casefold() not in self.ids]
            if unknown:
                self.losses.count("causes that are not in the file (in extra)", len(unknown))
                doc["extra"] = {**doc.get("extra", {}), self.columns["caused_by"].name: " ".join(unknown)}
            if kept.get(id):
                doc["caused_by"] = kept[id]
            made.append(created("risk", change.id, doc))
        return made


_SAME_CONFIDENCES = {word: word for word in CONFIDENCES}
_LEVELS = (("inherent", "inherent_"), ("current", ""), ("target", "target_"))
_AXES: dict[str, str] = {
    **{f"{prefix}probability": "probability" for _, prefix in _LEVELS},
    **{f"{prefix}impact": "impact" for _, prefix in _LEVELS},
    **{f"{prefix}impact_{name}": name for _, prefix in _LEVELS for name in DIMENSIONS},
}
_DATES = (
    "proximity_from", "proximity_to", "next_review", "last_review", "created_at", "closed_at", "scored_at",
    "occurred_on", "escalated_at", "acceptance_expires", "acceptance_signed_at",
)  # fmt: skip
_AMOUNTS = ("amount", "emv", "estimate_low", "estimate_mode", "estimate_high", "occurred_amount")


class _Cells:
    """The cells of one row, read field by field; what can't be read goes to `extra` and is told."""

    def __init__(self, register: _Register, row: Row, extra: Extra) -> None:
        self.register, self.row, self.extra = register, row, extra

    def text(self, field: str) -> str:
        return self.register._text(self.row, field)

    def odd(self, field: str, why: str) -> None:
        """Keep the text of a field that can't be read."""
        column = self.register.columns[field]
        self.extra[column.name] = self.text(field)
        self.register.report.note(column, self.row, self.text(field), why)

    def paragraph(self, field: str) -> str | None:
        text = self.text(field)
        if not text:
            return None
        return fitting.paragraph(text, self.register.columns[field].name, self.extra, self.register.losses)

    def line(self, field: str) -> str | None:
        text = one_line(self.text(field))
        if fitting.short(text) != text:
            self.odd(field, f"longer than {checks.LONGEST_TITLE} characters, cut")
        return fitting.short(text) or None

    def tags(self) -> list[str]:
        words = [word.lstrip("#") for word in re.split(r"[,;\s]+", self.text("tags"))]
        made = [word if fitting.is_tag(word) else fitting.tag(word) for word in words]
        return fitting.tags(made, self.extra, self.register.losses)

    def one_of(self, field: str, words: Mapping[str, str]) -> str | None:
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
        text = self.text(field)
        found = self.register.dates[field].day(text) if text else None
        if text and found is None:
            self.odd(field, "no date, or one that can be read in two ways")
        return found

    def instant(self, field: str) -> str | None:
        text = self.text(field)
        found = self.register.dates[field].instant(text) if text else None
        if text and found is None:
            self.odd(field, "no date, or one that can be read in two ways")
        return found

    # Scores and money

    def rating(self, prefix: str) -> dict[str, Any] | None:
        probability = self._level(f"{prefix}probability")
        fields = {OVERALL: f"{prefix}impact", **{name: f"{prefix}impact_{name}" for name in DIMENSIONS}}
        impact = {name: level for name, field in fields.items() if (level := self._level(field)) is not None}
        made = {"probability": probability, "impact": impact}
        return risk_checks.rating({name: value for name, value in made.items() if value}, prefix) if made else None

    def _level(self, field: str) -> int | None:
        text = self.text(field)
        scale = self.register.scales.get(field)
        if not text or scale is None:
            return None
        level = scale.level(text)
        if level is None:
            self.odd(field, "no level from 1 to 5, left unrated")
        elif not scale.is_exact(text):
            self.extra[self.register.columns[field].name] = text
        return level

    def quant(self) -> dict[str, Any] | None:
        """The estimate: needs a probability in per cent and an amount, or three."""
        chance = self._chance()
        fields = ("estimate_low", "estimate_mode", "estimate_high", "amount", "emv")
        given = {field: text for field in fields if (text := self.text(field))}
        if not given:
            return None
        unit = self.text("estimate_unit").lower()
        found, why = self.register.amounts.quant(chance, given, unit if unit in UNITS else "")
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
            chance = self.register.estimates.chance(text)
            if chance is None:
                self.odd("estimate_p", "no probability")
            return chance
        scale = self.register.scales.get("probability")
        return None if scale is None else scale.chance(self.text("probability"))

    def proximity(self) -> dict[str, str] | None:
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
        own = self.register.ws.card(int(card[1])) if card else None
        if card is not None and own is not None and own.title == card[2]:
            return {"role": role, "card": own.id}
        if fitting.short(line) != line:
            self.odd(role, f"longer than {checks.LONGEST_TITLE} characters, cut")
        return {"role": role, "text": fitting.short(line)}

    def triggers(self) -> list[dict[str, Any]]:
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
            return self._accepted()
        if state == "occurred":
            return self._occurred()
        if state == "closed":
            given = self.one_of("close_reason", {word: word for word in CLOSE_REASONS})
            occurred = self._happened()
            return {"state": state, "close_reason": given or reason, "closed_at": self.instant("closed_at")} | (
                {"occurred": occurred} if occurred else {}
            )
        return {"state": state}

    def _accepted(self) -> dict[str, Any]:
        expires = self.day("acceptance_expires")
        approver, rationale = self.line("acceptance_approver"), self.line("acceptance_rationale")
        if not (expires and approver and rationale):
            self.odd("state", "without approver, rationale and expiry it is taken as identified")
            return {"state": "identified"}
        cell, snapshot = _SNAPSHOT.match(self.text("acceptance_snapshot")), self.rating("")
        if cell is not None and score_of(snapshot) != (int(cell[1]), int(cell[2])):
            snapshot = {"probability": int(cell[1]), "impact": {OVERALL: int(cell[2])}}
        signed = self.instant("acceptance_signed_at")
        acceptance = {"requester": self.line("acceptance_requester"), "approver": approver, "rationale": rationale,
                      "signed_at": signed, "expires": expires, "snapshot": snapshot}  # fmt: skip
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
            return None
        made: dict[str, Any] = {"on": on, "text": self.line("occurred_text")}
        if self.text("occurred_amount"):
            amount, why = self.register.amounts.one(self.text("occurred_amount"))
            if amount is None:
                self.odd("occurred_amount", why)
            else:
                unit = self.text("occurred_unit").lower()
                made |= {"amount": amount.number, "unit": unit if unit in UNITS else amount.unit}
        return {name: value for name, value in made.items() if value is not None}

    def escalated(self) -> dict[str, Any] | None:
        at = self.instant("escalated_at")
        if at is None:
            return None
        return fitting.present({"at": at, "by": self.line("escalated_by"), "note": self.line("escalated_note")})

    def url(self) -> str | None:
        text = self.text("url")
        kept = fitting.links([text], {}, Losses()) if text else []
        if text and not kept:
            self.odd("url", "no http(s) link")
        return kept[0] if kept else None
