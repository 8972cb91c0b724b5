"""One page for whoever decides and doesn't know the board: no jargon, every figure in a sentence.

Forbidden here, and tested, are the words of the trade: WIP, p85, EMV, RACI and the like.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from tuiboard.domain.calendar import days_between
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_money import reserve
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.throughput import throughput
from tuiboard.domain.workspace import Workspace
from tuiboard.view.forecast import forecast
from tuiboard.view.projects import Dimension, ProjectStatus, status_document
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Rag, Report, Section
from tuiboard.view.report_words import full_date
from tuiboard.view.reports.changes import Some, changes_document
from tuiboard.view.reports.material import Material, material
from tuiboard.view.reports.standup import named_project
from tuiboard.view.reports.words import count, few, first_up, joined, person_name
from tuiboard.view.risk_money import money_words

RAG_WORDS: dict[Rag, str] = {
    "green": "on track", "amber": "needs watching", "red": "off track", "unknown": "not known",
}  # fmt: skip
MOST_DATES, MOST_DECISIONS, MOST_NAMED, MOST_RISKS = 3, 5, 2, 3
LONGEST_EFFECT = 110
_ELSEWHERE = "; the status report has them all"
_CHANCES = ("very unlikely", "unlikely", "quite possible", "likely", "very likely")
_HURTS = ("hardly be felt", "be a nuisance", "hurt", "hurt a lot", "be very serious")
_HELPS = ("hardly be felt", "help a little", "help", "help a lot", "be a great gain")


def exec_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return the page for the executive, of the board or of one project, with what changed since a day."""
    found = material(ws, entries, today, now, since, project)
    decisions = [each.plain for each in found.wanted if each.plain]
    risks = found.open_risks()
    sections = (
        Section("How the projects stand" if project is None else "How it stands", tuple(_projects(found))),
        Section("The next dates", (Listing(tuple(_dates(found)), "No date is set."),)),
        Section("What we need from you", (Listing(few(decisions, MOST_DECISIONS, _ELSEWHERE), "Nothing today."),)),
        Section("Money at risk", (Paragraph(" ".join(_money(risks, risk_rules(ws.board)))),)),
        Section("The biggest risks", (Listing(tuple(_risk(ws, risk) for risk in _biggest(risks)),
                                              "No risk is known at the moment."),)),
        Section(f"What changed since {full_date(since)}", (Listing(tuple(_changes(found)), "Nothing changed."),)),
    )  # fmt: skip
    title = f"Executive summary{named_project(ws, project)}"
    document = _document(found, decisions, risks)
    return Report("exec", title, _lead(found, decisions), sections, board, since, now, head, seq, document)


def _lead(found: Material, decisions: list[str]) -> str:
    wanted = len(decisions)
    asked = f"{first_up(count(wanted, 'decision'))} {'is' if wanted == 1 else 'are'} needed from you."
    if not found.statuses:
        return asked
    if len(found.statuses) == 1:
        return f"{found.statuses[0].name} {_stands(found.statuses[0].rag)}. {asked}"
    counts = {rag: sum(1 for each in found.statuses if each.rag == rag) for rag in RAG_WORDS}
    parts = [f"{many:,} {_stands(rag, many)}" for rag, many in counts.items() if many]
    if len(parts) == 1:
        return f"All {parts[0].replace(' ', ' projects ', 1)}. {asked}"
    return f"Of {len(found.statuses):,} projects {joined(parts)}. {asked}"


def _stands(rag: str, many: int = 1) -> str:
    one = many == 1
    return {
        "green": f"{'is' if one else 'are'} on track", "amber": f"need{'s' if one else ''} watching",
        "red": f"{'is' if one else 'are'} off track",
        "unknown": "can't be judged yet",
    }[rag]  # fmt: skip


# The projects


def _projects(found: Material) -> Iterator[Block]:
    if not found.statuses:
        yield Paragraph(_whole_board(found))
        return
    yield Figures(tuple(
        Figure(each.name, RAG_WORDS[each.rag], project_sentence(found.ws, each, found.today), each.rag)
        for each in found.statuses
    ))  # fmt: skip


def _whole_board(found: Material) -> str:
    """What is said where the work is in no project."""
    left = sum(1 for _ in found.open_cards())
    if not left:
        done = {column.key for column in found.ws.columns() if column.does == "done"}
        some = any(doc.get("column") in done for doc in found.ws.table("card").values())
        return (
            "All work that is known is done." if some else "No work is written down yet, so nothing can be said of it."
        )
    pace = throughput(found.ws, found.ws.table("card").values(), found.today)
    try:
        rows = {row.percent: row.day for row in forecast(left, pace, found.today).rows}
    except Refused:
        return f"{first_up(_pieces(left))} of work are open; nothing was finished lately, so nobody can say until when."
    return f"{first_up(_pieces(left))} of work are open. {_finished(rows[50], rows[85])}"


