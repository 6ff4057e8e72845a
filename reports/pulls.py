"""A pull in a sentence, and for machines."""

from typing import Any

from sync.pull import PullReport


def say_pull(report: PullReport) -> str:
    """What a pull brought, and what could not be read."""
    what = "Everything" if report.full else "What changed"
    brought, calls = _count(report.records, "record"), _count(report.calls, "call")
    lines = [f"{what} was pulled: {brought}, {report.gone} deleted, {calls}."]
    lines += [
        f"Cannot be read, and its customer is held: {record.kind.value} {record.id or '?'}: "
        f"{record.why}"
        for record in report.unreadable
    ]
    return "\n".join(lines)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def pull_json(report: PullReport) -> dict[str, Any]:
    """The same for machines."""
    return {
        "full": report.full,
        "records": report.records,
        "gone": report.gone,
        "calls": report.calls,
        "unreadable": [
            {
                "kind": record.kind.value,
                "id": record.id,
                "customer": record.customer,
                "why": record.why,
            }
            for record in report.unreadable
        ],
    }
