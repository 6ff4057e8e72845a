"""The mailbox: what came in, what a person is to do about it, and whom mail reaches."""

from datetime import datetime

import click

from workbench.shell import DAY, Commands, day_of, json_option, opener_of, print_json


@click.command()
@click.option("--on", type=DAY, help="Read as of this day; only with a local ledger and mail.")
@json_option
@click.pass_context
def inbox(ctx: click.Context, on: datetime | None, as_json: bool) -> None:
    """Read the company's mailbox now: replies, bounces, and what they change. Each run does so.

    Example: goodterms inbox
    """
    from reports.console import console
    from reports.mailbox import show_inbox
    from sync.house import refuse_other_days
    from sync.mailbox import read_now

    opener = opener_of(ctx)
    if on is not None:
        refuse_other_days(opener)
    report = read_now(opener, as_of=day_of(on))
    if as_json:
        print_json(report.json)
    else:
        show_inbox(report, console())
    raise SystemExit(report.exit_code)


@click.group(cls=Commands, invoke_without_command=True)
@json_option
@click.pass_context
def tasks(ctx: click.Context, as_json: bool) -> None:
    """List what a person is to do: replies to read, addresses to ask for, questions.

    Example: goodterms tasks --json
    """
    from reports.console import console
    from reports.mailbox import show_tasks
    from sync.tasks import open_tasks

    if ctx.invoked_subcommand is not None:
        return
    opener = opener_of(ctx)
    found = open_tasks(opener.store, opener.settings.company)
    if as_json:
        print_json([task.json for task in found])
    else:
        show_tasks(found, console())


@tasks.command("done")
@click.argument("task")
@click.pass_context
def tasks_done(ctx: click.Context, task: str) -> None:
    """Say that a task is done; by its id, or the beginning of it.

    Example: goodterms tasks done 3fa9c1
    """
    from sync.mailbox import finish_task

    click.echo(f"Done: {finish_task(opener_of(ctx), task).words}.")


@click.command()
@click.option("--unusable", is_flag=True, help="Only customers at whom mail reaches nobody.")
@click.option("--confirm", metavar="ADDRESS", help="Say that mail reaches this address.")
@json_option
@click.pass_context
def people(ctx: click.Context, unusable: bool, confirm: str | None, as_json: bool) -> None:
    """Show who is known at each customer who owes anything, and whether mail reaches them.

    Example: goodterms people --unusable
    """
    from reports.console import console
    from reports.mailbox import show_people
    from sync.mailbox import confirm_address, known_people

    opener = opener_of(ctx)
    if confirm is not None:
        click.echo(confirm_address(opener, confirm))
        return
    found = [each for each in known_people(opener) if not (unusable and each.is_reachable)]
    if as_json:
        print_json([each.json for each in found])
    else:
        show_people(found, console())
