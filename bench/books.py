"""An invented company of any size, for the benchmarks; the same for the same numbers."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
    StoryPerson,
)

DAY = date(2026, 11, 17)
"""A Tuesday without a holiday."""
COMPANIES = {
    "quickbooks": ("9130357849016", "USD", "America/Los_Angeles", "US"),
    "xero": ("70784a63-d24b-46a9-a4db-0e70a274b056", "NZD", "Pacific/Auckland", "NZ"),
}
INVOICES_PER_CUSTOMER = 10


def company(platform: str, invoices: int) -> Story:
    """A company with so many invoices: a customer for ten, six in ten paid, a credit for 50."""
    chance = random.Random(5)
    id_, currency, zone, country = COMPANIES[platform]
    customers = tuple(_customers(-(-invoices // INVOICES_PER_CUSTOMER)))
    issued = tuple(_invoices(invoices, customers, chance))
    return Story(
        company_id=id_,
        company_name="Broad Street Wholesale",
        timezone=zone,
        base_currency=currency,
        country=country,
        on=DAY,
        customers=customers,
        invoices=issued,
        payments=tuple(_payments(issued)),
        credits=tuple(_credits(issued)),
    )


def _customers(count: int) -> Iterator[StoryCustomer]:
    for place in range(count):
        host = f"customer{place}.example.com"
        yield StoryCustomer(
            key=f"C{place}",
            name=f"Customer {place} Limited",
            first="Jo",
            last=f"Park {place}",
            email=f"jo.park@{host}",
            phone=f"+64 21 {5550000 + place % 10000}",
            people=(StoryPerson(first="Lee", last="Ward", email=f"lee.ward@{host}"),),
        )


def _invoices(
    count: int, customers: tuple[StoryCustomer, ...], chance: random.Random
) -> Iterator[StoryInvoice]:
    for place in range(count):
        due = DAY - timedelta(days=chance.randint(-20, 700))
        yield StoryInvoice(
            key=f"I{place}",
            number=f"INV-{place:06d}",
            customer=customers[place % len(customers)].key,
            issued=due - timedelta(days=20),
            due=due,
            total=Decimal(chance.randrange(9000, 240000, 25)) / 100,
            reference=f"PO-{place:05d}",
            memo="Thank you for your business" if place % 3 == 0 else None,
        )


def _payments(issued: tuple[StoryInvoice, ...]) -> Iterator[StoryPayment]:
    for place, invoice in enumerate(issued):
        if place % 10 < 6 and invoice.due is not None:
            yield StoryPayment(
                key=f"P{place}",
                customer=invoice.customer,
                on=min(invoice.due + timedelta(days=place % 17 - 4), DAY - timedelta(days=1)),
                amount=invoice.total,
                applied=((invoice.key, invoice.total),),
            )


def _credits(issued: tuple[StoryInvoice, ...]) -> Iterator[StoryCredit]:
    for place, invoice in enumerate(issued):
        if place % 50 == 49:
            yield StoryCredit(
                key=f"R{place}",
                number=f"CN-{place:05d}",
                customer=invoice.customer,
                on=DAY - timedelta(days=30),
                total=Decimal("50.00"),
                remaining=Decimal("50.00"),
            )
