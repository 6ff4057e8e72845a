"""Why an invoice was contacted, or why not: every finding with its place in the rulebook."""

from rich.console import Console
from rich.markup import escape

from reports.console import table
from rules.decisions import Decision
from sync.plan import Plan, amount


def about(plan: Plan, wanted: str) -> tuple[Decision, ...]:
    """The decisions about an invoice, or a customer, by number, id or name."""
    exact = wanted.casefold()
    return tuple(
        decision
        for decision in plan.decisions
        if exact in (decision.customer.casefold(), decision.customer_name.casefold())
        or any(
            exact in (line.invoice.id.casefold(), (line.invoice.number or "").casefold())
            for line in decision.lines
        )
    )


def show_explanation(decisions: tuple[Decision, ...], console: Console) -> None:
    """One block a decision: the reason, the facts, the rules, what comes next."""
    for decision in decisions:
        invoices = ", ".join(
            f"{line.invoice.number or line.invoice.id} "
            f"({line.invoice.balance.currency} "
            f"{amount(line.invoice.balance.amount, line.invoice.balance.currency)}, "
            f"{_due(line.days_overdue)})"
            for line in decision.lines
        )
        console.print(f"[bold]{escape(decision.customer_name)}[/bold]: {escape(invoices)}")
        console.print(f"{decision.action.value}: {escape(decision.reason)}")
        shown = table("", "Finding", "Rule")
        for finding in decision.findings:
            shown.add_row("✓" if finding.holds else "✗", escape(finding.says), escape(finding.at))
        console.print(shown)
        for task in decision.tasks:
            console.print(f"To do: {escape(task)}")
        if decision.next_on is not None:
            console.print(f"Next, if nothing changes: {decision.next_on:%A %d %B %Y}")
        console.print()


def _due(days: int) -> str:
    if days == 0:
        return "due today"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} overdue" if days > 0 else f"due in {-days} {unit}"
