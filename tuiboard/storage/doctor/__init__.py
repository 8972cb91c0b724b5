"""The doctor: looks at everything about a board and changes nothing. What is safe to cure is in `repair`."""

import os
from collections.abc import Callable
from contextlib import suppress

from tuiboard.domain.calendar import ago, seconds_of
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Finding, StoreError
from tuiboard.storage.backups import backups_of, read_backup
from tuiboard.storage.doctor import content, files, record
from tuiboard.storage.doctor.case import Case, Findings, counted
from tuiboard.storage.place import Place, locate, place_of, show
from tuiboard.storage.system import System, reason

_READ_ONLY = frozenset({
    "read_only", "no_file", "unchecked", "chain_broken", "state", "journal_missing", "journal_short", "journal_other",
    "journal_newer", "board_newer", "board_differs", "board_edited", "board_unreadable",
})  # fmt: skip


def examine(
    path: str, now: str, backups: str, *, allow_nfs: bool = False, system: System | None = None
) -> list[Finding]:
    """Return what is to be said of the board at `path`, which may be damaged; `backups` is the folder of all backups.

    Every check stands for itself. Raises StoreError (not_found) where there is no board at all.
    """
    system = system or System()
    place, trusted = placed(path, system)
    case = Case(place, system, seconds_of(now) or 0, allow_nfs, trusted)
    with suppress(OSError):  # what can't be looked at may be there; the checks say what is wrong
        if not system.lexists(place.board) and not system.lexists(place.journal):
            raise StoreError(f"There is no board at {show(path)}.", "not_found")
    if not system.access(place.folder, os.X_OK, effective_ids=True):
        message = f"You may not look into {show(place.folder)}, so nothing can be said of the board."
        return [
            Finding("unchecked", "trouble", message, f"Its owner can let you in: `chmod u+rx {show(place.folder)}`")
        ]
    findings: list[Finding] = []
    for what, check in (
        ("The folder", files.folder), ("What stands there", files.links), ("The rights", files.modes),
        ("The lock", files.lock), ("The folder's content", files.leftovers),
    ):  # fmt: skip
        findings += _guarded(what, lambda check=check: list(check(case)))  # type: ignore[misc]
    if not findings:
        findings.append(Finding("files", "ok", f"{show(place.folder)}: the folder, the rights and the lock are well."))
    if not trusted and all(finding.level != "trouble" for finding in findings):
        findings += _guarded("The place", lambda: list(files.refused(path, case)))
    findings += _record(case)
    if any(_forbids_writing(finding) for finding in findings):
        findings = [f._replace(repairable=f.repairable and f.code in files.MODES) for f in findings]
    findings += _guarded("The backups", lambda: list(_backups(case, now, backups)))
    return findings


def _forbids_writing(finding: Finding) -> bool:
    """True where a writer would not write either, so that nothing but the modes of files is repaired."""
    return finding.code in _READ_ONLY or (finding.code == "network" and finding.level == "warning")


def placed(path: str, system: System) -> tuple[Place, bool]:
    """Return where the board's files are, and whether the program would use them there."""
    try:
        return locate(path, system), True
    except StoreError as error:
        if error.code == "not_found" or not path or "\0" in path:
            raise
        return place_of(path, os.path.realpath(path)), False


def _guarded(what: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    """One check that fails never stops the others."""
    try:
        return check()
    except OSError as error:
        words = reason(error)
    except StoreError as error:
        words = str(error).rstrip(".")
    return [Finding("unchecked", "trouble", f"{what} can't be looked at: {visible(words, 300)}.",
                    "Give yourself the right to read it, or have the disk checked.")]  # fmt: skip


def _record(case: Case) -> list[Finding]:
    """What the journal, `board.json` and the state that comes from them have to say."""
    held, walked = record.Held(()), record.Walked(())

    def read_board() -> list[Finding]:
        nonlocal held
        held = record.board_file(case)
        return list(held.findings)

    def read_journal() -> list[Finding]:
        nonlocal walked
        walked = record.journal(case, held.meta)
        return list(walked.findings)

    about_board = _guarded(show(case.place.board), read_board)
    findings = _guarded(show(case.place.journal), read_journal) + about_board
    if not any(finding.code == "unchecked" for finding in about_board):
        findings += record.fit(case, held, walked)
    state: Workspace | None = walked.state if walked.state is not None and walked.at.seq else held.workspace
    is_whole = walked.sound and (held.meta is None or held.meta.at.seq <= walked.at.seq)
    if state is not None:
        findings += _guarded("What the board says", lambda: list(content.content(state, is_whole)))
    return findings


def _backups(case: Case, now: str, root: str) -> Findings:
    """How many backups there are, and whether the newest can be used."""
    found = backups_of(root, case.place, case.system)
    if not found:
        yield Finding("no_backup", "note", "You have no backup of this board yet.",
                      "One is taken when you next change it.")  # fmt: skip
        return
    count, newest = counted(len(found), "backup"), found[0]
    try:
        read_backup(newest.path, case.system)
    except StoreError as error:
        yield Finding("backup_damaged", "warning", f"The newest of {count} can't be used: {error}",
                      f"Remove {show(newest.path)}; the others are older.")  # fmt: skip
        return
    age = ago(newest.at, now)
    yield Finding("backups", "ok", f"{count}, the newest of {newest.at}{f' ({age})' if age else ''}.")
