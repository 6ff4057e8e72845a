"""One run in one line of JSON, for a monitor."""

from typing import Any

from sync.report import RunReport
from sync.runs import COUNTS


def run_line(report: RunReport) -> dict[str, Any]:
    """The counts of a run; a run that stopped prints `reports.mistakes.mistake_json` instead."""
    full = report.json
    kept = ("company", "on", "plan", *COUNTS, "summary", "exit_code")
    return {name: full[name] for name in kept} | {"calls": full["pull"]["calls"]}
