"""Finds a board and opens it: the one file that names a storage backend."""

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.engine.ports import Actor, Clock, Finding, StoreError, Verdict
from tuiboard.engine.session import Session, is_unknown

if TYPE_CHECKING:
    from tuiboard.domain.changes import Change
    from tuiboard.domain.commands import Import, RestoreBoard
    from tuiboard.domain.workspace import Workspace
    from tuiboard.storage.backups import Backup
    from tuiboard.storage.doctor.repair import Repair
    from tuiboard.storage.file_store import BackUp

BOARD_VARIABLE = "TUIBOARD_BOARD"
NFS_VARIABLE = "TUIBOARD_ALLOW_NFS"
"""Set to anything, it lets a board on a network file system be written; its locks are then the server's affair."""
PROJECT_BOARD = "tuiboard.json"
"""A board of this name is found from every folder below its own."""
CLAIMED = ("LOGNAME", "SUDO_USER", "SSH_CONNECTION")
"""What the environment says of who acts: anyone can set it, so it is recorded as claimed only."""

_LONGEST_CLAIM = 200
_DEMO_KEPT_DAYS = 7


class SystemClock:
    """The machine's clock, in the time zone of `TZ` or the system."""

    def now(self) -> str:
        """The instant, ISO 8601 UTC with Z and whole seconds."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def today(self) -> str:
        """The local date, YYYY-MM-DD."""
        return time.strftime("%Y-%m-%d", time.localtime())


def system_clock() -> Clock:
    """Return the clock that everything but a test uses."""
    return SystemClock()


def system_actor(env: Mapping[str, str] = os.environ) -> Actor:
    """Return who acts: the user of this process, and what the environment claims besides."""
    import pwd

    uid = os.getuid()
    try:
        login = pwd.getpwuid(uid).pw_name
    except KeyError:  # a user that the system has no name for, as in a container
        login = f"uid{uid}"
    return Actor(uid, login, {name: env[name][:_LONGEST_CLAIM] for name in CLAIMED if env.get(name)})


# Finding a board


def find_board(argument: str | None, env: Mapping[str, str], cwd: str) -> str:
    """Return the absolute path of the board that is meant, whether it exists or not.

    The argument, else `$TUIBOARD_BOARD`, else the nearest `tuiboard.json` from `cwd` upwards, else the person's own
    board. Raises Refused (usage) for an empty path or a URL.
    """
    if argument is not None:
        return _path(argument, cwd, "--board")
    if env.get(BOARD_VARIABLE):
        return _path(env[BOARD_VARIABLE], cwd, f"${BOARD_VARIABLE}")
    folder = cwd
    while folder:
        path = os.path.join(folder, PROJECT_BOARD)
        # The journal alone is the board too: what it stands for can be made anew.
        if os.path.exists(path) or os.path.exists(path.removesuffix(".json") + ".journal.jsonl"):
            return path
        parent = os.path.dirname(folder)
        folder = parent if parent != folder else ""
    return own_board(env)


def own_board(env: Mapping[str, str]) -> str:
    """Return the path of the person's own board, in their data folder."""
    from tuiboard.engine.config import data_dir

    return os.path.join(data_dir(env), "board.json")


def _path(text: str, cwd: str, where: str) -> str:
    if not text or "\0" in text:
        refuse("usage", f"{where} is not the path of a board.", "Name a file, as in team.json.")
    if "://" in text:
        refuse("usage", f"{where} is an address, “{visible(text, 60)}”.", "This version opens boards in files only.")
    if not os.path.isabs(text) and not cwd:
        message = f"{where} is “{visible(text, 60)}”, and the folder you are in is gone."
        refuse("not_found", message, "Name the whole path.")
    return os.path.normpath(os.path.join(cwd, text))


# Opening a board


