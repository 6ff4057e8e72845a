"""`rules record`: a customer's case out of the store, as a test without their name."""

import os
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.errors import Misuse
from rules.case import Case
from rules.golden.record import Recorded, record
from sync.cases import Books, build_cases, read_books
from sync.house import Opener, utc_now
from sync.marking import Target, find_target
from sync.run import calendar_of
from sync.setup import write_file


def record_case(opener: Opener, wanted: str, *, on: date | None, out: Path | None) -> Recorded:
    """The test of an invoice's customer as of a day, today when none is said.

    With `out` it is written there. Raises Misuse for an invoice that is not known, for a customer
    with nothing to decide about, and for a file that is there already.
    """
    if out is not None and out.exists():
        raise Misuse(
            f'"{out}" is there already, and may be yours; name another file, or leave --out away '
            "and copy what you need."
        )
    books = read_books(opener.store, opener.settings.company)
    calendar = calendar_of(opener.rulebook, books.company)
    today = on or utc_now().astimezone(ZoneInfo(calendar.timezone)).date()
    target = find_target(books, wanted)
    case = _case(books, target, today)
    rulebook = opener.settings.folder / opener.settings.rules_file
    file = rulebook.name if out is None else _from(out, rulebook)
    recorded = record(opener.rulebook, case, target.invoice, file=file)
    if out is not None:
        write_file(out, recorded.text)
    return recorded


def _from(out: Path, rulebook: Path) -> str:
    """The rulebook's path as seen from the tests."""
    return Path(os.path.relpath(rulebook.resolve(), out.resolve().parent)).as_posix()


def _case(books: Books, target: Target, today: date) -> Case:
    for case in build_cases(books, today=today):
        if case.customer.id == target.customer:
            return case
    raise Misuse(
        f"There is nothing to decide about {target.name}: no invoice of that customer is open, or "
        "was paid lately."
    )
