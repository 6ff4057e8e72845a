"""The command line: parse, call one function, print."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from connectors.errors import Misuse
from workbench.commands import letters, rules
from workbench.desk import approve, mark, outbox, statement
from workbench.mailbox import inbox, people, tasks
from workbench.shell import DAY, FILE, Asked, Commands, day_of, json_option, opener_of, print_json


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=FILE,
    default="goodterms.toml",
    show_default=True,
    help="The company's configuration.",
)
@click.version_option(package_name="goodterms")
@click.pass_context
def goodterms(ctx: click.Context, config: Path) -> None:
    """Get paid on time, and stay on good terms.

    Goodterms reads the open invoices of a QuickBooks or Xero company, decides by a rulebook who
    should hear what, writes the e-mails, and leaves a note on each invoice.
    """
    ctx.obj = config


@goodterms.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo",
    show_default=True,
    help="Where the two companies are kept; a second run goes on from there.",
)
def demo(folder: Path) -> None:
    """Run two invented companies, one on each platform, from pull to note.

    Example: goodterms demo --folder /tmp/demo
    """
    from reports.demo import show_demo
    from sync.demo import run_demo

    raise SystemExit(show_demo(run_demo(folder)))


@goodterms.command()
@click.option(
    "--platform",
    type=click.Choice(["xero", "quickbooks"]),
    required=True,
    help="Whose API to speak.",
)
@click.option("--port", type=int, default=8099, show_default=True, help="On 127.0.0.1; 0: any.")
@click.option("--on", type=DAY, help="The day on which the invented company's books stand.")
def sandbox(platform: str, port: int, on: datetime | None) -> None:
    """Serve an invented company on loopback, in the vendor's own API.

    Example: goodterms sandbox --platform xero --port 8099
    """
    from sync.demo import serve_sandbox
    from sync.house import utc_now

    serve_sandbox(platform, port=port, on=day_of(on) or utc_now().date(), say=click.echo)


@goodterms.command()
@click.option(
    "--platform",
    cls=Asked,
    type=click.Choice(["xero", "quickbooks"]),
    prompt=True,
    help="Where the company keeps its books.",
)
@click.option(
    "--company",
    cls=Asked,
    prompt="Company (Xero tenant id, QuickBooks realm id)",
    help="The company's id there: Xero tenant id, QuickBooks realm id.",
)
@click.option(
    "--client-id", cls=Asked, prompt="Client id of your app", help="The client id of your app."
)
@click.option(
    "--sender",
    cls=Asked,
    prompt="Who writes, as `Name <address>`",
    help="Who writes: `Name <address>`.",
)
@click.option("--mail", default="maildir:outbox", show_default=True, help="Where mail goes.")
@click.option("--api-url", help="Another address of the ledger, such as that of `sandbox`.")
@click.option("--inbox", help="The company's own mailbox, to be read: imaps://user@host/INBOX.")
@click.option(
    "--own-reminders/--no-own-reminders",
    default=None,
    help="Whether QuickBooks sends reminders of its own (it cannot tell by itself).",
)
@click.pass_context
def init(ctx: click.Context, /, **answers: Any) -> None:
    """Write goodterms.toml and a first rulebook; nothing that exists is overwritten.

    Example: goodterms init --platform xero --company 7078... --client-id ABC --sender
    "Ana Reid <accounts@maple.example>"
    """
    from sync.setup import write_first_files

    asks = answers["platform"] == "quickbooks" and answers["own_reminders"] is None
    if asks and sys.stdin.isatty():  # QuickBooks has no way to tell
        answers["own_reminders"] = click.confirm("Does QuickBooks send reminders of its own?")
    for line in write_first_files(ctx.obj, **answers):
        click.echo(line)


@goodterms.command()
@click.option("--browser/--no-browser", default=True, help="Open the consent page in a browser.")
@click.option("--refresh-token-stdin", is_flag=True, help="Take a refresh token on standard input.")
@click.option("--port", default=8421, show_default=True, help="Of http://localhost:PORT/callback.")
@click.pass_context
def connect(ctx: click.Context, browser: bool, refresh_token_stdin: bool, port: int) -> None:
    """Connect to the ledger: consent in the browser, or a refresh token on standard input.

    Example: goodterms connect --refresh-token-stdin < token.txt
    """
    from sync.connect import connect_company

    piped = refresh_token_stdin or (not sys.stdin.isatty() and browser)
    token = sys.stdin.read().strip() if piped else None
    if refresh_token_stdin and not token:
        raise Misuse("There is no refresh token on standard input; pipe it in, alone on one line.")
    opener = opener_of(ctx)
    click.echo(connect_company(opener, token, browser=browser, say=click.echo, port=port))


@goodterms.command()
@json_option
@click.pass_context
def pull(ctx: click.Context, as_json: bool) -> None:
    """Bring our copy of the ledger up to date.

    Example: goodterms pull
    """
    from reports.console import pull_bars
    from reports.pulls import pull_json, say_pull

    with pull_bars(quiet=as_json) as bars:
        report = opener_of(ctx).pull(bars)
    if as_json:
        print_json(pull_json(report))
    else:
        click.echo(say_pull(report))


@goodterms.command()
@click.option("--on", type=DAY, help="Decide as of this day.")
@click.option("--no-pull", is_flag=True, help="Decide by what was pulled last.")
@click.option("--out", type=FILE, help="Write the JSON here.")
@json_option
@click.pass_context
def plan(
    ctx: click.Context, on: datetime | None, no_pull: bool, out: Path | None, as_json: bool
) -> None:
    """Show who would hear what today, who would not, and why. Sends nothing.

    Example: goodterms plan --on 2026-12-01
    """
    from reports.console import console, pull_bars
    from reports.plans import show_plan
    from sync.run import decide_now
    from sync.setup import write_file

    opener = opener_of(ctx)
    house = opener.house(as_of=day_of(on))
    if not no_pull:
        with pull_bars(quiet=as_json) as bars:
            opener.pull(bars)
    decided = decide_now(house)
    if out is not None:
        write_file(out, json.dumps(decided.json, ensure_ascii=False, indent=1) + "\n")
    if as_json:
        print_json(decided.json)
    else:
        show_plan(decided, console())


@goodterms.command()
@click.option("--on", type=DAY, help="Run as of this day; only with a local ledger and mail.")
@click.option("--approve", metavar="PLAN", help="Hash of an unusually large plan that is right.")
@click.option(
    "--plan",
    type=FILE,
    help="Carry out only what was approved in this plan's file, on its day or three sending days on.",
)
@click.option("--line", is_flag=True, help="Print one line of JSON, for a monitor.")
@json_option
@click.pass_context
def run(
    ctx: click.Context,
    on: datetime | None,
    approve: str | None,
    plan: Path | None,
    line: bool,
    as_json: bool,
) -> None:
    """Pull, decide, send, and note it in the ledger. Safe to repeat, and to kill.

    Example: goodterms run --line
    """
    from reports.console import pull_bars
    from reports.runs import tell_run
    from sync.approvals import read_approved
    from sync.house import refuse_half_a_trial, refuse_other_days
    from sync.run import run as run_once

    opener = opener_of(ctx)
    if on is not None:
        refuse_other_days(opener)
    refuse_half_a_trial(opener)
    by_plan = read_approved(plan) if plan else None
    with pull_bars(quiet=as_json or line) as bars:
        house = opener.house(as_of=day_of(on))
        report = run_once(house, approved=approve, by_plan=by_plan, progress=bars)
    tell_run(report, as_json=as_json, line=line)
    raise SystemExit(report.exit_code)


@goodterms.command()
@click.option("--at", "at", required=True, metavar="HH:MM", help="The time of day.")
@click.option("--on", "days", default="weekdays", show_default=True, help="daily, or mon,wed,fri.")
@click.option("--form", type=click.Choice(["systemd", "crontab"]), help="Default: what is there.")
@click.option("--install", is_flag=True, help="Put it in place.")
@click.pass_context
def schedule(ctx: click.Context, at: str, days: str, form: str | None, install: bool) -> None:
    """Show, and with --install put in place, what runs Goodterms by itself.

    Example: goodterms schedule --at 08:30 --on weekdays --install
    """
    from sync.schedule import schedule_runs

    opener = opener_of(ctx)
    click.echo(schedule_runs(opener, ctx.obj, at=at, days=days, form=form, put=install))


@goodterms.command()
@click.argument("invoice", metavar="INVOICE|CUSTOMER")
@click.option("--on", type=DAY, help="Explain as of this day.")
@json_option
@click.pass_context
def explain(ctx: click.Context, invoice: str, on: datetime | None, as_json: bool) -> None:
    """Say why a customer hears something or nothing: what decided, fact by fact, and what comes next.

    Every invoice has an answer, settled and unreadable ones too. What is ahead is worked out as if
    nothing were paid, said or changed, and whatever waits for a person were done on its day.

    Example: goodterms explain INV-0003
    """
    from reports.console import console
    from reports.explain import answer_json, show_answer
    from reports.explained import answer
    from sync.cases import read_books
    from sync.run import decide_now

    opener = opener_of(ctx)
    decided = decide_now(opener.house(as_of=day_of(on)))
    books = read_books(opener.store, opener.settings.company)
    told = answer(opener.rulebook, books, decided, invoice)
    if as_json:
        print_json(answer_json(told, decided))
    else:
        show_answer(told, opener.texts, console())


@goodterms.command()
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Tell the last run, the next one, and what needs a person.

    Example: goodterms status --json
    """
    from reports.console import console
    from reports.status import show_status
    from sync.house import utc_now
    from sync.status import status_of

    found = status_of(opener_of(ctx), utc_now())
    if as_json:
        print_json(found.json)
    else:
        show_status(found, console())
    raise SystemExit(int(found.needs_a_person))


@goodterms.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check everything that a run needs, and send nothing.

    Example: goodterms doctor
    """
    from reports.console import console
    from reports.doctor import checks_json, show_checks
    from sync.doctor import examine, worst

    checks = examine(ctx.obj)
    if as_json:
        print_json(checks_json(checks))
    else:
        show_checks(checks, console())
    raise SystemExit(worst(checks))


goodterms.add_command(inbox)
goodterms.add_command(tasks)
goodterms.add_command(people)
goodterms.add_command(approve)
goodterms.add_command(outbox)
goodterms.add_command(mark)
goodterms.add_command(statement)
goodterms.add_command(rules)
goodterms.add_command(letters)


def main() -> None:
    """Run the command line; every mistake is one sentence and an exit code."""
    from reports.mistakes import say_mistake

    try:
        code = goodterms.main(standalone_mode=False)
    except SystemExit:
        raise
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort
        code = say_mistake(error, sys.argv[1:])
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
