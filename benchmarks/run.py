"""Measures speed and size, each figure beside its reference in the same run, and prints them as a table.

make bench      make bench ARGS="--only start --quick"
"""

import argparse
import functools
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]

import command_rows  # noqa: E402
import disk_rows  # noqa: E402
import flow_rows  # noqa: E402
import forecast_rows  # noqa: E402
import key_rows  # noqa: E402
import priority_rows  # noqa: E402
import record_rows  # noqa: E402
import risk_rows  # noqa: E402
import start_rows  # noqa: E402
from rows import Bench, Row  # noqa: E402

Measure = Callable[[Bench], list[Row]]
MEASURES: dict[str, Measure] = {
    "start-100": functools.partial(start_rows.start, cards=100),
    "start-10000": functools.partial(start_rows.start, cards=10_000),
    "start-100000": functools.partial(start_rows.start, cards=100_000),
    "cursor": key_rows.cursor,
    "cursor-wide": key_rows.wide,
    "cursor-register": key_rows.register,
    "cursor-priorities": key_rows.priorities,
    "timeline": key_rows.timeline,
    "move-key": key_rows.move,
    "memory": start_rows.memory,
    "commit": disk_rows.commit,
    "rate": disk_rows.rate,
    "others": key_rows.others,
    "cli": command_rows.commands,
    "search": key_rows.search,
    "opening": disk_rows.opening,
    "risks": risk_rows.figures,
    "log": record_rows.log,
    "flow": flow_rows.flow,
    "priorities": priority_rows.ranking,
    "forecasts": forecast_rows.forecasts,
}
HEADINGS = ("what", "ours", "reference in the same run", "figure", "must be", "")


def main(argv: Sequence[str]) -> int:
    """Measure what was asked for and print it; 1 where something is over."""
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description="Measures speed and size beside references.")
    parser.add_argument("--only", metavar="WORD", help=f"only rows whose name has WORD in it: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="fewer runs: a rough figure")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args(argv)
    chosen = {name: measure for name, measure in MEASURES.items() if (options.only or "") in name}
    if not chosen:
        parser.error(f"--only {options.only}: no row has that in its name; there are {', '.join(MEASURES)}")
    with tempfile.TemporaryDirectory(prefix="tuiboard-bench-") as folder:
        bench = Bench(folder, options.quick)
        rows = measured(bench, chosen)
        if options.json:
            print(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1))
        else:
            print(setting(bench))
            print(table(rows))
    return 1 if any(row.ok is False for row in rows) else 0


def measured(bench: Bench, chosen: dict[str, Measure]) -> list[Row]:
    """Carry out the measures, saying on stderr which one is under way."""
    rows = []
    for name, measure in chosen.items():
        started = time.monotonic()
        rows += measure(bench)
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


def setting(bench: Bench) -> str:
    """What was measured with, in a line."""
    program = "tuiboard" if len(bench.tuiboard) == 1 else "python -c (the entry point)"
    machine = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {platform.system()}"
    return f"{machine}, Python {platform.python_version()}, run as `{program}`"


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table whose columns line up."""
    cells = [HEADINGS, *((*row[:5], {True: "ok", False: "over", None: ""}[row.ok]) for row in rows)]
    sizes = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(size) for cell, size in zip(line, sizes, strict=True)) + " |" for line in cells
    ]
    rule = "|" + "|".join("-" * (size + 2) for size in sizes) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
