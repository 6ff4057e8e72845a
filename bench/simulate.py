"""How long a year of 10,000 invoices takes to replay, on one core. Budget: 5 s.

Beside it, on a sample: the same year as a plan on every day, in turns, and the ratio of the two.

`python -m bench.simulate --profile` prints the functions that take the most time.
"""

import argparse
import cProfile
import json
import pstats
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from bench.decide import COMPANY, rulebooks
from rules.case import LedgerState, Taken, Told
from rules.facts import (
    Applied,
    Contact,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Payment,
    Person,
)
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.plan import make_plan
from workbench.replay.past import books_on
from workbench.replay.replay import Period, steps_of
from workbench.simulation import Simulation, simulate

INVOICES = 10_000
SAMPLE = 300
INVOICES_PER_CUSTOMER = 10
BUDGET_SECONDS = 5.0
ROUNDS = 3
END = date(2026, 10, 31)
YEAR = Period(start=END - timedelta(days=364), end=END)
TERMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One rulebook's figures."""

    rulebook: str
    invoices: int
    seconds: float
    decided: int
    """Customers decided about, counted anew on each day."""
    customer_days: int
    """What a run on every day would have to decide."""
    contacts: int

    @property
    def microseconds(self) -> float:
        """For one customer on one day that was decided."""
        return self.seconds / self.decided * 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The same year of a sample in both ways; CPU seconds, each of the quickest round."""

    rulebook: str
    invoices: int
    replayed: float
    every_day: float

    @property
    def ratio(self) -> float:
        """The time of the replay, as a share of that of a plan on every day."""
        return self.replayed / self.every_day


def books(invoices: int) -> Books:
    """A company that issued so many invoices in the year: one in twenty is never paid."""
    chance = random.Random(9)
    count = -(-invoices // INVOICES_PER_CUSTOMER)
    contacts = {contact.id: contact for contact in _contacts(count)}
    issued = tuple(_invoice(n, f"c{n % count:05d}", chance) for n in range(invoices))
    payments = tuple(_payments(issued))
    return Books(
        company=COMPANY,
        ledger=LedgerState(last_payment_on=max(payment.on for payment in payments)),
        contacts=contacts,
        invoices=issued,
        payments=payments,
        credits=(),
        unreadable=(),
        taken=(),
        marks=(),
    )


def _contacts(count: int) -> Iterator[Contact]:
    for place in range(count):
        key = f"c{place:05d}"
        person = Person(f"jo.park@{key}.example.com", f"Jo Park {place}")
        yield Contact(id=CustomerId(key), name=f"Customer {place}", people=(person,))


def _invoice(place: int, customer: str, chance: random.Random) -> Invoice:
    issued = YEAR.start + timedelta(days=chance.randrange(365))
    due = issued + timedelta(days=TERMS)
    # every customer has a habit: from a week early to three weeks late, give or take some days
    late = int(customer[1:]) % 29 - 7 + chance.randint(-3, 6)
    paid_on = due + timedelta(days=late) if chance.random() > 0.05 else None
    paid = paid_on is not None and paid_on <= END
    total = Money(Decimal(chance.randrange(9000, 240000, 25)) / 100, "NZD")
    return Invoice(
        id=InvoiceId(f"i{place:06d}"),
        number=f"INV-{place:06d}",
        customer=CustomerId(customer),
        status=InvoiceStatus.PAID if paid else InvoiceStatus.OPEN,
        issued=issued,
        due=due,
        total=total,
        balance=Money(Decimal(0), "NZD") if paid else total,
        sent=True,
        paid_on=paid_on if paid else None,
    )


def _payments(issued: Sequence[Invoice]) -> Iterator[Payment]:
    for invoice in issued:
        if invoice.paid_on is not None:
            yield Payment(
                id=f"p-{invoice.id}",
                customer=invoice.customer,
                on=invoice.paid_on,
                amount=invoice.total,
                applied=(Applied(invoice.id, invoice.total.amount),),
            )


def timed(name: str, told: Books) -> Timed:
    """Simulate the year; CPU seconds of the quickest of three rounds.

    Each has the rulebook and the books anew: what one has worked out would help the next.
    """
    rounds = (_once(rulebooks()[name], replace(told)) for _ in range(ROUNDS))
    seconds, made = min(rounds, key=lambda pair: pair[0])
    days = (YEAR.end - YEAR.start).days + 1
    return Timed(
        rulebook=name,
        invoices=len(told.invoices),
        seconds=seconds,
        decided=made.replayed.decided,
        customer_days=len(told.contacts) * days,
        contacts=made.tallies.contacts,
    )


def _once(rulebook: Rulebook, told: Books) -> tuple[float, Simulation]:
    begun = time.process_time()
    made = simulate(rulebook, told, YEAR, file="rules.yaml")
    return time.process_time() - begun, made


def beside(name: str, rulebook: Rulebook, told: Books) -> Beside:
    """Both ways in turns. Raises ValueError where they do not make the same number of contacts."""
    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        replayed, made = _once(rulebook, told)
        begun = time.process_time()
        contacts = _every_day(rulebook, told)
        pairs.append((replayed, time.process_time() - begun))
        if contacts != made.tallies.contacts:
            raise ValueError(f"{name}: {made.tallies.contacts} contacts replayed, not {contacts}")
    return Beside(
        rulebook=name,
        invoices=len(told.invoices),
        replayed=min(replayed for replayed, _ in pairs),
        every_day=min(every_day for _, every_day in pairs),
    )


def _every_day(rulebook: Rulebook, told: Books) -> int:
    """A plan on each day, carried out at once; the number of contacts."""
    taken: list[tuple[CustomerId, Taken]] = []
    heard: list[tuple[CustomerId, Told]] = []
    contacts = 0
    day = YEAR.start
    while day <= YEAR.end:
        known = replace(books_on(told, day), taken=tuple(taken), told=tuple(heard))
        for decision in make_plan(rulebook, known, today=day, heard=frozenset()).contacts:
            contacts += 1
            steps = steps_of(decision, day, acts=YEAR.acts)
            taken += [(decision.customer, step) for step in steps]
            if decision.occasion is not None:
                heard.append((decision.customer, Told(decision.occasion, day)))
        day += timedelta(days=1)
    return contacts


def profiled(rulebook: Rulebook, told: Books, *, lines: int = 25) -> None:
    """Print the functions that take the most time of their own."""
    profile = cProfile.Profile()
    profile.runcall(simulate, rulebook, told, YEAR, file="rules.yaml")
    pstats.Stats(profile).sort_stats("tottime").print_stats(lines)


def measure(invoices: int = INVOICES) -> tuple[Timed, ...]:
    """Every rulebook's figures."""
    told = books(invoices)
    return tuple(timed(name, told) for name in rulebooks())


