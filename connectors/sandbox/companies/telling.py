"""How a company's two years are told: customers by habit, their invoices, what was paid when."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from connectors.sandbox.companies.people import BUSINESSES, FIRST, LAST
from connectors.sandbox.story import (
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
)


@dataclass(slots=True)
class Telling:
    """A story under way. Everything drawn at random is drawn from one seed."""

    on: date
    prefix: str
    """What invoice numbers begin with."""
    phone: str
    """A number's form, with two places to fill."""
    domain: str
    seed: int
    customers: list[StoryCustomer] = field(default_factory=list)
    invoices: list[StoryInvoice] = field(default_factory=list)
    payments: list[StoryPayment] = field(default_factory=list)
    credits: list[StoryCredit] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story, not a secret

    def customer(self, **given: Any) -> StoryCustomer:
        """Another customer, with a plausible name, person and phone where none is given."""
        place = len(self.customers)
        name = given.pop("name", BUSINESSES[place % len(BUSINESSES)])
        first, last = FIRST[place % len(FIRST)], LAST[(place * 7) % len(LAST)]
        host = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        told: dict[str, Any] = {
            "key": f"C{place + 1:03d}",
            "name": name,
            "first": first,
            "last": last,
            "email": f"{first}.{last}@{host}.{self.domain}".lower(),
            "phone": self.phone.format(place % 10, (place * 3) % 10),
        }
        made = StoryCustomer(**{**told, **given})
        self.customers.append(made)
        return made

    def invoice(self, customer: StoryCustomer, *, due_in: int | None, **given: Any) -> StoryInvoice:
        """An invoice that falls due so many days from now, negative when it is overdue."""
        place = len(self.invoices) + 1
        total = given.pop("total", None) or self._amount()
        due = None if due_in is None else self.on + timedelta(due_in)
        issued = given.pop("issued", None) or (due or self.on) - timedelta(customer.terms_days)
        made = StoryInvoice(
            key=f"I{place:04d}",
            number=f"{self.prefix}{place:04d}",
            customer=customer.key,
            issued=min(issued, self.on),
            due=due,
            total=Decimal(total),
            **{"currency": customer.currency, **given},
        )
        self.invoices.append(made)
        return made

    def pay(self, invoice: StoryInvoice, *, late: int, amount: str | None = None) -> StoryPayment:
        """A payment so many days after the due date, of the whole invoice or a part of it."""
        due = invoice.due or invoice.issued
        paid = Decimal(amount) if amount else invoice.total
        made = StoryPayment(
            key=f"P{len(self.payments) + 1:04d}",
            customer=invoice.customer,
            on=min(max(due + timedelta(late), invoice.issued), self.on - timedelta(1)),
            amount=paid,
            applied=((invoice.key, paid),),
        )
        self.payments.append(made)
        return made

    def history(self, customer: StoryCustomer, *, count: int, late: tuple[int, int]) -> None:
        """So many invoices over two years, each paid within this range of days after due."""
        for index in range(count):
            age = 720 - (680 * index) // max(count - 1, 1)
            invoice = self.invoice(customer, due_in=-age)
            self.pay(invoice, late=self.chance.randint(*late))

    def unapplied(self, customer: StoryCustomer, amount: str, *, days_ago: int) -> None:
        """Money that came in and was not matched to an invoice."""
        self.payments.append(
            StoryPayment(
                key=f"P{len(self.payments) + 1:04d}",
                customer=customer.key,
                on=self.on - timedelta(days_ago),
                amount=Decimal(amount),
            )
        )

    def credit(self, customer: StoryCustomer, amount: str, *, days_ago: int, kind: str) -> None:
        """Credit of the customer's that was not used yet."""
        place = len(self.credits) + 1
        self.credits.append(
            StoryCredit(
                key=f"R{place:03d}",
                number=f"CN-{place:04d}",
                customer=customer.key,
                on=self.on - timedelta(days_ago),
                total=Decimal(amount),
                remaining=Decimal(amount),
                kind=kind,
                currency=customer.currency,
            )
        )

    def _amount(self) -> Decimal:
        return Decimal(self.chance.randrange(9000, 240000, 25)) / 100