def open_session(
    path: str, create: bool = False, clock: Clock | None = None, actor: Actor | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Session:  # fmt: skip
    """Return the board at `path`, open; with `create`, one that comes to be with its first entry.

    `on_wait` is told who holds the board when a commit has waited for a second. Raises Refused (not_found) where there
    is no board, and StoreError where it can't be read.
    """
    from tuiboard.storage.file_store import FileStore

    try:
        store = FileStore(
            path, create=create, on_wait=on_wait, back_up=_backing_up(os.environ, clock or system_clock()),
            allow_nfs=bool(os.environ.get(NFS_VARIABLE)),
        )  # fmt: skip
    except StoreError as error:
        if error.code != "not_found" or create:
            raise
        message = f"There is no board at {visible(path, 200)}."
        refuse("not_found", message, "`tuiboard init` makes an empty board, `tuiboard demo` shows one.")
    return Session(store, clock or system_clock(), actor or system_actor())


def board_exists(path: str) -> bool:
    """True where there is a board at `path`, in whatever state. Raises StoreError for a place that can't be trusted."""
    from tuiboard.storage.file_store import FileStore

    return FileStore.exists(path)


def verify(path: str, expect: str | None = None) -> Verdict:
    """Walk the chain of the board at `path`; its journal may be damaged. Raises StoreError where there is no board."""
    from tuiboard.storage.file_store import FileStore

    store = FileStore(path)
    try:
        return store.verify(expect)
    finally:
        store.close()


def examine(path: str, env: Mapping[str, str], clock: Clock) -> list[Finding]:
    """Look for every known trouble of the board at `path`, changing nothing. Raises StoreError where there is none."""
    from tuiboard.storage.doctor import examine

    return examine(path, clock.now(), _backups_root(env), allow_nfs=bool(env.get(NFS_VARIABLE)))


def repair(path: str, env: Mapping[str, str], clock: Clock) -> "Repair":
    """Cure what can be cured safely, after a copy. Raises StoreError where that can't be made, or the board is busy."""
    from tuiboard.storage.doctor.repair import repair

    return repair(path, clock.now(), _backups_root(env), allow_nfs=bool(env.get(NFS_VARIABLE)))


# Backups


def backups(path: str, env: Mapping[str, str]) -> "list[Backup]":
    """Return the person's backups of the board at `path`, which may be damaged or gone; newest first."""
    from tuiboard.storage.backups import backups_of
    from tuiboard.storage.place import place_of
    from tuiboard.storage.system import System

    return backups_of(_backups_root(env), place_of(path, os.path.realpath(path)), System())


def read_backup(file: str) -> "tuple[str, Workspace]":
    """Return head and state of a backup, or of any `board.json`, whose digest is checked. Raises StoreError."""
    from tuiboard.storage.backups import read_backup
    from tuiboard.storage.system import System

    meta, workspace = read_backup(file, System())
    return meta.at.head, workspace


def rebuilt_board(path: str, command: "RestoreBoard", clock: Clock, actor: Actor) -> list[str]:
    """Make the board at `path` anew, in one entry, in the place of a damaged one; return where its files are now.

    Raises StoreError where that can't be done: the old files are where they were, or it says where they are.
    """
    from tuiboard.storage.rebuilding import Rebuilding

    _make_own_folder(path)
    building = Rebuilding(path)
    try:
        _fill(Session(building.store, clock, actor), command)
        return building.put_in_place(clock.now())
    finally:
        building.discard()


def copied_board(path: str, command: "RestoreBoard", clock: Clock, actor: Actor) -> Session:
    """Make a new board at `path` of a backup, with a uuid of its own; return it open. Raises Refused and StoreError."""
    from tuiboard.domain.changes import Change
    from tuiboard.engine.new_board import new_uuid

    state = command.state
    if state.doc("board", "board") is not None:
        own = Change("board", "board", {"uuid": state.board.uuid}, {"uuid": new_uuid()})
        state = state.with_changes([own])
    session = _fresh(path, clock, actor)
    _fill(session, command._replace(state=state))
    return session


def _fill(session: Session, command: "RestoreBoard") -> None:
    outcome = session.dispatch(command)
    if isinstance(outcome, Refusal):
        session.close()
        raise Refused(outcome)
    session.checkpoint()


def _backing_up(env: Mapping[str, str], clock: Clock) -> "BackUp":
    """What copies `board.json` into the person's state folder when a backup is due; not for a copy of the demo."""
    take: BackUp | None = None

    def back_up(board: str, workspace: "Workspace") -> str:
        nonlocal take
        if take is None:
            from tuiboard.engine.config import state_dir
            from tuiboard.storage.backups import Backups

            demo = os.path.join(os.path.realpath(state_dir(env)), "demo", "")
            take = (lambda *_: "") if board.startswith(demo) else Backups(_backups_root(env), clock.now).take
        return take(board, workspace)

    return back_up


def _backups_root(env: Mapping[str, str]) -> str:
    """The folder of all the person's backups; it need not exist."""
    from tuiboard.engine.config import state_dir

    return os.path.join(state_dir(env), "backups")


def new_board(path: str, columns: str | None = None, clock: Clock | None = None, actor: Actor | None = None) -> Session:
    """Make a board with these columns, and the person who acts on it, in one entry; return it open.

    Raises Refused: rule where there is a board already, usage for columns that can't be.
    """
    from tuiboard.domain.changes import created
    from tuiboard.domain.commands import Import
    from tuiboard.engine.new_board import DEFAULT_COLUMNS, parse_columns

    wanted = DEFAULT_COLUMNS if columns is None else columns
    made = [created("column", doc["key"], doc) for doc in parse_columns(wanted)]
    return imported_board(path, Import(made, (), "init"), clock, actor)


def imported_board(path: str, command: "Import", clock: Clock | None = None, actor: Actor | None = None) -> Session:
    """Make a board of what an import brings to an empty one, in one entry; return it open.

    A board without a name is named after its file, and who acts becomes a person. Raises Refused (rule where there is a
    board already).
    """
    from tuiboard.domain.changes import created
    from tuiboard.engine.new_board import board_name, handle_for, new_uuid

    session = _fresh(path, clock, actor)
    handle = handle_for(session.actor.login)
    docs = {
        ("board", "board"): {"name": board_name(path), "uuid": new_uuid()},
        ("person", handle): {"handle": handle, "login": session.actor.login},
    }
    brought = {(change.kind, change.id) for change in command.changes}
    logins = {(change.after or {}).get("login") for change in command.changes if change.kind == "person"}
    if session.actor.login in logins:
        del docs["person", handle]
    own = [created(kind, id, doc) for (kind, id), doc in docs.items() if (kind, id) not in brought]
    theirs = [_with_uuid(change) for change in command.changes]
    outcome = session.dispatch(command._replace(changes=[*own, *theirs]))
    if is_unknown(outcome):
        outcome = session.settle(is_unknown(outcome))
    if isinstance(outcome, Refusal):
        session.close()
        raise Refused(outcome)
    session.checkpoint()
    return session


def _with_uuid(change: "Change") -> "Change":
    """A board that an import names keeps its uuid, or gets one."""
    from tuiboard.engine.new_board import new_uuid

    if change.kind != "board" or change.before is not None:
        return change
    return change._replace(after={"uuid": new_uuid(), **(change.after or {})})


def demo_board(env: Mapping[str, str], clock: Clock | None = None, actor: Actor | None = None) -> str:
    """Make a private copy of the demo board, dated relative to today, and return its path.

    Copies that were left alone for a week are removed.
    """
    from tuiboard.domain.changes import created
    from tuiboard.engine import demo
    from tuiboard.engine.config import state_dir
    from tuiboard.engine.new_board import new_uuid

    folder = os.path.join(state_dir(env), "demo")
    for made in (state_dir(env), folder):  # the mode is only that of the last of several
        os.makedirs(made, mode=0o700, exist_ok=True)
    _remove_old_copies(folder)
    path = os.path.join(folder, os.urandom(6).hex(), "board.json")
    os.mkdir(os.path.dirname(path), mode=0o700)
    clock, actor = clock or system_clock(), actor or system_actor(env)
    plan = demo.demo_import(clock.today(), clock.now(), actor.login)
    board = created("board", "board", {**demo.demo_board_fields(clock.today()), "uuid": new_uuid()})
    imported_board(path, plan._replace(changes=[board, *plan.changes]), clock, actor).close()
    return path


def _remove_old_copies(folder: str) -> None:
    """Remove demo boards that nobody has changed for a week; another process may be doing the same."""
    import stat
    from contextlib import suppress

    oldest = time.time() - _DEMO_KEPT_DAYS * 86_400
    for name in os.listdir(folder):
        copy = os.path.join(folder, name)
        with suppress(FileNotFoundError):
            found = os.lstat(copy)
            if len(name) == 12 and stat.S_ISDIR(found.st_mode) and found.st_mtime < oldest:
                for file in os.listdir(copy):
                    os.unlink(os.path.join(copy, file))
                os.rmdir(copy)


def _fresh(path: str, clock: Clock | None, actor: Actor | None) -> Session:
    """Open a board that does not exist yet; the folder of a person's own boards is made."""
    if board_exists(path):
        refuse("rule", f"There is a board at {visible(path, 200)} already.", "Open it, or name another file with -b.")
    _make_own_folder(path)
    return open_session(path, True, clock, actor)


def _make_own_folder(path: str) -> None:
    if path == own_board(os.environ):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