def sampled(invoices: int = SAMPLE) -> tuple[Beside, ...]:
    """Every rulebook's ratio."""
    told = books(invoices)
    return tuple(beside(name, book, told) for name, book in rulebooks().items())


def table(figures: Sequence[Timed]) -> Table:
    """The figures as people read them."""
    title = f"simulate (budget: {BUDGET_SECONDS:g} s for a year of {INVOICES:,} invoices)"
    shown = Table(title=title)
    columns = ("rulebook", "CPU s", "budget", "contacts", "decided", "of all days", "µs each")
    for column in columns:
        shown.add_column(column, justify="left" if column == "rulebook" else "right")
    for one in figures:
        shown.add_row(
            one.rulebook,
            f"{one.seconds:.2f}",
            f"{one.seconds / (BUDGET_SECONDS * one.invoices / INVOICES):.0%}",
            f"{one.contacts:,}",
            f"{one.decided:,}",
            f"{one.decided / one.customer_days:.0%}",
            f"{one.microseconds:.0f}",
        )
    return shown


def sample_table(figures: Sequence[Beside]) -> Table:
    """The ratios as people read them."""
    shown = Table(title="simulate, beside a plan on every day")
    for column in ("rulebook", "invoices", "CPU s", "every day", "ratio"):
        shown.add_column(column, justify="left" if column == "rulebook" else "right")
    for one in figures:
        seconds = (f"{one.replayed:.2f}", f"{one.every_day:.2f}")
        shown.add_row(one.rulebook, f"{one.invoices:,}", *seconds, f"{one.ratio:.2f}")
    return shown


def as_json(figures: Sequence[Timed]) -> list[dict[str, object]]:
    """The figures for another program."""
    return [
        {
            "rulebook": one.rulebook,
            "invoices": one.invoices,
            "cpu_seconds": round(one.seconds, 3),
            "budget_seconds": BUDGET_SECONDS,
            "contacts": one.contacts,
            "customers_decided": one.decided,
            "customer_days": one.customer_days,
            "microseconds_per_decided": round(one.microseconds, 1),
        }
        for one in figures
    ]


def sample_as_json(figures: Sequence[Beside]) -> list[dict[str, object]]:
    """The ratios for another program."""
    return [
        {
            "rulebook": one.rulebook,
            "invoices": one.invoices,
            "cpu_seconds": round(one.replayed, 3),
            "cpu_seconds_every_day": round(one.every_day, 3),
            "ratio": round(one.ratio, 3),
        }
        for one in figures
    ]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    parser.add_argument("--invoices", type=int, default=INVOICES)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--profile", action="store_true", help="print the hottest functions")
    asked = parser.parse_args()
    if asked.profile:
        told = books(asked.invoices)
        for name, rulebook in rulebooks().items():
            print(name)
            profiled(rulebook, told)
        return
    figures = measure(asked.invoices)
    if asked.json:
        print(json.dumps(as_json(figures), indent=1))
    else:
        Console().print(table(figures))
        Console().print(sample_table(sampled()))


if __name__ == "__main__":
    main()
