"""The words that Goodterms itself puts into a letter, in each language that it speaks.

The text of a letter is its author's. What stands here fills its placeholders: days, amounts, lists,
the table. One entry adds a language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language. In braces stands what is filled in."""

    hello: str
    hello_to: str
    no_day: str
    """Instead of a due date, to follow "is"."""
    due_today: str
    due_tomorrow: str
    due_in: str
    overdue_one: str
    overdue: str
    short_none: str
    short_today: str
    short_tomorrow: str
    short_in: str
    short_overdue_one: str
    short_overdue: str
    both: str
    """`and` between the last two of a list."""
    either: str
    invoice: str
    invoices_named: str
    invoices_counted: str
    of_day: str
    """Instead of an invoice's number."""
    heads: tuple[str, str, str]
    total: str
    left_of: str
    due_on: str
    pay_online: str
    pay_this_online: str
    in_parts: str
    counts: tuple[str, ...]
    """Two to six, in words."""
    part: str
    pay_amount: str
    ways_named: str
    ways_listed: str
    ways_for: str
    ways_on_invoice: tuple[str, str]
    """For one invoice, and for more; as every pair here."""
    way_with: str
    the_numbers: str
    """Instead of many invoices' numbers."""
    enclosed: tuple[str, str]
    also_open: str
    terms: tuple[str, str]
    """New terms, to follow "due": of one day, and of more."""
    full_day: str | None = None
    """Babel's pattern of a day with its weekday; None: as Babel has it."""
    day: str | None = None
    first: str = ""
    """What follows the number of a month's first day."""
    money: str = "¤¤ #,##0.00"
    """Babel's pattern of an amount, with the code for a sign: a bare $ could be anybody's."""


ENGLISH: Final = Phrases(
    hello="Hello,",
    hello_to="Hello {name},",
    no_day="open",
    due_today="due today, {day}",
    due_tomorrow="due tomorrow, on {day}",
    due_in="due in {count} days, on {day}",
    overdue_one="1 day overdue (it was due on {day})",
    overdue="{count} days overdue (it was due on {day})",
    short_none="no due date",
    short_today="today",
    short_tomorrow="tomorrow",
    short_in="in {count} days",
    short_overdue_one="1 day overdue",
    short_overdue="{count} days overdue",
    both="and",
    either="or",
    invoice="invoice {number}",
    invoices_named="invoices {numbers}",
    invoices_counted="{count} invoices",
    of_day="of {day}",
    heads=("Invoice", "Due", "To pay"),
    total="Total",
    left_of="what is left of {amount}",
    due_on="Due {day}",
    pay_online="Pay online",
    pay_this_online="Pay invoice {number} online",
    in_parts="In {count} parts:",
    counts=("two", "three", "four", "five", "six"),
    part="{amounts} on {day}",
    pay_amount="Pay {amount} online",
    ways_named="You can pay whichever way suits you best: {ways}.",
    ways_listed="You can pay whichever way suits you best:",
    ways_for="For the amount in {currency}, you can pay whichever way suits you best:",
    ways_on_invoice=(
        "You will find the ways to pay on the invoice.",
        "You will find the ways to pay on the invoices.",
    ),
    way_with="{way}: {details}",
    the_numbers="the invoice numbers",
    enclosed=("A copy of the invoice is attached.", "Copies of the invoices are attached."),
    also_open="For completeness, the table also shows what else is open.",
    terms=("1 day after the day of the invoice", "{count} days after the day of the invoice"),
    full_day="EEEE d MMMM y",
    day="d MMMM y",
)

