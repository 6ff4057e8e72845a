"""Notes on invoices: what they say, and writing each of them once."""

from collections.abc import Iterator, Sequence

from connectors.errors import Refused, Trouble, Unanswered, Unavailable
from connectors.ledger import Ledger
from connectors.mail.message import Receipt
from rules.decisions import Action
from rules.facts import Invoice
from sync.plan import amount
from sync.report import NoteOutcome
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, NoteDue, State

SHORT = 8
"""How much of an intent's id goes into a note, so that it can be found again."""
NOT_FOUND, INACTIVE = 404, "610"
"""How Xero (A16) and QuickBooks (B14) say that there is no such invoice."""
DUE = (State.QUEUED, State.SENDING, State.FAILED)


def marker(intent: str) -> str:
    """What a note begins with; a platform may cut the end of a long one off."""
    return f"[goodterms {intent[:SHORT]}]"


def notes_of(intent: Intent, invoices: Sequence[Invoice], receipt: Receipt) -> Iterator[NoteDue]:
    """The notes that are due when the intent was carried out: one on each of its invoices.

    Of an invoice that went out with our own letter the ledger is told as well that it was sent.
    """
    for invoice in invoices:
        yield NoteDue(
            id=f"{intent.id}-{invoice.id}",
            intent=intent.id,
            invoice=invoice.id,
            text=_text(intent, invoice, receipt),
            state=State.QUEUED,
        )
        if intent.action is Action.SEND_INVOICE and intent.channel == "email":
            mark = f"{intent.id}-{invoice.id}-mark"
            yield NoteDue(
                id=mark,
                intent=intent.id,
                invoice=invoice.id,
                text=outbox_rows.MARK_SENT,
                state=State.QUEUED,
            )


def notes_of_return(intent: Intent, says: str) -> Iterator[NoteDue]:
    """The notes that are due when a mail came back: one on each invoice that it took a step of."""
    day = f"{intent.decided_on:%Y-%m-%d}"
    for line in intent.lines:
        if line.step is not None:
            yield NoteDue(
                id=f"{intent.id}-{line.invoice}-back",
                intent=intent.id,
                invoice=line.invoice,
                text=f"[goodterms {intent.id[:SHORT]} back] The e-mail of {day} did not arrive: {says}.",
                state=State.QUEUED,
            )


def _text(intent: Intent, invoice: Invoice, receipt: Receipt) -> str:
    owed = f"{invoice.balance.currency} {amount(invoice.balance.amount, invoice.balance.currency)}"
    step = next((line.step for line in intent.lines if line.invoice == invoice.id), None)
    day = f"{intent.decided_on:%Y-%m-%d}"
    what = {
        Action.SEND_INVOICE: "Invoice sent to the customer",
        Action.THANK: f"Thanks e-mailed to {_names(intent, receipt)}",
        Action.CALL: f"{_call(intent, step)}, {owed} open",
        Action.HAND_OVER: f"Handed over for collection, {owed} open",
        Action.STATEMENT: f"On the statement of account e-mailed to {_names(intent, receipt)}, "
        f"{owed} open",
        Action.ANNOUNCE: f'Told of "{_announced(intent)}" by e-mail to {_names(intent, receipt)}',
    }.get(intent.action)
    if what is None:
        kind = f'Reminder "{step or intent.step}"' if step else "Reminder that lists this one"
        how = "posted" if intent.channel == "letter" else "e-mailed"
        what = f"{kind} {how} to {_names(intent, receipt)}, {owed} open"
    return f"{marker(intent.id)} {what} on {day}."


def _call(intent: Intent, step: str | None) -> str:
    """One call is about all that is open, whichever step each invoice was at."""
    if step is None:
        return "Call made that was about this one as well"
    return f'Call "{intent.step}" made' + (f' for "{step}"' if step != intent.step else "")


def _announced(intent: Intent) -> str:
    return (intent.occasion or "").partition(" ")[2]


def _names(intent: Intent, receipt: Receipt) -> str:
    took = {email.lower() for email in receipt.accepted}
    people = [person for person in intent.to if person.email and person.email.lower() in took]
    shown = [f"{p.name} <{p.email}>" if p.name else str(p.email) for p in people or intent.to]
    more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
    return ", ".join(shown[:2]) + more


def write_notes(store: Store, ledger: Ledger, company: str) -> Iterator[NoteOutcome]:
    """Write every note that is due. One that was interrupted is looked for in the ledger first.

    One that was refused before is tried again: somebody may have put right what was wrong with
    its invoice. When the ledger goes away, that is the last outcome; what is left stays due.
    """
    with store.read() as connection:
        due = outbox_rows.all_notes(connection, company, DUE)
    for note in due:
        try:
            yield _write(store, ledger, note)
        except Trouble as trouble:
            # the mails have gone out, and that is to be told all the same
            away = isinstance(trouble, Unavailable)
            yield NoteOutcome(note, State.QUEUED if away else State.FAILED, str(trouble))
            return


def _write(store: Store, ledger: Ledger, note: NoteDue) -> NoteOutcome:
    if note.is_mark:
        return _mark(store, ledger, note)
    outcome = NoteOutcome(note, State.SENT)
    try:
        if note.state is not State.SENDING or not _is_there(ledger, note):
            _move(store, note, State.SENDING)
            _add(ledger, note)
    except Refused as trouble:
        # an invoice that is gone needs no note, and no person
        state = State.OVERTAKEN if _is_gone(trouble) else State.FAILED
        outcome = NoteOutcome(note, state, str(trouble))
    _move(store, note, outcome.state, outcome.says)
    return outcome


def _mark(store: Store, ledger: Ledger, note: NoteDue) -> NoteOutcome:
    """Set the ledger's own mark. Where it is refused, our own record counts: nobody has to act."""
    outcome = NoteOutcome(note, State.SENT)
    _move(store, note, State.SENDING)
    try:
        ledger.mark_sent(note.invoice, key=note.id)
    except Refused as trouble:
        says = f"the ledger does not take the mark, and our own record counts: {trouble}"
        outcome = NoteOutcome(note, State.OVERTAKEN, says)
    _move(store, note, outcome.state, outcome.says)
    return outcome


def _add(ledger: Ledger, note: NoteDue) -> None:
    try:
        ledger.add_note(note.invoice, note.text, key=f"note-{note.id}")
    except Unanswered:
        if not _is_there(ledger, note):
            ledger.add_note(note.invoice, note.text, key=f"note-{note.id}")


def _is_gone(trouble: Refused) -> bool:
    return trouble.status == NOT_FOUND or trouble.code == INACTIVE


def _is_there(ledger: Ledger, note: NoteDue) -> bool:
    try:
        begins = note.text[: note.text.index("]") + 1]
        return any(begins in found.text for found in ledger.notes(note.invoice))
    except Refused:
        # the ledger cannot say; the same key makes a second note the same note where it can
        return False


def _move(store: Store, note: NoteDue, state: State, says: str | None = None) -> None:
    with store.write() as connection:
        outbox_rows.set_note(connection, note.id, state, says)
