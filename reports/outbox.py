"""The outbox as a table."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from reports.console import table
from sync.store.delivery_rows import delivery_of
from sync.store.outbox_rows import Intent


def show_outbox(intents: Sequence[Intent], console: Console) -> None:
    """What is in the outbox, oldest first."""
    if not intents:
        console.print("Nothing waits for anybody.")
        return
    shown = table("Id", "State", "Delivery", "Decided", "What", "Customer", "Invoices", "Says")
    for intent in intents:
        numbers = ", ".join(line.number or line.invoice for line in intent.lines)
        shown.add_row(
            intent.id[:10],
            intent.state.value,
            delivery_of(intent) or "",
            intent.decided_on.isoformat(),
            intent.step or intent.action.value,
            *map(escape, (intent.customer_name, numbers, _says(intent))),
        )
    console.print(shown)


def _says(intent: Intent) -> str:
    says = intent.delivery_says or intent.says or intent.reason
    phones = _phones(intent) if intent.channel == "phone" else []
    return f"{says} Phone {', '.join(phones)}." if phones else says


def _phones(intent: Intent) -> list[str]:
    return [person.phone for person in intent.to if person.phone]


def outbox_json(intents: Sequence[Intent]) -> list[dict[str, Any]]:
    """The outbox for machines."""
    return [
        {
            "id": intent.id,
            "state": intent.state.value,
            "decided_on": intent.decided_on.isoformat(),
            "decision": intent.action.value,
            "step": intent.step,
            "channel": intent.channel,
            "customer": {"id": intent.customer, "name": intent.customer_name},
            "to": [person.email for person in intent.to if person.email],
            "phones": _phones(intent),
            "invoices": [{"id": line.invoice, "number": line.number} for line in intent.lines],
            "message_id": intent.message_id,
            "says": intent.says,
            "delivery": delivery.value if (delivery := delivery_of(intent)) else None,
            "delivery_says": intent.delivery_says,
        }
        for intent in intents
    ]
