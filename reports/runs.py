"""What a run prints: tables, or one line of JSON for a monitor."""

import json
from typing import Any

import click

from reports.console import console
from reports.plans import show_run
from sync.report import RunReport
from sync.runs import COUNTS
from sync.store.outbox_rows import State


def run_line(report: RunReport) -> dict[str, Any]:
    """The counts of a run; a run that stopped prints `reports.mistakes.mistake_json` instead."""
    full = report.json
    kept = ("company", "on", "plan", *COUNTS, "summary", "exit_code")
    return {name: full[name] for name in kept} | {"calls": full["pull"]["calls"]}


def tell_run(report: RunReport, *, as_json: bool, line: bool) -> None:
    """Print a run: tables for people, else JSON with a sentence beside it when it has open ends."""
    if not as_json and not line:
        show_run(report, console())
        return
    content = report.json if as_json else run_line(report)
    click.echo(json.dumps(content, ensure_ascii=False))
    if trouble := run_trouble(report):
        click.echo(trouble, err=True)


def run_trouble(report: RunReport) -> str | None:
    """Why a run did not end well, in a sentence for whoever is told by a machine; else None."""
    if not report.exit_code:
        return None
    open_ends = [outcome.says for outcome in report.of(State.FAILED, State.UNKNOWN)]
    open_ends += [each for outcome in report.of(State.SENT) for each in outcome.refused]
    open_ends += [note.says for note in report.notes if note.state is not State.SENT]
    open_ends += [outcome.says for outcome in report.of(State.QUEUED)]
    open_ends += [f"not as approved any more: {each}" for each in report.stale.gone]
    open_ends += [f"worded otherwise than approved: {each}" for each in report.stale.reworded]
    open_ends += [f"not approved: {each}" for each in report.stale.new]
    open_ends += [report.inbox.failed] if report.inbox else []
    open_ends += [f"waits for a person: {outcome.says}" for outcome in report.of(State.WAITING)]
    told = [says for says in open_ends if says]
    many = "One thing is" if len(told) == 1 else f"{len(told)} things are"
    return f"{many} left open by this run: {next(iter(told), 'see its report')}"
