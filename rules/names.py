"""Names of people as a ledger holds them: whether one is a person's, and how to greet them."""

import re
from functools import lru_cache
from typing import Final

_DESKS: Final = frozenset(
    [
        "abteilung",
        "account",
        "accounting",
        "accounts",
        "accountspayable",
        "admin",
        "administración",
        "administration",
        "ag",
        "ap",
        "ar",
        "billing",
        "bookkeeper",
        "bookkeeping",
        "buchhaltung",
        "buchung",
        "ceo",
        "cfo",
        "clientes",
        "clients",
        "cobros",
        "collections",
        "company",
        "comptabilité",
        "comptable",
        "contabilidad",
        "contact",
        "control",
        "corp",
        "corporation",
        "credit",
        "customer",
        "customers",
        "debitoren",
        "debitorenbuchhaltung",
        "departamento",
        "department",
        "dept",
        "desk",
        "dirección",
        "direction",
        "director",
        "directors",
        "einkauf",
        "enquiries",
        "facturación",
        "facturation",
        "finance",
        "finances",
        "finanzen",
        "gerencia",
        "geschäftsführung",
        "gmbh",
        "group",
        "gérance",
        "inc",
        "invoice",
        "invoices",
        "invoicing",
        "kg",
        "kreditoren",
        "kundenservice",
        "limited",
        "llc",
        "ltd",
        "mahnwesen",
        "management",
        "manager",
        "office",
        "owner",
        "pagos",
        "payable",
        "payables",
        "payment",
        "payments",
        "payroll",
        "plc",
        "president",
        "procurement",
        "pty",
        "purchasing",
        "receivable",
        "receivables",
        "reception",
        "rechnung",
        "rechnungswesen",
        "sales",
        "sarl",
        "service",
        "services",
        "support",
        "team",
        "the",
        "treasury",
        "zahlungen",
    ]
)
"""Words that name a desk, a post or a firm, never one person."""
_TITLES: Final = frozenset(
    [
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "sir",
        "dame",
        "rev",
        "herr",
        "frau",
        "monsieur",
        "madame",
        "mme",
        "mlle",
        "señor",
        "señora",
        "sr",
        "sra",
    ]
)
_SUFFIXES: Final = frozenset(
    ["jr", "jnr", "junior", "snr", "senior", "ii", "iii", "iv", "esq", "phd", "md", "cpa", "mba"]
)
"""What follows a whole name behind a comma, and is no given name."""


@lru_cache(maxsize=65_536)
def is_person(name: str | None) -> bool:
    """Whether the name is that of a person: `Accounts Payable` is none."""
    words = _words(name)
    return bool(words) and not any(_bare(word) in _DESKS for word in words)


def to_greet(name: str | None) -> str | None:
    """What to say after Hello: `Jo`, or `Dr. Smith`; None where nobody in particular is named.

    `SMITH, John` is John, `Jo Park, Jr.` and `JO PARK` are Jo, and who has only an initial is
    greeted by the whole name.
    """
    if not is_person(name):
        return None
    family, comma, given = (name or "").partition(",")
    turned = comma and given.strip() and _bare(given) not in _TITLES | _SUFFIXES
    words = _words(f"{given} {family}" if turned else family)
    if _bare(words[0]) in _TITLES:
        return f"{words[0]} {_cased(words[-1])}" if len(words) > 1 else None
    if len(_bare(words[0])) == 1:
        return " ".join(_cased(word) for word in words) if len(words) > 1 else None
    return _cased(words[0])


def _words(name: str | None) -> list[str]:
    if not name or re.search(r"[@\d]", name):
        return []
    return [word for word in re.split(r"[\s/]+", name.strip()) if _bare(word)]


def _bare(word: str) -> str:
    return re.sub(r"[^\w'’-]", "", word).casefold()


def _cased(word: str) -> str:
    """A word written in capitals, as a name is written."""
    word = word.strip(",;")
    return word.title() if len(_bare(word)) > 2 and word.isupper() else word
