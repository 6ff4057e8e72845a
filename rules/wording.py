"""How days, amounts and counts are said in reasons and findings."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.numbers import get_currency_precision

from rules.facts import Invoice, Money


@lru_cache(maxsize=4096)
def day(on: date) -> str:
    """`Wed 25 November 2026`."""
    return f"{on:%a} {on.day} {on:%B %Y}"


def money(amount: Money) -> str:
    """`NZD 115.00`, however many digits the ledger wrote."""
    return f"{amount.currency} {amount.amount:.{_digits(amount)}f}"


def _digits(amount: Money) -> int:
    """The currency's own, or as many more as the amount has."""
    exponent = amount.amount.normalize().as_tuple().exponent
    own = get_currency_precision(amount.currency)
    return max(own, -exponent) if isinstance(exponent, int) else own


def days(count: int) -> str:
    """`1 day`, `17 days`."""
    return "1 day" if count == 1 else f"{count} days"


@lru_cache(maxsize=4096)
def overdue(count: int) -> str:
    """`17 days overdue`, `due today`, `due in 1 day`."""
    if count > 0:
        return f"{days(count)} overdue"
    return "due today" if count == 0 else f"due in {days(-count)}"


def name_of(invoice: Invoice) -> str:
    """The invoice's number, or its id where it has none."""
    return invoice.number or invoice.id


def invoices(count: int) -> str:
    """`1 invoice`, `3 invoices`."""
    return "1 invoice" if count == 1 else f"{count} invoices"


def listing(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(words: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


_BY = {
    "phone": " by phone",
    "letter": " on paper",
    "platform": " by the ledger's own email",
    "handover": "",
}


def by(step: str, channel: str | None) -> str:
    """`nudge by email`, `call by phone`, `hand-over`."""
    return f"{step}{_BY.get(channel or '', ' by email')}"
