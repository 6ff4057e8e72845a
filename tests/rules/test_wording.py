"""How amounts are said to a person."""

from decimal import Decimal

import pytest

from rules.facts import Money
from rules.wording import money


@pytest.mark.parametrize(
    ("written", "currency", "said"),
    [
        ("80.0", "NZD", "NZD 80.00"),  # as Xero writes it
        ("80", "USD", "USD 80.00"),
        ("1000.00", "JPY", "JPY 1000"),
        ("0.125", "NZD", "NZD 0.125"),  # nothing is rounded away
        ("1E+3", "NZD", "NZD 1000.00"),
    ],
)
def test_an_amount_is_said_in_its_currencys_digits(written: str, currency: str, said: str) -> None:
    assert money(Money(Decimal(written), currency)) == said
