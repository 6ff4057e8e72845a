"""The two demo companies: the same sorts of customers on each, told for one day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from connectors.sandbox.companies.telling import Telling
from connectors.sandbox.companies.week import tell_week
from connectors.sandbox.story import Story, StoryPerson

DEMO_DAY = date(2026, 11, 17)
"""A Tuesday without a holiday in either country, so that the demo is the same every day."""


def maple(on: date = DEMO_DAY, *, week: bool = False) -> Story:
    """Maple Florist, Auckland: a Xero organisation; with the customers of the demo's week, or not."""
    telling = Telling(on, "INV-", "+64 21 555 0{}{}0", "example.nz", seed=64)
    _tell(telling)
    _expected_payment(telling)
    if week:
        tell_week(telling)
    company = Story(
        on=on,
        customers=(),
        invoices=(),
        company_id="70784a63-d24b-46a9-a4db-0e70a274b056",
        company_name="Maple Florist",
        timezone="Pacific/Auckland",
        base_currency="NZD",
        country="NZ",
    )
    return _story(company, telling)


def harbor(on: date = DEMO_DAY, *, week: bool = False) -> Story:
    """Harbor Light Studio, San Francisco: a QuickBooks company; the week as in `maple`."""
    telling = Telling(on, "", "+1 415 555 01{}{}", "example.com", seed=1)
    _tell(telling)
    _sub_customers(telling)
    _bounced(telling)
    _tagged(telling)
    if week:
        tell_week(telling)
    company = Story(
        on=on,
        customers=(),
        invoices=(),
        company_id="9130357849016",
        company_name="Harbor Light Studio",
        timezone="America/Los_Angeles",
        base_currency="USD",
        country="US",
    )
    return _story(company, telling)


def _story(empty: Story, telling: Telling) -> Story:
    return replace(
        empty,
        customers=tuple(telling.customers),
        invoices=tuple(telling.invoices),
        payments=tuple(telling.payments),
        credits=tuple(telling.credits),
    )


def _tell(telling: Telling) -> None:
    _prompt_payers(telling)
    _late_payers(telling)
    _new_customers(telling)
    _settled_customers(telling)
    _department_client(telling)
    _reasons_to_keep_quiet(telling)
    _regular_customer(telling)


def _prompt_payers(telling: Telling) -> None:
    """They pay a little before the due date; a few forgot one invoice."""
    for due_in in (6, 7, 5, -5, -6, -12, 15, 19, 2, 11, 18, 9, -20, 14):
        customer = telling.customer()
        telling.history(customer, count=7, late=(-6, 0))
        telling.invoice(customer, due_in=due_in)


def _late_payers(telling: Telling) -> None:
    """They pay two or three weeks late, and owe more than one invoice."""
    for first, second in (
        (-4, 12),
        (-11, -3),
        (-19, 10),
        (-33, -14),
        (-48, -21),
        (-9, 3),
        (-15, -2),
    ):
        customer = telling.customer()
        telling.history(customer, count=8, late=(8, 26))
        telling.invoice(customer, due_in=first)
        telling.invoice(customer, due_in=second)
    part_paid = telling.customer()
    telling.history(part_paid, count=6, late=(10, 20))
    half = telling.invoice(part_paid, due_in=-13, total="1840.00")
    telling.pay(half, late=-2, amount="920.00")


def _new_customers(telling: Telling) -> None:
    """Too little history to judge by; treated kindly."""
    for due_in in (-4, -8, 7, 16):
        customer = telling.customer()
        telling.history(customer, count=1, late=(-2, 2))
        telling.invoice(customer, due_in=due_in)


def _settled_customers(telling: Telling) -> None:
    """Nothing open; one has just paid on time."""
    for index in range(20):
        customer = telling.customer()
        telling.history(customer, count=7, late=(-5, 6))
        if index == 0:
            telling.pay(telling.invoice(customer, due_in=1), late=-3)


def _department_client(telling: Telling) -> None:
    """A large client: each department pays its own invoices."""
    acme = telling.customer(
        name="Acme Holdings",
        first=None,
        last=None,
        email="accounts@acme.example",
        people=(
            StoryPerson(first="Lee", last="Ward", email="lee.ward@acme.example"),
            StoryPerson(
                first="Pat", last="Vale", email="pat.vale@acme.example", include_in_emails=False
            ),
        ),
    )
    telling.history(acme, count=10, late=(2, 12))
    telling.invoice(acme, due_in=-5, reference="MKT-104", total="4200.00")
    telling.invoice(acme, due_in=-7, reference="OPS-77", total="1315.50")
    telling.invoice(acme, due_in=-4, reference="MKT-109", total="860.00")


