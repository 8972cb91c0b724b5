"""One command being carried out: what was asked for, the world around it, and the board it is about."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from tuiboard import wiring
from tuiboard.cli.arguments import Request
from tuiboard.cli.output import Output
from tuiboard.domain.commands import TEACHING, Command, Seen
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import Actor, Clock
from tuiboard.engine.session import Done, Session, is_unknown

if TYPE_CHECKING:
    from tuiboard.engine.fields import Assignments, Kind


class World(NamedTuple):
    """What a command finds around it."""

    env: Mapping[str, str]
    cwd: str
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    clock: Clock
    actor: Actor


class Call:
    """A command with its surroundings. The board is opened when it is first needed."""

    def __init__(self, request: Request, world: World, out: Output) -> None:
        self.request = request
        self.world = world
        self.out = out
        self.today = world.clock.today()
        self._session: Session | None = None

    @property
    def board(self) -> str:
        """Path of the board that is meant, whether it exists or not."""
        return wiring.find_board(self.request.option("board"), self.world.env, self.world.cwd)

    @property
    def session(self) -> Session:
        """The board, open. Raises Refused and StoreError."""
        return self._session or self.open(self.board)

    @property
    def is_open(self) -> bool:
        """True once the board was opened."""
        return self._session is not None

    @property
    def workspace(self) -> Workspace:
        """The state of the board now."""
        return self.session.workspace

    def open(self, path: str) -> Session:
        """Open the board at a path and go on with it. Raises Refused and StoreError."""
        return self.use(wiring.open_session(path, False, self.world.clock, self.world.actor, self._waiting))

    def use(self, session: Session) -> Session:
        """Go on with a board that is open."""
        self._session = session
        return session

    def _waiting(self, holder: str) -> None:
        self.out.note(f"Waiting for {visible(holder, 200)}, who is writing to the board …")

    def close(self) -> None:
        """Release the board, if it was opened."""
        if self._session is not None:
            self._session.close()

    def dispatch(self, command: Command) -> Done:
        """Record a command, say its warnings, and return what was done. Raises Refused."""
        done = self.accepted(self.session.dispatch(command))
        if self.session.series_due():
            self._continue_series()
        return done

    def _continue_series(self) -> None:
        """Make, beside what was asked for, the cards of series that have come due, and say so; where that can't be,
        what was asked for is done all the same."""
        from tuiboard.domain.recurrence_commands import ContinueSeries
        from tuiboard.view.words import describe

        made = self.session.dispatch(ContinueSeries())
        if isinstance(made, Refusal):
            self.out.warning(f"The next cards of series could not be made: {made.text}")
        elif made.changed:
            for warning in made.warnings:
                self.out.warning(warning)
            words = describe(made.entry, self.workspace)
            self.out.note(f"{words[:1].upper()}{words[1:]}.")

    def seen(self, ids: Sequence[int], kind: str = "card") -> Seen:
        """What these cards (or risks) were like when it was decided on: after the entry of `--as-of`, else just now."""
        word = self.request.option("as-of")
        if word is None:
            table = self.workspace.table(kind)
            return {id: table[id] for id in ids}
        if not (word.isascii() and word.isdecimal() and len(word) < 16 and int(word) <= self.workspace.seq):
            message = f"“{visible(word, 60)}” is not the number of an entry."
            refuse("usage", message, "It is `seq` in what show and log print with --json.")
        return self.session.seen_at(int(word), ids, kind)

    def accepted(self, outcome: Done | Refusal) -> Done:
        """Say the warnings of what was done and return it. Raises Refused where it was not.

        Where it is unknown whether a change reached the disk, that is found out first.
        """
        txid = is_unknown(outcome)
        if isinstance(outcome, Refusal) and txid:
            self.out.note(f"{outcome.message} Looking again …")
            outcome = self.session.settle(txid)
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        for warning in outcome.warnings:
            self.out.warning(warning)
        if self.session.store.warning:
            self.out.warning(f"{self.session.store.warning}. The journal has everything.")
        return outcome

    def fields(self, kind: "Kind", words: Sequence[str] | None = None) -> dict[str, Any]:
        """What the `FIELD=VALUE` words set on an entity that isn't a card. Raises Refused."""
        return self.assignments(kind, words).set

    def assignments(self, kind: "Kind", words: Sequence[str] | None = None) -> "Assignments":
        """What the `FIELD=VALUE` words set, add and remove on an entity that isn't a card. Raises Refused."""
        from tuiboard.engine.fields import parse_assignments

        given = self.request.words["FIELD=VALUE"] if words is None else words
        return parse_assignments(given, self.workspace, self.today, self.session.who, kind)

    def named_fields(self, place: str, kind: "Kind", name: str = "name") -> dict[str, Any]:
        """What words set where those that are no `field=…` are a name, which may be missing. Raises Refused."""
        words = self.request.words[place]
        plain = " ".join(word for word in words if not _is_assignment(word))
        given = [f"{name}={plain}"] if plain else []
        return self.fields(kind, [*given, *filter(_is_assignment, words)])

    def carry_out(self, command: Command) -> int:
        """Record a command and say in words what was done, or as JSON what was touched."""
        done = self.dispatch(command)
        if not self.told_as_json(done):
            self.say(done)
            self._offer_lesson(done)
        return 0

    def _offer_lesson(self, done: Done) -> None:
        """Where there is something to learn from an entry, say beside the result how it is noted."""
        if done.entry.action not in TEACHING or not self.out.is_terminal:  # a script is not asked
            return
        from tuiboard.domain.lesson_offers import lesson_offer

        offer = lesson_offer(done.entry, self.workspace)
        if offer is not None:
            import shlex

            links = [f"cards={','.join(map(str, offer.cards))}"] if offer.cards else []
            links += [f"risks={','.join(f'R{id}' for id in offer.risks)}"] if offer.risks else []
            words = shlex.join(["tuiboard", "lesson", "add", "WHAT", f"cause={offer.cause}", *links])
            self.out.note(f"What was learned? {words}")

    def say(self, done: Done) -> None:
        """Say in words what an entry did."""
        from tuiboard.view.words import describe

        words = describe(done.entry, self.workspace) if done.changed else "nothing to change, it is so already"
        self.out.line(words[:1].upper() + words[1:])

    def told_as_json(self, done: Done) -> bool:
        """With `--json`, print the number of the entry and the keys of what it touched, and return True."""
        if self.out.as_json:
            from tuiboard.view.as_json import touched_keys

            self.out.document({"seq": done.entry.seq, "ids": touched_keys(done.entry.changes)})
        return self.out.as_json


def _is_assignment(word: str) -> bool:
    field, equals, _ = word.partition("=")
    return bool(equals) and field.replace("_", "").isalpha() and field.islower()
