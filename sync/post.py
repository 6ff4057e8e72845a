"""The letter of an intent that waits for a person: to be read before it is approved, or to be posted."""

from connectors.errors import Misuse, NeedsPerson
from connectors.mail.message import Mail
from rules.facts import Invoice
from sync.extras import Extras
from sync.house import Opener, utc_now
from sync.mails import Writer
from sync.paper.printed import Printed
from sync.resolve import find_intent
from sync.run import calendar_of
from sync.statements import Accounts
from sync.store import ledger_copy
from sync.store.outbox_rows import Intent


def letter_of(opener: Opener, wanted: str) -> Mail:
    """The letter by the id of its intent or the beginning of it, of the day of the decision.

    Its amounts are those of the last pull.
    Raises Misuse where there is no such intent, or it has no letter.
    """
    writer, intent, invoices = _found(opener, wanted)
    return writer.write(intent, invoices, at=utc_now(), thread=())


def paper_of(opener: Opener, wanted: str) -> Printed:
    """The same letter as a PDF for the post. Raises Misuse like `letter_of`."""
    writer, intent, invoices = _found(opener, wanted)
    return writer.on_paper(intent, invoices)


def _found(opener: Opener, wanted: str) -> tuple[Writer, Intent, list[Invoice]]:
    intent = find_intent(opener.store, opener.settings.company, wanted)
    company = opener.company
    if company is None:
        raise NeedsPerson("Nothing has been pulled yet; run `goodterms pull` first.")
    calendar = calendar_of(opener.rulebook, company)
    writer = Writer(
        extras=Extras(opener.ledger),
        rulebook=opener.rulebook,
        company=company,
        calendar=calendar,
        attach_pdf=False,
        today=intent.decided_on,
        accounts=Accounts(opener.store, opener.settings.company),
    )
    if not writer.has_letter(intent):
        raise Misuse(f'"{intent.id[:10]}" goes by {intent.channel}, and has no letter.')
    with opener.store.read() as connection:
        ids = [line.invoice for line in intent.lines]
        found = ledger_copy.facts_by_id(connection, opener.settings.company, Invoice, ids)
    invoices = [found[each] for each in ids if each in found]
    if not invoices:
        raise Misuse(f'No invoice of "{intent.id[:10]}" is in our copy of the ledger any more.')
    return writer, intent, invoices
