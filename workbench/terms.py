"""The terms that a company gives, as its own invoices show them."""

from collections import Counter
from typing import Final

from rules.facts import InvoiceStatus
from sync.cases import read_books
from sync.house import Opener

_COUNTED: Final = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID})
_RARE: Final = 20
"""Terms of fewer than one invoice in so many are an exception, not the company's terms."""


def terms_in_use(opener: Opener) -> tuple[int, ...]:
    """Days from issue to due, by the invoices in the store; the shortest first.

    Raises NeedsPerson when nothing was pulled yet.
    """
    books = read_books(opener.store, opener.settings.company)
    counted = [invoice for invoice in books.invoices if invoice.status in _COUNTED]
    days = Counter((i.due - i.issued).days for i in counted if i.due is not None)
    usual = (given for given, count in days.items() if count * _RARE >= len(counted))
    return tuple(sorted(given for given in usual if given >= 0))
