"""A process that races with others: counts up card 1 of a board, deciding again where it was not the first."""

import sys

from tests.storage.boards import entry
from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.workspace import Workspace
from tuiboard.storage.file_store import FileStore


def main(path: str, name: str, times: int) -> None:
    store = FileStore(path)
    state = store.snapshot()
    decided: list[Entry] = []

    def decide(workspace: Workspace) -> Entry:
        count = workspace.table("card")[1]["count"]
        new = entry(Change("card", 1, {"count": count}, {"count": count + 1}), who=name, txid=f"{name}-{count}")
        decided.append(new)
        return new

    def again(newer: list[Entry]) -> Entry:
        nonlocal state
        state = state.apply(newer)
        return decide(state)

    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(times):
        outcome = store.append(state.seq, decide(state), again)
        assert isinstance(outcome, int), outcome
        state = state.apply([decided[-1]._replace(seq=outcome)])
        if number % 10 == 0:
            store.checkpoint(state)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
