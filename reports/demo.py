"""The demo's story, as a stranger reads it."""

from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from reports.console import console, table
from reports.explain import show_explanations
from reports.explained import Explained
from reports.plans import show_plan
from rules.decisions import Action
from sync.demo import Shown
from sync.store.outbox_rows import State


def show_demo(companies: Sequence[Shown]) -> int:
    """Print what happened in each company; returns the exit code."""
    out = console()
    for shown in companies:
        _show_company(shown, out)
    _show_reasons(companies, out)
    _show_letter(companies, out)
    out.print(
        "The demo's ledgers have ended with it. To try commands yourself: `goodterms sandbox "
        "--platform xero`, and docs/quickstart.md."
    )
    lost = any(shown.notes_written != len(shown.notes) for shown in companies)
    return max(int(lost), *(shown.report.exit_code for shown in companies))


def _show_company(shown: Shown, out: Console) -> None:
    out.rule(f"{shown.title}")
    show_plan(shown.report.plan, out)
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
