"""A TOML file: its tables, and the line on which each key stands, which `tomllib` does not tell."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connectors.errors import Misuse

_HEAD: Final = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY: Final = re.compile(r"""\s*["']?([\w-]+)["']?\s*(?:\.\s*["']?([\w-]+)["']?\s*)?=""")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What is written in the file."""

    tables: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int]
    """Of each key under its table, and of the table under ""; from 1."""

    def line(self, table: str, key: str = "") -> int:
        """Where this stands, else its table, else the beginning of the file."""
        return self.lines.get((table, key)) or self.lines.get((table, "")) or 1


def read_toml(path: Path, *, remedy: str) -> TomlFile:
    """Read a file. Raises Misuse with the line of what cannot be read in it."""
    text = _text(path, remedy)
    try:
        return TomlFile(tomllib.loads(text), _lines(text))
    except tomllib.TOMLDecodeError as error:
        lines = text.count("\n") + 1
        why = str(error).replace("at end of document", f"at the end, line {lines}")
    except (ValueError, RecursionError):  # a number of 5,000 digits, a list in a list in a list
        why = f"a value is too much to be read (at line {_widest(text)})"
    raise Misuse(f'The configuration "{path}" is not valid TOML: {why}.') from None


def _text(path: Path, remedy: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misuse(
            f'The configuration "{path}" cannot be read ({error.strerror}); {remedy}.'
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Misuse(
            f'The configuration "{path}" is not UTF-8 text (line {line}); save the file as UTF-8.'
        ) from None


def _lines(text: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if head := _HEAD.match(line):
            table = head[1]
            found.setdefault((table, ""), number)
        elif key := _KEY.match(line):
            where = (table, key[1]) if table else (key[1], key[2] or "")
            found.setdefault(where, number)
    return found


def _widest(text: str) -> int:
    lines = text.split("\n")
    return lines.index(max(lines, key=len)) + 1
