"""`letters preview`: the mail of a step, for a real customer out of the store. Nothing is sent."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from connectors.errors import Misuse, Refused, Trouble
from connectors.mail.message import Attachment, Mail
from rules.case import Case
from rules.deciding.as_if import announcement_called, as_if
from rules.deciding.assumed import AsIf
from rules.deciding.ladder import SEND_INVOICE, THANKING, THANKS_PART
from rules.deciding.statements import STATEMENT
from rules.deciding.thanks import STEPS
from rules.decisions import Action
from rules.facts import Invoice
from rules.rulebook import Rulebook, Step
from sync.cases import build_cases, read_books
from sync.extras import Extras
from sync.house import Opener, utc_now
from sync.intents import intent_of, may_praise
from sync.mails import Writer
from sync.naming import meant_of
from sync.pay_links import NONE
from sync.plan import pays_well
from sync.run import calendar_of
from sync.statements import Accounts
from sync.store.outbox_rows import Intent
from workbench.mail_views import Preview

OFFLINE: Final = "The pay links are left out: the ledger was not asked."


@dataclass(slots=True)
class _Shown(Extras):
    """Links as the ledger gives them, files by their names alone; a ledger that is away is no matter."""

    offline: bool = False
    missing: list[str] = field(default_factory=list)

    def pay_link(self, invoice: Invoice) -> str | None:
        """The page to pay on; None where the ledger has none, or cannot be asked."""
        if self.offline and not self.missing:
            self.missing.append(OFFLINE)
        if invoice.pay_link or self.missing:
            return invoice.pay_link
        try:
            return self.ledger.pay_link(invoice.id)
        except Refused:
            return None
        except Trouble as trouble:
            self.missing.append(f"The pay links are left out. {trouble}")
            return None

    def attachments(self, invoices: Sequence[Invoice]) -> tuple[Attachment, ...]:
        """The names of the files; nobody opens them in a preview."""
        names = (f"{invoice.number or invoice.id}.pdf" for invoice in invoices)
        return tuple(Attachment(name, "application/pdf", b"") for name in names)


def preview(
    opener: Opener,
    step: str,
    customer: str | None,
    *,
    on: date | None = None,
    offline: bool = False,
    paper: bool = False,
) -> Preview:
    """The mail of a step, of `thanks`, a `statement`, `send-invoice` or an announcement, for this
    customer or the one whose day is nearest; with `paper` as a PDF too.

    It is looked at as of a day, today when none is said.

    Raises Misuse for a step that sends no letter, and where nobody is there to get it.
    """
    rulebook = opener.rulebook
    _refuse_without_letter(rulebook, step)
    books = read_books(opener.store, opener.settings.company)
    calendar = calendar_of(rulebook, books.company)
    today = on or utc_now().astimezone(ZoneInfo(calendar.timezone)).date()
    everyone = announcement_called(rulebook, step) is not None
    cases = _of(customer, list(build_cases(books, today=today, everyone=everyone)))
    case, found = _nearest(rulebook, cases, step=step, customer=customer)
    extras = _Shown(opener.ledger, offline=offline)
    writer = Writer(
        extras=extras,
        rulebook=rulebook,
        company=books.company,
        calendar=calendar,
        attach_pdf=opener.settings.attach_pdf,
        today=found.on,
        accounts=Accounts(opener.store, opener.settings.company),
    )
    praised = pays_well(case.behaviour) and may_praise(found.decision)
    intent = intent_of(found.decision, found.on, key="preview", good_history=praised)
    invoices = [line.invoice for line in found.decision.lines]
    at = calendar.opening(found.on)
    mail = writer.write(intent, invoices, at=at, thread=())
    odd = (why for why in extras.unlinked.values() if why != NONE)
    left_out = (f"A pay link is left out: {why}." for why in odd)
    remarks = (*_remarks(found), *extras.missing, *left_out)
    return Preview(
        mail=mail,
        on=found.on,
        customer=case.customer.name,
        remarks=remarks,
        paper=_paper(writer, intent, invoices, mail) if paper else None,
    )


def _paper(writer: Writer, intent: Intent, invoices: Sequence[Invoice], mail: Mail) -> bytes:
    """The PDF that goes with a statement; of any other letter the one for the post."""
    if intent.action is Action.STATEMENT:
        return mail.attachments[0].content
    return writer.on_paper(intent, invoices).content


def _refuse_without_letter(rulebook: Rulebook, wanted: str) -> None:
    steps = {step.name: step for policy in rulebook.policies for step in policy.steps}
    beside = _beside(rulebook)
    if wanted in beside:
        return
    if wanted in THANKING or wanted in (STATEMENT, SEND_INVOICE):
        raise Misuse(f'This rulebook has no letter for "{wanted}"{_there_are(steps, beside)}')
    if wanted not in steps:
        known = [*(name for name, step in steps.items() if step.letter), *beside]
        near = difflib.get_close_matches(wanted, known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else _there_are(steps, beside)
        raise Misuse(f'No policy has a step "{wanted}"{hint}')
    if steps[wanted].letter is None:
        raise Misuse(f'The step "{wanted}" goes by {steps[wanted].channel}, and sends no letter.')


def _beside(rulebook: Rulebook) -> tuple[str, ...]:
    """What sends a letter and is no step of a policy."""
    thanks = {STEPS[rule.earned] for rule in rulebook.thanks}
    sends = rulebook.send_invoices
    return (
        *sorted(thanks),
        *([STATEMENT] if rulebook.statements is not None else []),
        *([SEND_INVOICE] if sends is not None and sends.letter is not None else []),
        *(each.name for each in rulebook.announcements),
    )


def _there_are(steps: Mapping[str, Step], beside: Sequence[str]) -> str:
    known = [*(name for name, step in steps.items() if step.letter), *beside]
    return f"; there are: {', '.join(known)}."


def _of(customer: str | None, cases: list[Case]) -> list[Case]:
    if customer is None:
        return cases
    folded = customer.casefold()
    found = [
        case
        for case in cases
        if folded in (case.customer.id.casefold(), case.customer.name.casefold())
    ]
    if not found:
        near = meant_of(customer, [case.customer.name for case in cases])
        says = f'No customer with an open or lately paid invoice is called "{customer}". {near}'
        raise Misuse(says.rstrip())
    return found


def _nearest(
    rulebook: Rulebook, cases: Sequence[Case], *, step: str, customer: str | None
) -> tuple[Case, AsIf]:
    chances = [(case, found) for case in cases if (found := as_if(rulebook, case, step))]
    if not chances:
        what = "is open and has a due date"
        if step == STATEMENT:
            what = "is open and was sent to the customer"
        elif step in THANKING:
            what = "was paid in part" if step == THANKS_PART else "was paid lately"
        elif step == SEND_INVOICE:
            what = "is open"
        elif announcement_called(rulebook, step) is not None:
            raise Misuse(f'Nobody was invoiced lately, so "{step}" would be told to nobody.')
        whose = f'of "{customer}"' if customer else "in the store"
        raise Misuse(
            f'No invoice {whose} {what}, so the letter of "{step}" has nothing to be about.'
        )
    return min(chances, key=_preference)


def _preference(chance: tuple[Case, AsIf]) -> tuple[bool, bool, int, str]:
    case, found = chance
    return (not found.decision.to, not found.own, found.apart, case.customer.id)


def _remarks(found: AsIf) -> Iterator[str]:
    if not found.decision.to:
        yield "Nobody is known to whom it could go."
    if found.against is not None:
        yield f"It would not go out now: {found.against}"
    if found.made_up is not None:
        yield found.made_up
    if not found.own:
        yield f'This customer is on another ladder than "{found.decision.policy}".'
    if found.decision.action is Action.OFFER:
        yield "It waits for an approval before it goes."
