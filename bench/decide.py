"""How long 100,000 open invoices take to decide, on one core. Budget: 2 s.

`python -m bench.decide --profile` prints the functions that take the most time.
"""

import argparse
import cProfile
import json
import pstats
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rules.case import Behaviour, Case, LedgerState, StepState, Taken
from rules.engine import decide
from rules.facts import (
    Company,
    CompanyId,
    Contact,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Person,
)
from rules.rulebook import Rulebook
from sync.rulebooks import rulebook_at

INVOICES = 100_000
BUDGET_SECONDS = 2.0
ROUNDS = 3
FIRST_RUN = "the first run"
DAYS = (FIRST_RUN, "an ordinary day")
TODAY = date(2026, 11, 17)
COMPANY = Company(
    CompanyId("maple"), "Maple Florist", "xero", "Pacific/Auckland", "NZD", country="NZ"
)
EXAMPLES = Path(__file__).parent.parent / "examples"
GENTLE = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
  senior: Mere Tui, Director <mere@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One rulebook's figures."""

    rulebook: str
    day: str
    invoices: int
    seconds: float
    decisions: Mapping[str, int]

    @property
    def microseconds(self) -> float:
        """For one invoice."""
        return self.seconds / self.invoices * 1e6


def rulebooks() -> Mapping[str, Rulebook]:
    """The gentle base with a sender and nothing else, and the complete example."""
    with tempfile.TemporaryDirectory(prefix="goodterms-bench-") as folder:
        gentle = Path(folder) / "rules.yaml"
        gentle.write_text(GENTLE, encoding="utf-8")
        return {
            "goodterms/gentle": rulebook_at(gentle),
            "examples/maple.yaml": rulebook_at(EXAMPLES / "maple.yaml"),
        }


def cases(invoices: int, *, first_run: bool) -> tuple[Case, ...]:
    """Customers with one to nine open invoices each, due from 60 days ago to 20 days from now.

    On a first run nobody has been reminded yet, so that nearly everything overdue is due for its
    first step; on an ordinary day the steps whose day has passed have been taken.
    """
    return tuple(_cases(invoices, random.Random(9), first_run=first_run))


def _cases(left: int, chance: random.Random, *, first_run: bool) -> Iterator[Case]:
    place = 0
    while left > 0:
        count = min(left, chance.randint(1, 9))
        yield _case(f"C{place:06d}", count, chance, first_run=first_run)
        left -= count
        place += 1


def _case(key: str, count: int, chance: random.Random, *, first_run: bool) -> Case:
    customer = CustomerId(key)
    invoices = tuple(_invoice(f"{key}-{n}", customer, chance) for n in range(count))
    email = f"jo.park@{key.lower()}.example.com"
    return Case(
        company=COMPANY,
        today=TODAY,
        customer=Contact(id=customer, name=f"Customer {key}", people=(Person(email, f"Jo {key}"),)),
        invoices=invoices,
        taken=() if first_run else tuple(t for one in invoices for t in _taken(one, email)),
        behaviour=Behaviour(tuple(chance.randint(-6, 25) for _ in range(chance.randint(0, 9)))),
        ledger=LedgerState(last_payment_on=TODAY - timedelta(days=1)),
    )


def _invoice(key: str, customer: CustomerId, chance: random.Random) -> Invoice:
    due = TODAY - timedelta(days=chance.randint(-20, 60))
    amount = Money(Decimal(chance.randrange(9000, 240000, 25)) / 100, "NZD")
    return Invoice(
        id=InvoiceId(key.lower()),
        number=key,
        customer=customer,
        status=InvoiceStatus.OPEN,
        issued=due - timedelta(days=20),
        due=due,
        total=amount,
        balance=amount,
        sent=True,
    )


LADDER = ((3, "nudge"), (12, "check-in"), (21, "call"), (35, "offer"))
"""Days after due, and the step that has been taken on the next day."""


def _taken(invoice: Invoice, email: str) -> Iterator[Taken]:
    for days, step in LADDER:
        on = (invoice.due or TODAY) + timedelta(days=days + 1)
        if on < TODAY:
            yield Taken(
                invoice=invoice.id,
                policy="prompt payers",
                step=step,
                channel="phone" if step == "call" else "email",
                on=on,
                state=StepState.SENT,
                emails=(email,),
                offer=step == "offer",
            )


def timed(name: str, rulebook: Rulebook, told: Sequence[Case], *, day: str) -> Timed:
    """Decide every case; CPU seconds of the quickest of three rounds."""
    count = sum(len(case.invoices) for case in told)
    seconds = min(_seconds(rulebook, told) for _ in range(ROUNDS))
    decided = Counter(one.action.value for case in told for one in decide(rulebook, case))
    return Timed(rulebook=name, day=day, invoices=count, seconds=seconds, decisions=dict(decided))


def _seconds(rulebook: Rulebook, told: Sequence[Case]) -> float:
    begun = time.process_time()
    for case in told:
        decide(rulebook, case)
    return time.process_time() - begun


def profiled(rulebook: Rulebook, told: Sequence[Case], *, lines: int = 25) -> None:
    """Print the functions that take the most time of their own."""
    profile = cProfile.Profile()
    profile.enable()
    for case in told:
        decide(rulebook, case)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(lines)


def measure(invoices: int = INVOICES) -> tuple[Timed, ...]:
    """Every rulebook's figures."""
    figures: list[Timed] = []
    for day in DAYS:
        told = cases(invoices, first_run=day == FIRST_RUN)
        figures += [timed(name, book, told, day=day) for name, book in rulebooks().items()]
    return tuple(figures)


LEFT = ("rulebook", "day", "decisions")


def table(figures: Sequence[Timed]) -> Table:
    """The figures as people read them."""
    shown = Table(title=f"decide (budget: {BUDGET_SECONDS:g} s for {INVOICES:,} open invoices)")
    for title in ("rulebook", "day", "CPU s", "µs an invoice", "budget", "decisions"):
        shown.add_column(title, justify="left" if title in LEFT else "right")
    for one in figures:
        share = one.seconds / (BUDGET_SECONDS * one.invoices / INVOICES)
        said = ", ".join(f"{action} {count:,}" for action, count in sorted(one.decisions.items()))
        shown.add_row(
            one.rulebook,
            one.day,
            f"{one.seconds:.2f}",
            f"{one.microseconds:.1f}",
            f"{share:.0%}",
            said,
        )
    return shown


def as_json(figures: Sequence[Timed]) -> list[dict[str, object]]:
    """The figures for another program."""
    return [
        {
            "rulebook": one.rulebook,
            "day": one.day,
            "invoices": one.invoices,
            "cpu_seconds": round(one.seconds, 3),
            "microseconds_per_invoice": round(one.microseconds, 2),
            "budget_seconds": BUDGET_SECONDS,
            "decisions": one.decisions,
        }
        for one in figures
    ]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.decide", description=__doc__)
    parser.add_argument("--invoices", type=int, default=INVOICES)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--profile", action="store_true", help="print the hottest functions")
    asked = parser.parse_args()
    if asked.profile:
        for name, rulebook in rulebooks().items():
            for day in DAYS:
                print(f"{name}, {day}")
                profiled(rulebook, cases(asked.invoices, first_run=day == FIRST_RUN))
        return
    figures = measure(asked.invoices)
    if asked.json:
        print(json.dumps(as_json(figures), indent=1))
    else:
        Console().print(table(figures))


if __name__ == "__main__":
    main()
