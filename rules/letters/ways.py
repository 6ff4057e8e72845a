"""The ways to pay: which of them fit a currency, and how each is said in the letter's language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

ONLINE: Final = "online"

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    ONLINE: {"en": "online", "de": "online", "es": "en línea", "fr": "en ligne"},
    "bank transfer": {
        "en": "bank transfer",
        "de": "per Überweisung",
        "de_noun": "Überweisung",
        "es": "transferencia bancaria",
        "fr": "virement bancaire",
    },
    "wire transfer": {
        "en": "wire transfer",
        "de": "per Auslandsüberweisung",
        "de_noun": "Auslandsüberweisung",
        "es": "transferencia internacional",
        "fr": "virement international",
    },
    "standing order": {
        "en": "standing order",
        "en_US": "recurring transfer",
        "de": "per Dauerauftrag",
        "de_noun": "Dauerauftrag",
        "es": "orden permanente",
        "fr": "virement permanent",
    },
    "direct debit": {
        "en": "direct debit",
        "de": "per Lastschrift",
        "de_noun": "Lastschrift",
        "es": "domiciliación bancaria",
        "fr": "prélèvement automatique",
    },
    "card": {
        "en": "card",
        "de": "mit Karte",
        "de_noun": "Karte",
        "es": "tarjeta",
        "fr": "carte bancaire",
    },
    "credit card": {
        "en": "credit card",
        "de": "mit Kreditkarte",
        "de_noun": "Kreditkarte",
        "es": "tarjeta de crédito",
        "fr": "carte de crédit",
    },
    "card by phone": {
        "en": "card by phone",
        "de": "mit Karte am Telefon",
        "de_noun": "Karte am Telefon",
        "es": "tarjeta por teléfono",
        "fr": "carte bancaire par téléphone",
    },
    "cheque": {
        "en": "cheque",
        "en_US": "check",
        "de": "per Scheck",
        "de_noun": "Scheck",
        "es": "cheque",
        "fr": "chèque",
    },
    "cash": {
        "en": "cash",
        "de": "bar",
        "de_noun": "Barzahlung",
        "es": "efectivo",
        "fr": "espèces",
    },
}
"""The well-known ways, by language; `en_US` where Americans have another word, `de_noun` as a
rulebook may name it where a sentence needs its preposition. Others, such as PayPal, are said as the
rulebook has them."""
NAMES: Final = {
    word.casefold(): kind for kind, names in KINDS.items() for word in (kind, *names.values())
}
"""Each name in any language, and the way that it names."""

_ACCOUNT: Final = re.compile(r"\b(iban|bic|swift|account|bsb|routing|sort code)\b", re.IGNORECASE)
_OF_AN_ACCOUNT: Final = ("bank transfer", "wire transfer", "standing order")

BLANK: Final = re.compile(r"\{\{\s*(.*?)\s*\}\}")
BLANKS: Final = ("number", "customer")
"""What the details may leave to each letter: the invoices' numbers, the customer's name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay that the company offers."""

    way: str
    """As the rulebook names it."""
    currencies: tuple[str, ...] = ()
    """For amounts in these alone; empty: in any."""
    details: str | None = None
    """What one needs to pay this way: an account, a telephone number."""
    translated: tuple[tuple[str, str], ...] = ()
    """The details by language where they are written so, each with its code; `details` is None then."""

    @property
    def all_details(self) -> tuple[str, ...]:
        """The details in every language."""
        return tuple(filter(None, (self.details, *(said for _, said in self.translated))))

    def told_in(self, language: str, usual: str) -> "Way":
        """The same with the details in a language alone, else in the company's usual one."""
        if not self.translated:
            return self
        said = dict(self.translated)
        return replace(self, details=said.get(language) or said.get(usual), translated=())

    @property
    def kind(self) -> str | None:
        """Its name among the well-known ways; None for any other."""
        return NAMES.get(self.way.casefold())

    @property
    def is_online(self) -> bool:
        """Whether it needs a page to pay on."""
        return self.kind == ONLINE or ONLINE in self.way.casefold()

    @property
    def names_an_account(self) -> bool:
        """Whether its details look like a bank account, which is kept in some currency."""
        details = self.all_details
        return bool(details) and (self.kind in _OF_AN_ACCOUNT or any(map(_ACCOUNT.search, details)))

    def serves(self, currency: str) -> bool:
        """Whether an amount in this currency can be paid so."""
        return not self.currencies or currency in self.currencies

    def said(self, language: str, *, american: bool = False) -> str:
        """Its name in a language; its own where the language or the way is not known."""
        names = KINDS.get(self.kind or "", {})
        own = names.get(f"{language}_US") if american else None
        return own or names.get(language) or self.way


def serving(ways: Iterable[Way], currency: str, *, linked: bool) -> tuple[Way, ...]:
    """The ways to pay in a currency; the online one only where there is a page to pay on."""
    return tuple(way for way in ways if way.serves(currency) and (linked or not way.is_online))


def told_in(ways: Iterable[Way], language: str, usual: str) -> tuple[Way, ...]:
    """The ways with their details in a language, else in the company's usual one."""
    return tuple(way.told_in(language, usual) for way in ways)


def filled(details: str, blanks: Mapping[str, str]) -> str:
    """Details with their blanks filled in."""
    return BLANK.sub(lambda found: blanks.get(found[1], ""), details)


def currencies_named(ways: Sequence[Way]) -> tuple[str, ...]:
    """Every currency that some way is for."""
    return tuple(dict.fromkeys(currency for way in ways for currency in way.currencies))
