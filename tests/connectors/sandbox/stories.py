"""A small company for the tests of both dialects: four customers, eight invoices."""

from datetime import UTC, date, datetime
from decimal import Decimal

from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
    StoryPerson,
)

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

CUSTOMERS = (
    StoryCustomer(
        key="acme",
        name="Acme Holdings",
        first="Jo",
        last="Park",
        email="ap@acme.example",
        phone="+64 9 555 0100",
        people=(
            StoryPerson(first="Sam", last="Lee", email="sam.lee@acme.example"),
            StoryPerson(
                first="Max", last="Ito", email="max.ito@acme.example", include_in_emails=False
            ),
        ),
        country="NZ",
        groups=("Key accounts",),
    ),
    StoryCustomer(key="bloom", name="Bloom & Sons", email="office@bloom.example", terms_days=14),
    StoryCustomer(key="quiet", name="Quiet Ltd"),
    StoryCustomer(key="gone", name="Gone Away", email="x@gone.example", active=False),
)
INVOICES = (
    StoryInvoice(
        key="late",
        number="INV-0001",
        customer="acme",
        issued=date(2026, 10, 15),
        due=date(2026, 11, 4),
        total=Decimal("115.00"),
        reference="PO-77",
    ),
    StoryInvoice(
        key="part",
        number="INV-0002",
        customer="acme",
        issued=date(2026, 10, 20),
        due=date(2026, 11, 9),
        total=Decimal("230.00"),
    ),
    StoryInvoice(
        key="paid",
        number="INV-0003",
        customer="bloom",
        issued=date(2026, 9, 1),
        due=date(2026, 9, 15),
        total=Decimal("57.50"),
    ),
    StoryInvoice(
        key="foreign",
        number="INV-0004",
        customer="bloom",
        issued=date(2026, 11, 10),
        due=date(2026, 11, 24),
        total=Decimal("1000.00"),
        currency="USD",
        rate=Decimal("1.6"),
        sent=False,
    ),
    StoryInvoice(
        key="draft",
        number="INV-0005",
        customer="bloom",
        issued=date(2026, 11, 20),
        due=None,
        total=Decimal("10.00"),
        status="draft",
        sent=False,
    ),
    StoryInvoice(
        key="void",
        number="INV-0006",
        customer="acme",
        issued=date(2026, 8, 1),
        due=date(2026, 8, 21),
        total=Decimal("99.00"),
        status="voided",
    ),
    StoryInvoice(
        key="mute",
        number="INV-0007",
        customer="quiet",
        issued=date(2026, 10, 1),
        due=date(2026, 10, 21),
        total=Decimal("46.00"),
        memo="#dispute: short delivery",
    ),
    StoryInvoice(
        key="old",
        number="INV-0008",
        customer="gone",
        issued=date(2026, 6, 1),
        due=date(2026, 6, 21),
        total=Decimal("300.00"),
    ),
)
PAYMENTS = (
    StoryPayment(
        key="half",
        customer="acme",
        on=date(2026, 11, 12),
        amount=Decimal("100.00"),
        applied=(("part", Decimal("100.00")),),
    ),
    StoryPayment(
        key="full",
        customer="bloom",
        on=date(2026, 9, 14),
        amount=Decimal("60.00"),
        applied=(("paid", Decimal("57.50")),),
    ),
)
CREDITS = (
    StoryCredit(
        key="cn",
        number="CN-0001",
        customer="acme",
        on=date(2026, 11, 1),
        total=Decimal("40.00"),
        remaining=Decimal("40.00"),
    ),
)


def small_story(*, own_reminders: bool = False, invoices: tuple[StoryInvoice, ...] = ()) -> Story:
    """The company, with further invoices where a test needs some."""
    return Story(
        company_id="70784a63-d24b-46a9-a4db-0e70a274b056",
        company_name="Maple Florist",
        timezone="Pacific/Auckland",
        base_currency="NZD",
        country="NZ",
        on=TODAY,
        customers=CUSTOMERS,
        invoices=INVOICES + invoices,
        payments=PAYMENTS,
        credits=CREDITS,
        own_reminders=own_reminders,
    )
