"""The entry to the program: a command is carried out, and whatever goes wrong becomes a sentence and an exit code."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn, TextIO

from tuiboard import wiring
from tuiboard.cli.arguments import Request, asks, parse
from tuiboard.cli.call import Call, World
from tuiboard.cli.output import EXIT_CODES, INTERRUPTED, READER_GONE, Output
from tuiboard.domain.refusal import Code, Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.ports import StoreError

if TYPE_CHECKING:
    from types import ModuleType


_kept: list[Call] = []
"""The call that ended last: a board that nobody holds is taken apart card by card just before the process ends."""


def entry() -> NoReturn:
    """Run as a program of its own."""
    import gc

    # A command is over before garbage piles up, and the collector doubles the time that loading a large board takes.
    gc.disable()
    code = main(sys.argv[1:])
    if "textual" in sys.modules:
        sys.exit(code)
    # Taking 10,000 cards apart one by one takes as long as reading them; the system does it at once.
    os._exit(code)


def main(argv: Sequence[str], world: World | None = None) -> int:
    """Carry out one command line and return its exit code. Nothing is raised."""
    world = world or _world()
    out = Output(world.stdout, world.stderr, world.env, asks(argv, "--json"))
    try:
        try:
            code = _run(argv, world, out)
            out.flush()
            return code
        except Refused as refused:
            return out.error(refused.refusal)
        except StoreError as error:
            return out.error(Refusal(_code(error), visible(error, 500)))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return READER_GONE
    except Exception as error:
        from tuiboard.engine.error_log import log_error

        message = f"Something in tuiboard went wrong: {type(error).__name__}."
        return out.error(Refusal("unreachable", message, log_error(error, world.env)), "internal")


def _world() -> World:
    stdout, stderr = _stream(sys.stdout), _stream(sys.stderr)
    return World(os.environ, _cwd(), sys.stdin, stdout, stderr, wiring.system_clock(), wiring.system_actor())


def _stream(stream: TextIO | None) -> TextIO:
    """A stream that takes every character; one that was closed by the caller takes them nowhere."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _cwd() -> str:
    """The folder one is in; empty where it is gone."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


def _code(error: StoreError) -> Code:
    return error.code if error.code in EXIT_CODES else "unreachable"  # type: ignore[return-value]


def _run(argv: Sequence[str], world: World, out: Output) -> int:
    if list(argv) == ["--version"]:
        from tuiboard import __version__

        out.line(f"tuiboard {__version__}")
        return 0
    request = parse(argv)
    if request.flag("help"):
        from tuiboard.cli.help import help_text

        out.text(help_text(request.verb))
        return 0
    call = Call(request, world, out)
    _kept[:] = [call]
    try:
        return _function(request)(call)
    finally:
        call.close()


def _function(request: Request) -> Callable[[Call], int]:
    """The function that carries out the command; only its module is loaded."""
    module, _, name = request.verb.does.partition(":")
    loaded: ModuleType = __import__(f"tuiboard.cli.verbs.{module}", fromlist=[name])
    found: Callable[[Call], int] = getattr(loaded, name)
    return found
