"""What triage shows and says, without a screen: the card in front, going on and back, and the summary."""

from typing import Any

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT, decided
from tuiboard.domain import commands as c
from tuiboard.domain.priority import scores
from tuiboard.domain.priority_commands import TriageCard
from tuiboard.domain.triage import triage_queue
from tuiboard.domain.workspace import Workspace
from tuiboard.view.triage import Decided, Sitting, decision_words, summary, triage_view

TODAY, NOW = CONTEXT.today, CONTEXT.now


def sitting(ws: Workspace) -> Sitting:
    """The queue of a board, at its first card."""
    found, said = Sitting(tuple(triage_queue(ws, TODAY, scores(ws, TODAY)))).arrived(ws, TODAY)
    assert said == []
    return found


def decide(ws: Workspace, at: Sitting, verdict: str, value: Any = None, note: str | None = None) -> Any:
    """Decide about the card in front and go on; the new state, the sitting, and what was said of others."""
    assert at.waiting is not None
    command = TriageCard(at.waiting.card, verdict, value, note)
    ws = ws.with_changes(decided(ws, command).changes)
    words = decision_words(ws, command, TODAY)
    title = ws.card(command.id).title  # type: ignore[union-attr]
    noted = at.with_decision(Decided(("card", command.id), title, verdict, words, len(at.decided) + 2))
    return ws, *noted.stepped(ws, TODAY)


def five() -> Workspace:
    """Five cards that nobody owns."""
    return make_workspace(cards=[{"title": f"Card {letter}"} for letter in "ABCDE"])


def in_front(at: Sitting) -> int | None:
    return at.waiting.card if at.waiting is not None else None


def test_a_card_is_shown_with_what_a_decision_needs() -> None:
    card = {
        "title": "Migrate LDAP users", "owner": "maria", "due": "2026-03-14", "value": 4, "tags": ["network"],
        "body": "\n\nThe new server is in rack 7.\nAsk Omar first.\n", "effort": 16, "links": ["http://x"],
        "blocked": {"reason": "no part", "since": "2026-03-12T09:00:00Z"},
        "checklist": [{"text": "order", "done": True}, {"text": "mount", "done": False}],
    }  # fmt: skip
    ws = make_workspace(cards=[card])
    at = sitting(ws)
    assert at.waiting is not None
    view = triage_view(ws, at.waiting, at, TODAY, NOW)
    assert view is not None
    assert (view.key, view.title, view.where) == ("1", "Migrate LDAP users", "Backlog · 5 days here")
    assert view.reasons == ("2 days late", "blocked", "new, added 5 days ago")
    assert "\n".join(f"{row.name:<10}{row.value}" for row in view.rows) == (
        "blocked   no part (4d)\n"
        "owner     maria\n"
        "due       2d late (2026-03-14)\n"
        "value     4 of 5\n"
        "effort    2d\n"
        "tags      #network\n"
        "checklist 1 of 2 done"
    )
    assert view.body == "The new server is in rack 7.\nAsk Omar first."


def test_a_card_without_a_date_says_so_and_a_hostile_text_is_harmless() -> None:
    ws = make_workspace(cards=[{"title": "\x1b[2Jx", "body": "\x9b31m", "blocked": {"reason": "\x07", "since": NOW}}])
    at = sitting(ws)
    assert at.waiting is not None
    view = triage_view(ws, at.waiting, at, TODAY, NOW)
    assert view is not None
    assert [row.value for row in view.rows if row.name == "due"] == ["no date"]
    assert all(text.isprintable() for text in (view.title, view.body, *(row.value for row in view.rows)))


def test_each_decision_goes_on_and_back_is_to_what_was_skipped_or_only_valued() -> None:
    ws = five()
    at = sitting(ws)
    assert at.place == "1 of 5"
    ws, at, _ = decide(ws, at, "schedule", "2026-03-20")
    at, _ = at.stepped(ws, TODAY)
    ws, at, _ = decide(ws, at, "value", 4)
    assert (at.place, in_front(at)) == ("4 of 5", 4)
    back = at.back(ws, TODAY)
    assert back is not None
    assert in_front(back) == 3
    view = triage_view(ws, back.waiting, back, TODAY, NOW)  # type: ignore[arg-type]
    assert view is not None
    assert view.reasons == ("decided: value 4",)
    back = back.back(ws, TODAY)
    assert back is not None
    assert in_front(back) == 2
    assert back.back(ws, TODAY) is None, "the first one is decided on"
    ws, back, _ = decide(ws, back, "delegate", "omar")
    assert in_front(back) == 3, "which was only valued"
    ws, back, _ = decide(ws, back, "delegate", "maria")
    assert in_front(back) == 4


def test_a_decision_taken_back_brings_its_card_back() -> None:
    ws = five()
    _, at, _ = decide(ws, sitting(ws), "now")
    assert at.taken_back(99) is None
    back = at.taken_back(2)
    assert back is not None
    assert (in_front(back), back.decided) == (1, ())


def test_what_others_settled_is_passed_with_a_word() -> None:
    ws = five()
    at = sitting(ws)
    for command in (
        c.ArchiveCards([2]), c.CompleteCards([3]), TriageCard(4, "snooze", "2026-03-20"), TriageCard(5, "value", 3),
    ):  # fmt: skip
        ws = ws.with_changes(decided(ws, command).changes)
    ws, at, said = decide(ws, at, "drop", None, "nobody misses it")
    assert said == [
        "card 2 was archived meanwhile", "card 3 is done meanwhile", "card 4 was put off until fri meanwhile",
        "card 5 needs no decision any more",
    ]  # fmt: skip
    assert at.waiting is None
    assert summary(at, ws).sentence == "Triage: 1 of 5 cards decided."
    assert ("4", "was put off until fri meanwhile", "Card D") in summary(at, ws).rows


def test_the_summary_says_what_became_of_every_card_and_counts_the_rest() -> None:
    ws = five()
    at = sitting(ws)
    ws, at, _ = decide(ws, at, "now")
    at, _ = at.stepped(ws, TODAY)
    ws, at, _ = decide(ws, at, "value", 5)
    at = at.back(ws, TODAY)
    assert at is not None
    ws, at, _ = decide(ws, at, "snooze", "2026-03-23")
    found = summary(at.to_end(), ws)
    assert found.sentence == "Triage: 2 of 5 cards decided, 1 skipped, 2 left."
    assert found.counts == "1 started, 1 put off, 1 valued"
    assert found.rows == (
        ("1", "started, in Doing", "Card A"),
        ("3", "value 5, put off until 23 mar", "Card C"),
        ("2", "skipped", "Card B"),
    )


def test_only_what_was_passed_over_and_not_come_back_to_counts_as_skipped() -> None:
    ws = five()
    at, _ = sitting(ws).stepped(ws, TODAY)
    back = at.back(ws, TODAY)
    assert back is not None
    assert in_front(back) == 1
    assert summary(back.to_end(), ws).sentence == "Triage: 0 of 5 cards decided, 5 left."
    at, _ = back.stepped(ws, TODAY)
    _, decided_on, _ = decide(ws, at, "value", 4)
    undone = decided_on.taken_back(2)
    assert undone is not None
    found = summary(undone.to_end(), ws)
    assert (found.sentence, found.rows) == (
        "Triage: 0 of 5 cards decided, 1 skipped, 4 left.", (("1", "skipped", "Card A"),),
    )  # fmt: skip


def test_nothing_decided_is_said_too() -> None:
    ws = make_workspace(cards=[{"title": "Card A"}])
    assert summary(sitting(ws).to_end(), ws).sentence == "Triage: 0 of 1 card decided, 1 left."
