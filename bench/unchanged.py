"""What a sync costs in which nothing changed, in calls. Budgets: QuickBooks 3, Xero 7."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.office import open_house, sandbox
from sync.house import Opener, utc_now
from sync.pull import pull

INVOICES = 2_500
BUDGETS = {"quickbooks": 3, "xero": 7}


@dataclass(frozen=True, slots=True)
class Unchanged:
    """One platform's calls."""

    platform: str
    calls: int
    deep_calls: int
    """The first sync of another day, with the daily pass over open invoices where there is one."""
    records: int


def measure(platform: str, invoices: int = INVOICES) -> Unchanged:
    """Pull everything, then sync twice: once more today, and once as the first time of a day."""
    with (
        tempfile.TemporaryDirectory(prefix="goodterms-bench-") as folder,
        sandbox(platform, invoices) as url,
    ):
        opener = open_house(Path(folder), platform, url)
        opener.pull()
        again = opener.pull()
        deep = _next_day(opener)
    return Unchanged(platform, again.calls, deep, again.records)


def _next_day(opener: Opener) -> int:
    now = utc_now()
    tomorrow = now.date() + timedelta(days=1)
    company = opener.settings.company
    return pull(opener.store, opener.ledger, company, now=now, today=tomorrow).calls


def table(figures: Sequence[Unchanged]) -> Table:
    """The figures as people read them."""
    shown = Table(title="a sync in which nothing changed, in calls")
    for name in ("platform", "calls", "first of a day", "budget"):
        shown.add_column(name, justify="left" if name == "platform" else "right")
    for one in figures:
        cells = (str(one.calls), str(one.deep_calls), str(BUDGETS[one.platform]))
        shown.add_row(one.platform, *cells)
    return shown


def as_json(figures: Sequence[Unchanged]) -> list[dict[str, object]]:
    """The figures for another program."""
    return [
        {
            "platform": one.platform,
            "calls": one.calls,
            "first_of_a_day": one.deep_calls,
            "budget": BUDGETS[one.platform],
        }
        for one in figures
    ]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.unchanged", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    figures = [measure(platform) for platform in BUDGETS]
    if asked.json:
        print(json.dumps(as_json(figures), indent=1))
    else:
        Console().print(table(figures))


if __name__ == "__main__":
    main()