def project_sentence(ws: Workspace, status: ProjectStatus, today: str) -> str:
    """Return how a project stands in plain words: who says so, why, when it will be done, and how sure that is."""
    parts = []
    given = status.override
    if given is not None:
        who = person_name(ws, given.by)
        parts.append(
            f"So says {who} until {full_date(given.until)}: {visible(given.reason, 120).rstrip('.')}. "
            f"The figures alone say “{RAG_WORDS[status.computed]}”."
        )
    causes = [_cause(each, status) for each in status.causes] if given is None else []
    if causes:
        parts.append(f"{first_up(joined(causes))}.")
    parts.append(_when(status, today))
    if status.computed == "unknown" and given is None:
        parts.append("Too little is known of it to say more.")
    return " ".join(parts)


def _cause(found: Dimension, status: ProjectStatus) -> str:
    """Why a project is not on track, as a part of a sentence."""
    facts = status.facts
    if found.name == "schedule":
        return "it may well be finished after its deadline" if found.rag == "amber" else (
            "at the pace so far it will miss its deadline"
        )  # fmt: skip
    if found.name == "money":
        return "its known risks may cost more than was agreed to"
    if found.name == "scope":
        return f"it has grown: {_pieces(len(facts.added))} of work came on top of {facts.before:,} in four weeks"
    if found.name == "quality":
        many, open_ = len(facts.returned), len(facts.issues)
        back = f"{_pieces(many)} of work had to be done again" if many else ""
        problems = f"{count(open_, 'problem')} {'is' if open_ == 1 else 'are'} not solved" if open_ else ""
        return joined([part for part in (back, problems) if part])
    bad = len(facts.unowned) + len(facts.away) + len(facts.crowded)
    return f"{bad:,} of {_pieces(len(facts.pressing))} of pressing work have nobody with the time for them"


def _when(status: ProjectStatus, today: str) -> str:
    schedule = status.facts.schedule
    left, deadline = len(status.facts.open), status.deadline
    if not left:
        return "Everything that was planned is done." if status.facts.finished else "No work is planned for it yet."
    over = ""
    if deadline is not None and deadline < today:
        over = f"Its deadline was {full_date(deadline)}, {count(days_between(deadline, today), 'day')} ago. "
    elif deadline is not None and schedule.chances:
        over = f"Being done by its deadline, {full_date(deadline)}, {_chances(schedule.chance_by(today, deadline))}. "
    elif deadline is not None:
        over = f"Its deadline is {full_date(deadline)}. "
    if not schedule.chances:
        return f"{over}Nothing of it was finished lately, so nobody can say when it will be done."
    return f"{over}{_finished(schedule.p50, schedule.p85)}"


def _finished(likely: str | None, surely: str | None) -> str:
    """When something will be done, and how sure that is, in a sentence."""
    if likely is None:
        return "At the pace so far it would take more than five years."
    if surely is None:
        return f"Likely done around {full_date(likely)}, but that may take far longer."
    if likely == surely:
        return f"Almost certainly done by {full_date(surely)}."
    return f"Likely done around {full_date(likely)}, almost certainly by {full_date(surely)}."


def _chances(chance: float) -> str:
    """How likely something is, behind what it is: `has 9 chances in 10`."""
    tenths = round(chance * 10)
    if chance >= 0.95:
        return "is almost certain"
    return f"has {tenths} chance{'' if tenths == 1 else 's'} in 10" if tenths else "is hardly possible"


def _dates(found: Material) -> Iterator[str]:
    """What is to be reached next, and how sure that is."""
    coming = [row for row in found.milestones() if row.state != "done" and row.due is not None]
    for row in coming[:MOST_DATES]:
        due, outlook = row.due or "", row.facts.outlook
        said = f"“{visible(row.title, 80)}” by {full_date(due)}"
        if row.state == "empty":
            yield f"{said}: no work is planned for it yet."
        elif not outlook.chances:
            yield f"{said}: nothing was finished lately, so nobody can say whether it will be reached by then."
        else:
            holds = "was not reached" if due < found.today else _chances(outlook.chance_by(found.today, due))
            surely = f"; almost certain by {full_date(outlook.p85)}" if outlook.p85 and outlook.p85 > due else ""
            yield f"{said} {holds}{surely}."
    if len(coming) > MOST_DATES:
        yield f"And {len(coming) - MOST_DATES:,} more later on."


# Money and risks


