"""The doctor's findings."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from reports.console import table
from sync.doctor import Check


def show_checks(checks: Sequence[Check], console: Console) -> None:
    """One line a check."""
    shown = table("", "Check", "Says")
    for check in checks:
        shown.add_row("✗" if check.exit_code else "✓", check.name, escape(check.says))
    console.print(shown)


def checks_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [
        {"check": check.name, "ok": check.exit_code == 0, "says": check.says} for check in checks
    ]
