"""The demo's story, as a stranger reads it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import default

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from connectors.sandbox.companies.week import MOVED, VAGUE
from reports.console import console, table
from reports.explain import show_explanations
from reports.explained import Explained
from reports.plans import show_contacts, show_quiet
from rules import wording
from rules.decisions import Action, Decision
from sync.demo import Shown
from sync.demo_week import LAST_WEEK, NEXT_WEEK, Week
from sync.store.outbox_rows import State

TOLD = (
    ("Heads-ups a week before the due date", "steps.md"),
    ("Invoices that nobody had sent, sent by the platform", "occasions.md"),
    ("A person before a mailbox; Acme's departments, a mail each", "how-to.md"),
    ("The day, and how far it is, in every mail", "letters.md"),
    ("Mail that came back, and the next person", "replies.md"),
    ("The ledger's own pay link, and the right account for the currency", "letters.md"),
    ("Thanks: on time, as promised, in part", "occasions.md"),
    ("A promise that passed, an instalment that was missed", "occasions.md"),
    ("A statement instead of four reminders", "statements.md"),
    ("Why somebody hears nothing", "promises.md"),
)
"""What the demo shows, and the page of docs/ that tells of it."""


def show_demo(companies: Sequence[Shown]) -> int:
    """Print what happened in each company; returns the exit code.

    That calls and approvals wait for a person is the story, and no reason to end with 1.
    """
    out = console()
    for shown in companies:
        _show_company(shown, out)
    _show_reasons(companies, out)
    _show_letter(companies, out)
    _show_pages(out)
    out.print(
        "The demo's ledgers have ended with it. To try commands yourself: `goodterms sandbox "
        "--platform xero`, and docs/quickstart.md."
    )
    lost = any(shown.notes_written != len(shown.notes) for shown in companies)
    failed = max(shown.report.exit_code for shown in companies)
    return failed if failed > 1 else int(lost)


def _show_company(shown: Shown, out: Console) -> None:
    plan = shown.report.plan
    out.rule(f"{shown.title}")
    out.print(f"[bold]{escape(plan.company.name)}[/bold] on {plan.on:%A %d %B %Y}\n")
    if shown.week.heard:
        _show_week(shown.week, out)
    contacts = tuple(_of_each_kind(plan.contacts))
    show_contacts(contacts, out)
    more = len(tuple(plan.contacts)) - len(contacts)
    if more:
        out.print(f"One of each kind is shown; {more} more are like these.\n")
    show_quiet(plan.decisions, out)
    _show_what_remains(shown, out)
    _show_numbers(shown, out)


def _of_each_kind(contacts: Sequence[Decision]) -> Iterator[Decision]:
    """The first of each step and currency, and those of whom there is more to say."""
    mails, kinds = Counter(decision.customer for decision in contacts), set()
    for decision in contacts:
        kind = (decision.action, decision.step, *decision.totals)
        told = decision.customer_name in (MOVED, VAGUE) or mails[decision.customer] > 1
        if kind not in kinds or told:
            yield decision
        kinds.add(kind)


def _show_week(week: Week, out: Console) -> None:
    rows = table("When", "What happened before")
    for heading, sentences in (
        (f"Last week, {LAST_WEEK:%d %B}", week.heard),
        ("Since then", week.since),
    ):
        for place, sentence in enumerate(sentences):
            rows.add_row("" if place else heading, escape(sentence))
    out.print(rows)
    out.print()


def _show_what_remains(shown: Shown, out: Console) -> None:
    """Next week, and what a person is to do."""
    steps = ", ".join(f"{count} {step}" for step, count in shown.next_week.most_common())
    names = wording.listing([each.name for each in shown.unreachable])
    out.print(f"Next week, {NEXT_WEEK:%d %B}, if nothing is paid until then: {steps}.")
    out.print(f"Mail reaches nobody at (`goodterms people --unusable`): {escape(names)}.")
    for task in shown.report.tasks:
        if task.words.startswith("ask "):
            out.print(f"To do (`goodterms tasks`): {escape(task.words)}.")
    for record in shown.report.plan.unreadable:
        out.print(f"Cannot be read: invoice {record.id}: {escape(record.why)}")
    out.print()


def _show_numbers(shown: Shown, out: Console) -> None:
    holds = Counter(
        decision.hold for decision in shown.report.plan.decisions if decision.action is Action.HOLD
    )
    sent = shown.report.of(State.SENT)
    mails = [outcome for outcome in sent if outcome.intent.channel == "email"]
    about = sum(len(outcome.intent.lines) for outcome in mails)
    summary = table("", ">")
    summary.add_row("calls to the ledger, over HTTP", str(shown.calls))
    summary.add_row("mails written in this run", f"{len(mails)} about {about} invoices")
    summary.add_row("invoices sent by the platform", str(len(sent) - len(mails)))
    summary.add_row("mails in the outbox folder", str(len(shown.mails)))
    summary.add_row("notes read back from the ledger", str(len(shown.notes)))
    summary.add_row("reasons to keep quiet", str(len(holds)))
    out.print(summary)
    out.print(f"The mails, to open with any mail program: {shown.folder / 'outbox'}\n")


def _show_reasons(companies: Sequence[Shown], out: Console) -> None:
    """Why one customer hears from us and another does not, and a note as the ledger has it."""
    decisions = companies[0].report.plan.decisions
    remind = next((d for d in decisions if d.action is Action.REMIND), None)
    held = next((d for d in decisions if d.hold == "probably paid"), None)
    out.rule("Why, rule by rule")
    chosen = [Explained(decision=decision) for decision in (remind, held) if decision]
    show_explanations(chosen, {}, out)
    for shown in companies:
        for text in shown.notes[:1]:
            out.print(f"A note on an invoice in {shown.title}: {escape(text)}")
    out.print()


def _show_letter(companies: Sequence[Shown], out: Console) -> None:
    mails = [path for shown in companies for path in shown.mails]
    if not mails:
        return
    message = message_from_bytes(mails[0].read_bytes(), policy=default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    heading = f"To: {message['To']}\nSubject: {message['Subject']}\n\n"
    out.print(Panel(escape(heading + text.strip()), title="One of the letters", expand=False))


def _show_pages(out: Console) -> None:
    pages = table("What you saw", "Where it is told")
    for what, page in TOLD:
        pages.add_row(what, f"docs/{page}")
    out.print(pages)
    out.print()
