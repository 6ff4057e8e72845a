"""Where tables are printed, and how long work shows that it goes on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
)
from rich.table import Table

NARROW = 100
"""Columns to use where the output is no terminal and has no width of its own."""


def console() -> Console:
    """Standard output; as wide as the terminal, or a fixed width in a file."""
    width = None if sys.stdout.isatty() else NARROW
    return Console(width=width, highlight=False, soft_wrap=False)


def table(*headings: str, title: str | None = None) -> Table:
    """An empty table in the house's style; a heading that begins with ">" is of numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading in headings:
        numbers = heading.startswith(">")
        made.add_column(heading.removeprefix(">"), justify="right" if numbers else "left")
    return made


class PullBars:
    """A progress bar for each kind of record that a pull brings."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, kind: str, count: int, expected: int | None) -> None:
        """Told that `count` more records of a kind have come, of `expected` in all."""
        if kind not in self._tasks:
            task = self._progress.add_task(f"{kind}s".replace("termss", "terms"), total=expected)
            self._tasks[kind] = task
        self._progress.update(self._tasks[kind], advance=count, total=expected)


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what goes on; nothing where nobody looks."""
    out = Console(stderr=True)
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with out.status("") as status:
        yield lambda text: status.update(escape(text))


@contextmanager
def pull_bars(*, quiet: bool = False) -> Iterator[PullBars]:
    """Bars on standard error while a pull goes on; nothing where nobody looks."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("pulling {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet or not sys.stderr.isatty(),
    )
    with progress:
        yield PullBars(progress)