def _regular_customer(telling: Telling) -> None:
    """So many small invoices that a statement of account says more than four reminders."""
    regular = telling.customer(name="Fernhill Garden Centre")
    telling.history(regular, count=6, late=(-2, 3))
    for due_in, total in ((-5, "184.50"), (2, "96.00"), (9, "212.75"), (16, "140.00")):
        telling.invoice(regular, due_in=due_in, total=total)


def _reasons_to_keep_quiet(telling: Telling) -> None:
    """One customer for each reason that nobody should be chased."""
    covered = telling.customer(name="Tidewater Rowing Club")
    telling.history(covered, count=4, late=(-3, 3))
    telling.invoice(covered, due_in=-12, total="540.00")
    telling.unapplied(covered, "540.00", days_ago=3)
    credited = telling.customer(name="Glasshouse Events")
    telling.history(credited, count=4, late=(0, 9))
    telling.invoice(credited, due_in=-9, total="300.00")
    telling.credit(credited, "320.00", days_ago=6, kind="credit note")
    small = telling.customer(name="Corner Dairy")
    telling.invoice(small, due_in=-30, total="4.20")
    unsent = telling.customer(name="Slate Roofing")
    telling.history(unsent, count=3, late=(0, 5))
    telling.invoice(unsent, due_in=-25, sent=False)
    fresh = telling.customer(name="Marigold Weddings")
    telling.history(fresh, count=3, late=(-2, 1))
    telling.invoice(fresh, due_in=18, sent=False)
    nobody = telling.customer(name="Old Mill Antiques", email=None, first=None, last=None)
    telling.invoice(nobody, due_in=-16)
    broken = telling.customer(name="Halfmoon Printers")
    telling.history(broken, count=2, late=(0, 4))
    telling.invoice(broken, due_in=-18, broken="due")
    undated = telling.customer(name="Lighthouse Trust")
    telling.invoice(undated, due_in=None, issued=telling.on - timedelta(days=40))
    disputed = telling.customer(name="Beacon Hill Hotel")
    telling.history(disputed, count=5, late=(-2, 4))
    telling.invoice(disputed, due_in=-22, memo="#dispute: two arrangements missing")
    held = telling.customer(name="Copper Kettle Tearoom")
    telling.history(held, count=5, late=(-2, 4))
    telling.invoice(held, due_in=-10, memo="#hold until 2027-01-15, owner in hospital")
    friend = telling.customer(name="Saint Brigid's Hospice")
    telling.invoice(friend, due_in=-45, memo="#no-chase")
    abroad = telling.customer(name="Van Dijk Bloemen BV", currency="EUR", country="NL")
    telling.history(abroad, count=3, late=(0, 8))
    telling.invoice(abroad, due_in=-6, total="1250.00", rate=Decimal("1.15"))


def _expected_payment(telling: Telling) -> None:
    """Xero's expected payment date: a promise that the bookkeeper wrote down."""
    promised = telling.customer(name="Bramble & Co")
    telling.history(promised, count=6, late=(4, 12))
    telling.invoice(promised, due_in=-17, expected_on=telling.on + timedelta(days=8))


def _sub_customers(telling: Telling) -> None:
    """Two jobs that are billed with their parent."""
    parent = telling.customer(name="Presidio Property Group", email="pay@presidio.example")
    telling.history(parent, count=4, late=(0, 10))
    for name in ("Presidio: Pier 9", "Presidio: Mission Loft"):
        job = telling.customer(
            name=name, parent=parent.key, bill_with_parent=True, email=None, first=None, last=None
        )
        telling.invoice(job, due_in=-5)


def _bounced(telling: Telling) -> None:
    """QuickBooks says that its last e-mail came back."""
    moved = telling.customer(name="Redwood Repairs")
    telling.history(moved, count=3, late=(0, 6))
    telling.invoice(moved, due_in=-8, bounced=True)
    several = telling.customer(
        name="Two Sisters Deli", email="ana@twosisters.example; eva@twosisters.example, nonsense"
    )
    telling.history(several, count=4, late=(-1, 3))
    telling.invoice(several, due_in=-5)


def _tagged(telling: Telling) -> None:
    """A promise, as a bookkeeper tags it in the private note."""
    promised = telling.customer(name="Bramble & Co")
    telling.history(promised, count=6, late=(4, 12))
    day = telling.on + timedelta(days=8)
    telling.invoice(promised, due_in=-17, memo=f"#promised {day.isoformat()} by phone")
