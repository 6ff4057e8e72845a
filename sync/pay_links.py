"""Which pay links a letter may carry: those that lead to the ledger's own pages, or where we allow.

No page is fetched: a customer's page notes who opened it, and would count us as the customer.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from connectors.addresses import parts_of
from rules import wording
from rules.letters.facts import WEB_LINK

VENDORS: Final[Mapping[str, tuple[str, ...]]] = {
    "xero": ("xero.com",),
    "quickbooks": ("intuit.com",),
}
"""Whose pages they are: in.xero.com (accounting-apis A11), connect.intuit.com (B6)."""
TRIALS: Final = ("example", "localhost")
"""Names that are nobody's (RFC 2606): where the links of a trial lead."""

NONE: Final = "the ledger gives none"


def trouble_with(link: str | None, platform: str, allowed: Sequence[str]) -> str | None:
    """Why a link is left out, to follow the invoice's number; None for a good one."""
    if not link:
        return NONE
    if not WEB_LINK.fullmatch(link):
        return f'"{link[:60]}" is no address of a page'
    host = (parts_of(link).hostname or "").casefold().rstrip(".")
    trusted = (*VENDORS.get(platform, ()), *allowed, *TRIALS)
    if any(host == name or host.endswith(f".{name}") for name in trusted):
        return None
    return f'it leads to "{host}", which is not the ledger\'s'


def warnings(unlinked: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What to do about invoices that went out without a link: their number, and why."""
    bare = [number for number, why in unlinked if why == NONE]
    odd = [
        f"The pay link of {number} was left out: {why}. If it is right, name its host in "
        "`pay_hosts` under `company` in the rulebook."
        for number, why in unlinked
        if why != NONE
    ]
    if not bare:
        return tuple(odd)
    named = ", ".join(bare[:5]) + (f" and {len(bare) - 5} more" if len(bare) > 5 else "")
    says = (
        f"{wording.invoices(len(bare))} went out without a pay link, because the ledger gives "
        f"none ({named}); switch online payment on there, and customers can pay by a click."
    )
    return (says, *odd)
