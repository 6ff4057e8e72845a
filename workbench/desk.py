"""The desk: what a person says to a run: of a plan, of what waits, of an invoice."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from workbench.shell import DAY, FILE, Commands, day_of, json_option, opener_of, print_json


@click.command()
@click.argument("plan", type=FILE)
@click.option("--by", required=True, metavar="NAME", help="Who approves.")
@click.option("--except", "struck", multiple=True, metavar="CUSTOMER", help="Whom to leave out.")
def approve(plan: Path, by: str, struck: tuple[str, ...]) -> None:
    """Approve a plan that was written with `plan --out`, but for some customers.

    Example: goodterms approve plan.json --by "Ana Reid" --except "Acme Holdings"
    """
    from sync.approvals import approve as approve_plan
    from sync.house import utc_now

    click.echo(approve_plan(plan, by=by, struck=struck, at=utc_now()))


@click.group(cls=Commands)
def outbox() -> None:
    """What has left, what waits for a person, what is not known."""


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is settled.")
@json_option
@click.pass_context
def outbox_list(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """List what waits for a person, or everything.

    Example: goodterms outbox list --all
    """
    from reports.console import console
    from reports.outbox import outbox_json, show_outbox
    from sync.resolve import list_intents

    opener = opener_of(ctx)
    intents = list_intents(opener.store, opener.settings.company, everything=everything)
    if as_json:
        print_json(outbox_json(intents))
    else:
        show_outbox(intents, console())


@outbox.command("letter")
@click.argument("intent")
@click.option("--html", "as_html", is_flag=True, help="As a page, as an e-mail would look.")
@click.option("--pdf", type=FILE, help="Write it as a PDF for the post, with the address to show.")
@click.pass_context
def outbox_letter(ctx: click.Context, intent: str, as_html: bool, pdf: Path | None) -> None:
    """Show the letter of what waits, to read it first, or make it ready for the post.

    Example: goodterms outbox letter 3fa9c1 --pdf letter.pdf
    """
    from sync.post import letter_of, paper_of
    from sync.setup import write_bytes

    if pdf is not None:
        paper = paper_of(opener_of(ctx), intent)
        write_bytes(pdf, paper.content)
        click.echo(f'The letter is in "{pdf}".')
        if paper.warning:
            click.echo(paper.warning, err=True)
        return

    mail = letter_of(opener_of(ctx), intent)
    click.echo(mail.html if as_html else f"{mail.subject}\n\n{mail.text}", nl=False)


@outbox.command("resolve")
@click.argument("intent")
@click.argument("outcome", type=click.Choice(["sent", "not-sent", "approve", "done", "drop"]))
@click.option("--says", default="", help="What is to be remembered of it.")
@click.option("--on", type=DAY, help="When it was done or went out; left out: at the last run.")
@click.pass_context
def outbox_resolve(
    ctx: click.Context, intent: str, outcome: str, says: str, on: datetime | None
) -> None:
    """Say what became of something: sent, not-sent, approve, done (a call, a letter on paper), drop.

    Example: goodterms outbox resolve 3fa9c1 sent
    """
    from rules import wording
    from sync.days import refuse_to_come
    from sync.resolve import resolve

    opener, day = opener_of(ctx), day_of(on)
    refuse_to_come(opener, day)
    settled = resolve(opener, intent, outcome, says=says, on=day)
    when = f", on {wording.day(day)}" if day else ""
    click.echo(f'"{settled.id[:10]}" for {settled.customer_name}: {outcome}{when}.')


@click.command()
@click.argument("target")
@click.argument(
    "kind",
    type=click.Choice(
        ["dispute", "hold", "promise", "no-chase", "sent", "replied", "instalments", "clear"]
    ),
)
@click.option("--until", type=DAY, help="The last day on which it counts; of a promise, its day.")
@click.option(
    "--part", "parts", multiple=True, metavar="DAY=AMOUNT", help="One instalment; once for each."
)
@click.option("--because", default="", help="Why, in a few words.")
@click.option("--on", type=DAY, help="When it was said; left out: today.")
@click.pass_context
def mark(
    ctx: click.Context, /, target: str, kind: str, parts: tuple[str, ...], **said: Any
) -> None:
    """Mark an invoice or a customer: dispute, promise, sent (by hand), instalments, and so on.

    Example: goodterms mark INV-0003 promise --until 2026-12-01
    """
    from sync.marking import mark_target

    until, on = day_of(said["until"]), day_of(said["on"])
    opener, words = opener_of(ctx), said["because"]
    click.echo(mark_target(opener, target, kind, until=until, words=words, parts=parts, on=on))


@click.command()
@click.argument("customer")
@click.option("--from", "start", type=DAY, help="The first day; left out: of the last day's month.")
@click.option("--to", "end", type=DAY, help="The last day; left out: today.")
@click.option("--pdf", type=FILE, help="Write it as a PDF.")
@json_option
@click.pass_context
def statement(
    ctx: click.Context,
    customer: str,
    start: datetime | None,
    end: datetime | None,
    pdf: Path | None,
    as_json: bool,
) -> None:
    """Make a customer's statement of account by hand, from what was pulled last. Sends nothing.

    Example: goodterms statement "Acme Holdings" --from 2026-10-01 --to 2026-10-31 --pdf acme.pdf
    """
    from sync.by_hand import make
    from sync.setup import write_bytes

    made = make(opener_of(ctx), customer, start=day_of(start), end=day_of(end))
    if pdf is not None:
        paper = made.pdf
        write_bytes(pdf, paper.content)
        if paper.warning:
            click.echo(paper.warning, err=True)
    if as_json:
        print_json(made.json)
    elif pdf is not None:
        click.echo(f'The statement of {made.customer.name} is in "{pdf}".')
    else:
        click.echo(made.text, nl=False)
