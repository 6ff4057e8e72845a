"""Every fact that a rulebook can ask about, by the name that a rulebook uses.

A getter gives None when the ledger did not tell; the condition is then UNKNOWN and the case is
held, never taken for zero or for "no match". `NEVER` says that it is known not to have happened.
One line in one of the three tables adds a fact; schema, docs and tests follow.
"""

from typing import Final

from rules.known.contacting import CONTACT_FACTS
from rules.known.customers import CUSTOMER_FACTS
from rules.known.invoices import INVOICE_FACTS
from rules.known.spec import FactSpec, Scope

__all__ = ["FACTS", "FactSpec", "Scope"]

FACTS: Final[dict[str, FactSpec]] = {**INVOICE_FACTS, **CUSTOMER_FACTS, **CONTACT_FACTS}
