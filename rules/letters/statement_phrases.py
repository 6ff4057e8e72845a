"""The words of a statement of account, in each language that Goodterms speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rules.statement import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPhrases:
    """One language. In braces stands what is filled in."""

    title: str
    period: str
    account: str
    heads: tuple[str, str, str, str]
    """Day, what, amount, balance."""
    opening: str
    closing: str
    since: str
    now: str
    credit_left: str
    """How much of the balance is credit; follows it."""
    kinds: Mapping[EntryKind, str]
    numbered: Mapping[EntryKind, str]
    due: str
    ages_title: str
    ages: tuple[str, str, str, str, str]
    """Not yet due, 1 to 30 days overdue, 31 to 60, 61 to 90, more."""


STATEMENT_PHRASES: Final[Mapping[str, StatementPhrases]] = {
    "en": StatementPhrases(
        title="Statement of account",
        period="{start} to {end}",
        account="Account in {currency}",
        heads=("Day", "", "Amount", "Balance"),
        opening="Balance brought forward",
        closing="Balance on this day",
        since="Since then",
        now="Balance today",
        credit_left="credit taken off: {amount}",
        kinds={
            EntryKind.INVOICE: "Invoice",
            EntryKind.PAYMENT: "Payment, thank you",
            EntryKind.CREDIT: "Credit, not used yet",
            EntryKind.SETTLED: "Credit or payment",
        },
        numbered={
            EntryKind.INVOICE: "Invoice {number}",
            EntryKind.PAYMENT: "Payment {number}, thank you",
            EntryKind.CREDIT: "Credit {number}, not used yet",
            EntryKind.SETTLED: "Credit or payment on {number}",
        },
        due="due {day}",
        ages_title="What is open, by age",
        ages=("not yet due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "over 90 days"),
    ),
    "de": StatementPhrases(
        title="Kontoauszug",
        period="{start} bis {end}",
        account="Konto in {currency}",
        heads=("Datum", "", "Betrag", "Saldo"),
        opening="Saldovortrag",
        closing="Endsaldo",
        since="Seitdem",
        now="Saldo heute",
        credit_left="davon Ihr Guthaben: {amount}",
        kinds={
            EntryKind.INVOICE: "Rechnung",
            EntryKind.PAYMENT: "Zahlung, vielen Dank",
            EntryKind.CREDIT: "Guthaben, noch nicht verrechnet",
            EntryKind.SETTLED: "Gutschrift oder Zahlung",
        },
        numbered={
            EntryKind.INVOICE: "Rechnung {number}",
            EntryKind.PAYMENT: "Zahlung {number}, vielen Dank",
            EntryKind.CREDIT: "Guthaben {number}, noch nicht verrechnet",
            EntryKind.SETTLED: "Gutschrift oder Zahlung zu {number}",
        },
        due="fällig am {day}",
        ages_title="Offene Beträge nach Fälligkeit",
        ages=(
            "noch nicht fällig",
            "seit 1 bis 30 Tagen",
            "seit 31 bis 60 Tagen",
            "seit 61 bis 90 Tagen",
            "seit über 90 Tagen",
        ),
    ),
    "es": StatementPhrases(
        title="Estado de cuenta",
        period="del {start} al {end}",
        account="Cuenta en {currency}",
        heads=("Fecha", "", "Importe", "Saldo"),
        opening="Saldo anterior",
        closing="Saldo al cierre",
        since="Desde entonces",
        now="Saldo actual",
        credit_left="incluye un saldo a su favor de {amount}",
        kinds={
            EntryKind.INVOICE: "Factura",
            EntryKind.PAYMENT: "Pago, gracias",
            EntryKind.CREDIT: "Saldo a favor, aún sin aplicar",
            EntryKind.SETTLED: "Pago o saldo aplicado",
        },
        numbered={
            EntryKind.INVOICE: "Factura {number}",
            EntryKind.PAYMENT: "Pago {number}, gracias",
            EntryKind.CREDIT: "Saldo a favor {number}, aún sin aplicar",
            EntryKind.SETTLED: "Pago o saldo aplicado a {number}",
        },
        due="con vencimiento el {day}",
        ages_title="Importes pendientes por antigüedad",
        ages=(
            "sin vencer",
            "de 1 a 30 días",
            "de 31 a 60 días",
            "de 61 a 90 días",
            "más de 90 días",
        ),
    ),
    "fr": StatementPhrases(
        title="Relevé de compte",
        period="du {start} au {end}",
        account="Compte en {currency}",
        heads=("Date", "", "Montant", "Solde"),
        opening="Solde précédent",
        closing="Solde à cette date",
        since="Depuis lors",
        now="Solde à ce jour",
        credit_left="dont avoir en votre faveur\u00a0: {amount}",
        kinds={
            EntryKind.INVOICE: "Facture",
            EntryKind.PAYMENT: "Paiement, merci",
            EntryKind.CREDIT: "Avoir, non encore déduit",
            EntryKind.SETTLED: "Avoir ou paiement",
        },
        numbered={
            EntryKind.INVOICE: "Facture {number}",
            EntryKind.PAYMENT: "Paiement {number}, merci",
            EntryKind.CREDIT: "Avoir {number}, non encore déduit",
            EntryKind.SETTLED: "Avoir ou paiement sur {number}",
        },
        due="échéance le {day}",
        ages_title="Reste à régler, par ancienneté",
        ages=(
            "non échu",
            "1 à 30 jours",
            "31 à 60 jours",
            "61 à 90 jours",
            "plus de 90 jours",
        ),
    ),
}
"""By the language's code."""
