"""Was what many processes did to one board, and were told about it, one history in one order?

**Linearizable** means: there is one order of all operations that were acknowledged (and of some of those whose outcome
is unknown) in which each gives what it would give if they were done one after the other, and in which an operation that
ended before another was invoked comes before it. In general that order has to be searched for. Here the board itself
says which it is: the linearization point of a write is its place in the journal, and that of a read is right after the
entry it saw last. So nothing is searched for; it is only to be seen whether that one order will do:

- `recorded`: it has the right operations. Every acknowledged write is in it once, under the number it was acknowledged
  with; one that failed is not; one whose outcome is unknown is there at most once; and nothing is there that nobody
  asked for.
- `replayed`: it is a sequential history. Each entry was decided on the very state that the entries before it lead to
  (its `before` is that state: a lost update shows up here), and does to it what was asked for.
- `observed`: each read, and each write that failed because of what it saw, saw the state after the entry it names.
- `ordered`: it agrees with real time. An operation is placed after everything that had ended when it was invoked. That
  is one rule for many promises: a read sees all that was acknowledged before it began, no reader goes back, no two
  readers see things in different order, and nothing is seen before it was asked for.

Where all four hold, the order of the journal is a linearization, so the history is linearizable. A history could be
linearizable in another order and fail here; it is the journal's order that the board promises, so that is a fault too.
Times are taken before an operation is begun and after it has ended, so the checker can take two operations for
simultaneous that were not, but never see an order that there was not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tests.soak.history import COUNT, FAIL, FILE, MAKE, OK, READ, SET, TAG, UNKNOWN, Line, Operation, Seen, seen

Cards = dict[Any, dict[str, Any]]


def check(operations: Sequence[Operation], lines: Sequence[Line]) -> list[str]:
    """Return what contradicts that the journal's order is a linearization: a sentence each, none where it is one."""
    states, problems = replayed(lines, {operation.name: operation for operation in operations})
    known = placed(operations, lines)
    return [
        *recorded(operations, lines),
        *problems,
        *observed(operations, states),
        *ordered(operation for operation in known if operation.kind != FILE),
        *ordered(operation for operation in known if operation.kind == FILE),
    ]


def placed(operations: Iterable[Operation], lines: Sequence[Line]) -> list[Operation]:
    """Give those whose outcome is unknown, and which are in the journal, their place in it."""
    places = {line.txid: line.seq for line in lines}
    return [
        operation._replace(seq=places.get(operation.name)) if operation.outcome == UNKNOWN else operation
        for operation in operations
    ]


def recorded(operations: Sequence[Operation], lines: Sequence[Line]) -> list[str]:
    """Has the journal what was acknowledged, once, and nothing that failed or that nobody asked for?"""
    problems = []
    times = Counter(line.txid for line in lines)
    places = {line.txid: line.seq for line in lines}
    for operation in operations:
        count = times.pop(operation.name, 0)
        if operation.kind in (READ, FILE):
            continue
        if operation.outcome == OK and count == 0:
            problems.append(f"{operation.name} was acknowledged as entry {operation.seq} and is lost")
        elif operation.outcome == OK and places[operation.name] != operation.seq:
            found = places[operation.name]
            problems.append(f"{operation.name} was acknowledged as entry {operation.seq} and is entry {found}")
        elif operation.outcome == FAIL and count:
            problems.append(f"{operation.name} failed and is entry {places[operation.name]} all the same")
        if count > 1:
            problems.append(f"{operation.name} is in the journal {count} times")
    return problems + [f"nobody asked for {txid}, which is entry {places[txid]}" for txid in times]


def replayed(lines: Sequence[Line], operations: dict[str, Operation]) -> tuple[list[Seen], list[str]]:
    """Return what is to be seen after each entry (and, first, before any), and where an entry does not fit."""
    cards: Cards = {}
    states, problems = [seen(cards)], []
    for line in lines:
        before = seen(cards)
        for kind, id, old, new in line.changes:
            if kind == "card":
                problem = _change(cards, id, old, new)
                if problem:
                    problems.append(f"entry {line.seq} ({line.txid}) was decided on another state: {problem}")
        states.append(seen(cards))
        operation = operations.get(line.txid)
        if operation is not None and not _is_done(operation, before, states[-1]):
            problems.append(
                f"entry {line.seq} ({line.txid}, {operation.kind} {operation.asked}) makes {states[-1]} of {before}"
            )
    return states, problems


def _change(cards: Cards, id: Any, old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    """Apply one change; return where `old` is not what is there."""
    held = cards.get(id)
    if old is None:
        cards[id] = dict(new or {})
        return "" if held is None else f"card {id} is there already"
    there = held or {}
    wrong = [f"{field} is {there.get(field)}, not {value}" for field, value in old.items() if there.get(field) != value]
    cards[id] = {**there, **(new or {})}
    return "; ".join(wrong)


def _is_done(operation: Operation, before: Seen, after: Seen) -> bool:
    """True where the entry did what was asked for, and nothing else."""
    count, register, tag = before
    match operation.kind:
        case "count":
            return after == [count + 1, register, tag]
        case "set":
            expected, value = operation.asked
            return register == expected and after == [count, value, tag]
        case "tag":
            return after == [count, register, operation.asked]
        case "make":
            return before == [None, None, None]
    return False


def observed(operations: Iterable[Operation], states: Sequence[Seen]) -> list[str]:
    """Did whoever looked see the state after the entry they say they saw last?"""
    problems = []
    for operation in operations:
        if operation.seen is None or operation.seq is None:
            continue
        if operation.seq >= len(states):
            problems.append(f"{operation.name} saw entry {operation.seq}, which is not in the journal")
        elif operation.seen != states[operation.seq]:
            wanted = states[operation.seq]
            problems.append(f"{operation.name} saw {operation.seen} after entry {operation.seq}, where it is {wanted}")
        elif operation.kind == SET and operation.outcome == FAIL and operation.seen[1] == operation.asked[0]:
            problems.append(f"{operation.name} failed though the register was {operation.asked[0]}, as expected")
    return problems


def ordered(operations: Iterable[Operation]) -> list[str]:
    """Is each placed after all that had ended when it was invoked?

    One pass in the order of time: `latest` is the latest place of those that have ended by then.
    """
    known = [operation for operation in operations if operation.seq is not None]
    ending = sorted((operation for operation in known if operation.ended is not None), key=lambda one: one.ended or 0)
    problems = []
    latest, who, next_ending = -1, "", 0
    for operation in sorted(known, key=lambda one: one.invoked):
        while next_ending < len(ending) and (ending[next_ending].ended or 0) < operation.invoked:
            if place(ending[next_ending]) > latest:
                latest, who = place(ending[next_ending]), ending[next_ending].name
            next_ending += 1
        # Two reads may share a place, two writes can't.
        if place(operation) < latest:
            problems.append(f"{operation.name} (entry {operation.seq}) comes before {who}, which had ended by then")
    return problems


def place(operation: Operation) -> int:
    """Return where an operation is in the order: a write at twice its entry's number, a read right after that."""
    is_write = operation.kind in (MAKE, COUNT, TAG, SET) and operation.outcome != FAIL
    return 2 * (operation.seq or 0) + (0 if is_write else 1)
