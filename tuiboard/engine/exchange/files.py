"""Reading a file that is to be imported: bounded, and never something that isn't a file."""

import os
import stat
from typing import BinaryIO

from tuiboard.domain.commands import Context
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange import read
from tuiboard.engine.exchange.csv_table import is_table
from tuiboard.engine.exchange.document import check_beginning
from tuiboard.engine.exchange.plan import Plan

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes."""
_BEGINNING = 64 * 1024


def read_bytes(path: str) -> bytes:
    """Return what is in a file. Raises Refused: not_found, or bad_data for what is no file or too large."""
    shown = visible(path, 200)
    if not path or "\0" in path:
        refuse("usage", "That is not the path of a file.", "Name the file to import.")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        refuse("not_found", f"There is no file {shown}.")
    except OSError as error:
        refuse("bad_data", f"{shown} can't be read: {error.strerror}.")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        refuse("bad_data", f"{shown} is not a file.", "Name a file, or - to read what another program writes.")
    with open(descriptor, "rb") as file:
        if status.st_size > LARGEST_FILE:
            refuse("bad_data", f"{shown} has {status.st_size:,} bytes; at most {LARGEST_FILE:,} are imported.")
        return read_stream(file, shown)


def read_stream(file: BinaryIO, shown: str) -> bytes:
    """Return what is left in a file; a large one that is neither JSON nor a table is not read. Raises Refused."""
    try:
        data = file.read(_BEGINNING)
        if len(data) == _BEGINNING:
            if not is_table(data):
                check_beginning(data, shown)
            data += file.read(LARGEST_FILE + 1 - _BEGINNING)
    except OSError as error:
        refuse("bad_data", f"{shown} can't be read: {error.strerror}.")
    if len(data) > LARGEST_FILE:
        refuse("bad_data", f"{shown} is larger than {LARGEST_FILE:,} bytes, the most that are imported.")
    return data


def read_file(path: str, format: str | None, ws: Workspace, context: Context) -> Plan:
    """Return what importing the file would do; the format is guessed when it is None. Raises Refused."""
    data = read_bytes(path)
    name = os.path.basename(path)
    return read(format, data, name, ws, context)