PHRASES: Final[Mapping[str, Phrases]] = {
    "en": ENGLISH,
    "de": Phrases(
        hello="Guten Tag,",
        hello_to="Guten Tag {name},",
        no_day="offen",
        due_today="heute fällig, am {day}",
        due_tomorrow="morgen fällig, am {day}",
        due_in="in {count} Tagen fällig, am {day}",
        overdue_one="seit einem Tag überfällig (fällig war sie am {day})",
        overdue="seit {count} Tagen überfällig (fällig war sie am {day})",
        short_none="ohne Fälligkeitsdatum",
        short_today="heute",
        short_tomorrow="morgen",
        short_in="in {count} Tagen",
        short_overdue_one="1 Tag überfällig",
        short_overdue="{count} Tage überfällig",
        both="und",
        either="oder",
        invoice="Rechnung {number}",
        invoices_named="Rechnungen {numbers}",
        invoices_counted="{count} Rechnungen",
        of_day="vom {day}",
        heads=("Rechnung", "Fällig", "Zu zahlen"),
        total="Summe",
        left_of="Rest von ursprünglich {amount}",
        due_on="Fällig {day}",
        pay_online="Online bezahlen",
        pay_this_online="Rechnung {number} online bezahlen",
        in_parts="In {count} Raten:",
        counts=("zwei", "drei", "vier", "fünf", "sechs"),
        part="{amounts} am {day}",
        pay_amount="{amount} online bezahlen",
        ways_named="Sie können bezahlen, wie es Ihnen am besten passt: {ways}.",
        ways_listed="Sie können bezahlen, wie es Ihnen am besten passt:",
        ways_for="Den Betrag in {currency} können Sie bezahlen, wie es Ihnen am besten passt:",
        ways_on_invoice=(
            "Wie Sie bezahlen können, steht auf der Rechnung.",
            "Wie Sie bezahlen können, steht auf den Rechnungen.",
        ),
        way_with="{way}: {details}",
        the_numbers="die Rechnungsnummern",
        enclosed=(
            "Eine Kopie der Rechnung liegt bei.",
            "Kopien der Rechnungen liegen bei.",
        ),
        also_open="Der Vollständigkeit halber zeigt die Tabelle auch, was sonst noch offen ist.",
        terms=("einen Tag nach dem Rechnungsdatum", "{count} Tage nach dem Rechnungsdatum"),
        full_day="EEEE, d.\u00a0MMMM y",
        day="d.\u00a0MMMM y",
        money="¤¤\u00a0#,##0.00",
    ),
    "es": Phrases(
        hello="Hola:",
        hello_to="Hola, {name}:",
        no_day="está pendiente",
        due_today="vence hoy, {day}",
        due_tomorrow="vence mañana, {day}",
        due_in="vence dentro de {count}\u00a0días, el {day}",
        overdue_one="venció ayer, {day}",
        overdue="venció hace {count}\u00a0días, el {day}",
        short_none="sin fecha de vencimiento",
        short_today="hoy",
        short_tomorrow="mañana",
        short_in="dentro de {count} días",
        short_overdue_one="ayer",
        short_overdue="hace {count} días",
        both="y",
        either="o",
        invoice="factura {number}",
        invoices_named="facturas {numbers}",
        invoices_counted="{count} facturas",
        of_day="del {day}",
        heads=("Factura", "Vencimiento", "A pagar"),
        total="Total",
        left_of="resto de un total de {amount}",
        due_on="Vto. {day}",
        pay_online="Pagar aquí",
        pay_this_online="Pagar en línea la factura {number}",
        in_parts="En {count} pagos:",
        counts=("dos", "tres", "cuatro", "cinco", "seis"),
        part="{amounts} el {day}",
        pay_amount="Pagar {amount} en línea",
        ways_named="Puede elegir la forma de pago que prefiera: {ways}.",
        ways_listed="Puede elegir la forma de pago que prefiera:",
        ways_for="Para el importe en {currency}, puede elegir la forma de pago que prefiera:",
        ways_on_invoice=(
            "En la factura encontrará las formas de pago.",
            "En las facturas encontrará las formas de pago.",
        ),
        way_with="{way}: {details}",
        the_numbers="los números de las facturas",
        enclosed=(
            "Adjuntamos una copia de la factura.",
            "Adjuntamos una copia de cada factura.",
        ),
        also_open="Para que tenga toda la información, la tabla incluye también lo demás que está pendiente.",
        terms=(
            "al día siguiente de la fecha de la factura",
            "a los {count}\u00a0días de la fecha de la factura",
        ),
        full_day="EEEE d 'de' MMMM 'de' y",
        money="#,##0.00\u00a0¤¤",
    ),
    "fr": Phrases(
        hello="Bonjour,",
        hello_to="Bonjour {name},",
        no_day="en attente de règlement",
        due_today="à échéance aujourd’hui, {day}",
        due_tomorrow="à échéance demain, {day}",
        due_in="à échéance dans {count}\u00a0jours, le {day}",
        overdue_one="échue depuis hier, {day}",
        overdue="échue depuis {count}\u00a0jours (échéance le {day})",
        short_none="sans échéance",
        short_today="aujourd’hui",
        short_tomorrow="demain",
        short_in="dans {count} jours",
        short_overdue_one="échue hier",
        short_overdue="échue depuis {count} jours",
        both="et",
        either="ou",
        invoice="facture {number}",
        invoices_named="factures {numbers}",
        invoices_counted="{count} factures",
        of_day="du {day}",
        heads=("Facture", "Échéance", "À régler"),
        total="Total",
        left_of="reste à régler sur {amount}",
        due_on="Pour le {day}",
        pay_online="Payer en ligne",
        pay_this_online="Payer la facture {number} en ligne",
        in_parts="En {count} fois\u00a0:",
        counts=("deux", "trois", "quatre", "cinq", "six"),
        part="{amounts} le {day}",
        pay_amount="Payer {amount} en ligne",
        ways_named="Vous pouvez payer de la manière qui vous convient le mieux\u00a0: {ways}.",
        ways_listed="Vous pouvez payer de la manière qui vous convient le mieux\u00a0:",
        ways_for="Pour le montant en {currency}, vous pouvez payer de la manière qui vous convient "
        "le mieux\u00a0:",
        ways_on_invoice=(
            "Vous trouverez les moyens de paiement sur la facture.",
            "Vous trouverez les moyens de paiement sur les factures.",
        ),
        way_with="{way}\u00a0: {details}",
        the_numbers="les numéros des factures",
        enclosed=(
            "Vous trouverez ci-joint une copie de la facture.",
            "Vous trouverez ci-joint une copie de chaque facture.",
        ),
        also_open="Pour information, le tableau reprend aussi vos autres factures en cours.",
        terms=(
            "1\u00a0jour après la date de facture",
            "{count}\u00a0jours après la date de facture",
        ),
        full_day="EEEE d\u00a0MMMM y",
        day="d\u00a0MMMM y",
        first="er",
        money="#,##0.00\u00a0¤¤",
    ),
}
"""By the language's code."""