def _money(risks: list[Risk], rules: RiskRules) -> Iterator[str]:
    found = reserve(risks, "money", rules.unit)
    without = [risk for risk in risks if risk.id in found.without and not risk.is_opportunity]
    if not found.counted:
        yield "Nobody has put an amount on any risk yet, so it is not known what they may cost." if risks else (
            "No risk is known at the moment, so no money is at risk that we know of."
        )  # fmt: skip
        yield from _delay(risks, rules)
        return
    mean, enough = found.mean, found.percentile(80)
    many = f"{count(len(found.counted), 'known risk')} with an amount"
    costs = "cost" if mean >= 0 else "bring"
    yield (
        f"Taken together, the {many} will on average {costs} {money_words(abs(mean), rules, long=True)}. "
        + (f"With {money_words(enough, rules, long=True)} set aside, the money is enough in four cases out of five. "
           if enough > 0 else "In four cases out of five nothing has to be set aside. ")
        + (f"If everything went wrong, it would be {money_words(found.highest, rules, long=True)}."
           if found.highest > 0 else "")
    ).strip()  # fmt: skip
    if without:
        more = first_up(count(len(without), "more risk"))
        yield f"{more} {'has' if len(without) == 1 else 'have'} no amount yet: it may be more."
    yield from _delay(risks, rules)


def _delay(risks: list[Risk], rules: RiskRules) -> Iterator[str]:
    """What risks cost that are estimated in time."""
    found = reserve(risks, "days", rules.unit)
    if found.counted and found.mean > 0:
        many = len(found.counted)
        what = f"{first_up(count(many, 'risk'))} {'costs' if many == 1 else 'cost'} time and not money"
        yield f"{what}: on average {money_words(found.mean, rules, 'days', long=True)}."


def _biggest(risks: list[Risk]) -> list[Risk]:
    """The three that count most: what has no score comes last, and what is good news is no risk to the reader."""
    return [risk for risk in risks if not risk.is_opportunity and risk.score() is not None][:MOST_RISKS]


def _risk(ws: Workspace, risk: Risk) -> str:
    score = risk.score()
    chance, hurt = (_CHANCES[score.probability - 1], _HURTS[score.impact - 1]) if score else ("not rated", "matter")
    said = f"“{visible(risk.title, 120)}” is {chance} and would {hurt}."
    effect = _first_clause(risk.effect)
    said += f" {first_up(visible(effect, LONGEST_EFFECT))}." if effect else ""
    said += f" {person_name(ws, risk.owner)} looks after it" if risk.owner else " Nobody looks after it yet"
    cards = [card for id in risk.cards("preventive") if (card := ws.card(id)) is not None]
    done = sum(1 for card in cards if ws.is_done(card))
    if not cards:
        return f"{said}; nothing is being done against it yet."
    return f"{said}; {done:,} of {count(len(cards), 'step')} done."


def _first_clause(text: str) -> str:
    """The first clause of a text, without the stop at its end; empty where even that is long."""
    clause = one_line(text).replace("; ", ". ").partition(". ")[0].rstrip(".;")
    return clause if len(clause) <= LONGEST_EFFECT else ""


# What changed


def _changes(found: Material) -> Iterator[str]:
    made = found.changes
    did = [(made.finished, "finished"), (made.started, "started"), (made.added, "added")]
    if any(some for some, _ in did):
        first, *rest = [(len(some), verb) for some, verb in did if some]
        words = [f"{_pieces(first[0])} of work {'was' if first[0] == 1 else 'were'} {first[1]}"]
        yield f"{first_up(joined(words + [f'{many:,} {verb}' for many, verb in rest]))}."
    for some, one, more in (
        (made.blocked, "piece of work has come to a standstill", "pieces of work have come to a standstill"),
        (made.slipped, "piece of work was moved to a later day", "pieces of work were moved to a later day"),
        (made.moved, "milestone was moved", "milestones were moved"),
        (made.returned, "piece of work had to be taken up again", "pieces of work had to be taken up again"),
        (made.occurred, "risk came true", "risks came true"),
        (made.raised, "new risk was found", "new risks were found"),
        (made.worse, "risk has grown", "risks have grown"),
        (made.better, "risk has become smaller", "risks have become smaller"),
        (made.closed, "risk is over", "risks are over"),
    ):  # fmt: skip
        if some:
            yield f"{len(some):,} {one if len(some) == 1 else more}: {_named(some)}."


def _named(some: Some) -> str:
    names = [f"“{each.title}”" for each in some[:MOST_NAMED]]
    more = len(some) - MOST_NAMED
    return ", ".join(names) + f" and {more:,} more" if more > 0 else joined(names)


def _pieces(many: int) -> str:
    return count(many, "piece")


def _document(found: Material, decisions: list[str], risks: list[Risk]) -> dict[str, Any]:
    return {
        "project": found.project,
        "projects": [
            {"key": each.id, "name": each.name, "sentence": project_sentence(found.ws, each, found.today),
             **status_document(each)} for each in found.statuses
        ],
        "decisions": decisions,
        "risks": [{"key": risk.key, "title": visible(risk.title, 200), "sentence": _risk(found.ws, risk)}
                  for risk in _biggest(risks)],
        "changes": changes_document(found.changes),
    }  # fmt: skip
