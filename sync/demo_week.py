"""The week before the demo's day: a few customers hear from us, and then pay, promise or move."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.sandbox.books import Books
from connectors.sandbox.companies.demo import DEMO_DAY
from connectors.sandbox.companies.week import (
    BREAKS_PROMISE,
    HEARD_LAST_WEEK,
    KEEPS_PROMISE,
    MISSES_A_PART,
    MOVED,
    PAID,
    Payment,
)
from connectors.sandbox.story import Story
from rules import wording
from rules.case import Mark, MarkKind, Part
from rules.facts import CustomerId, Money
from sync import marking
from sync.approvals import Approved, Signed, contacts_of, identity
from sync.cases import read_books
from sync.house import Opener
from sync.people import CustomerPeople, people_of
from sync.run import House, decide_now, run
from sync.store.address_rows import AddressState, put_addresses

LAST_WEEK = DEMO_DAY - timedelta(days=7)
NEXT_WEEK = DEMO_DAY + timedelta(days=7)
SAID_ON = DEMO_DAY - timedelta(days=6)
"""When the promises were made."""
PASSED = DEMO_DAY - timedelta(days=4)
"""The Friday on which a promise and an instalment were missed."""


@dataclass(frozen=True, slots=True)
class Week:
    """What happened before the demo's own day."""

    heard: tuple[str, ...]
    """What the customers of last week heard, a sentence each."""
    since: tuple[str, ...]
    """What they did since."""


NO_WEEK = Week((), ())


def live_week(opener: Opener, story: Story, books: Books) -> Week:
    """Run as of last week for the few, then let the week go by: in the ledger, and in our store."""
    house = opener.house(as_of=LAST_WEEK)
    approved = _only(house, HEARD_LAST_WEEK)
    run(house, by_plan=approved)
    happened = _Since(opener, story, books)
    since = (
        happened.promised(KEEPS_PROMISE, DEMO_DAY - timedelta(days=1)),
        happened.promised(BREAKS_PROMISE, PASSED),
        happened.agreed_parts(MISSES_A_PART),
        *(happened.paid(name, payment) for name, payment in PAID.items()),
        happened.bounced(MOVED),
    )
    opener.pull()
    return Week(tuple(each.says for each in approved.decisions.values()), since)


def next_week(opener: Opener) -> Counter[str]:
    """What would go out a week after the demo's day if nothing came in until then, by step."""
    plan = decide_now(opener.house(as_of=NEXT_WEEK))
    return Counter(decision.step or decision.action.value for decision in plan.contacts)


def unreachable(opener: Opener) -> tuple[CustomerPeople, ...]:
    """Customers at whom mail reaches nobody, as `goodterms people --unusable` lists them."""
    read = read_books(opener.store, opener.settings.company)
    known = people_of(read, opener.rulebook, today=DEMO_DAY)
    return tuple(each for each in known if not each.is_reachable)


def _only(house: House, names: tuple[str, ...]) -> Approved:
    """An approval of what these customers hear, as `plan --out`, `approve --except` would write."""
    plan = decide_now(house).json
    contacts = contacts_of(plan)
    chosen = [shown for shown in contacts if shown["customer"]["name"] in names]
    return Approved(
        plan=plan["plan"],
        on=date.fromisoformat(plan["on"]),
        by="Ana Reid",
        decisions={identity(shown): Signed(shown) for shown in chosen},
        struck=tuple(shown["customer"]["name"] for shown in contacts if shown not in chosen),
    )


class _Since:
    """What happens to customers between the two runs."""

    def __init__(self, opener: Opener, story: Story, books: Books) -> None:
        self._opener, self._books = opener, books
        self._customers = {customer.name: customer for customer in story.customers}
        names = {customer.key: customer.name for customer in story.customers}
        self._invoices = {names[invoice.customer]: invoice for invoice in story.invoices}
        self._currency = story.base_currency

    def paid(self, name: str, payment: Payment) -> str:
        """Money comes in for the customer's latest invoice."""
        invoice, on = self._invoices[name], DEMO_DAY - timedelta(days=payment.days_ago)
        self._books.pay(invoice.key, payment.amount, on)
        amount = wording.money(Money(payment.amount or invoice.total, self._currency))
        of = "" if payment.amount is None else f" of {invoice.total}"
        return f"{name} paid {amount}{of} on {wording.day(on)}."

    def promised(self, name: str, until: date) -> str:
        """The bookkeeper writes a promise down."""
        self._mark(name, MarkKind.PROMISE, until=until)
        return f"{name} promised to pay by {wording.day(until)}."

    def agreed_parts(self, name: str) -> str:
        """The customer takes a plan of three parts, the first of which does not come."""
        third = Money(self._invoices[name].total / 3, self._currency)
        days = (PASSED, PASSED + timedelta(days=30), PASSED + timedelta(days=60))
        self._mark(name, MarkKind.INSTALMENTS, parts=tuple(Part(on, third) for on in days))
        return f"{name} agreed to pay in three parts, the first by {wording.day(PASSED)}."

    def bounced(self, name: str) -> str:
        """Mail to the customer's address came back, as the mailbox or QuickBooks would tell."""
        customer = self._customers[name]
        email = customer.email or ""
        state = AddressState(
            email=email,
            customer=CustomerId(self._of(name).customer),
            usable=False,
            bounced_on=SAID_ON,
            says="550 5.1.1 no such user here",
        )
        with self._opener.store.write() as connection:
            put_addresses(connection, self._opener.settings.company, [state])
        return f"Mail to {email} at {name} came back."

    def _mark(
        self, name: str, kind: MarkKind, *, until: date | None = None, parts: tuple[Part, ...] = ()
    ) -> None:
        target = self._of(name)
        mark = Mark(
            kind=kind,
            invoice=target.invoice,
            since=SAID_ON,
            until=until,
            source="goodterms mark",
            parts=parts,
        )
        marking.add(self._opener.store, self._opener.settings.company, target, mark)

    def _of(self, name: str) -> marking.Target:
        read = read_books(self._opener.store, self._opener.settings.company)
        return marking.find_target(read, self._books.id_of(self._invoices[name].key))
