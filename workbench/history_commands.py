"""The commands that look at a rulebook over the ledger's history: `rules simulate`, `diff`, `rollout`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from workbench.shell import DAY, day_of, json_option, print_json

if TYPE_CHECKING:
    from rules.facts import Company
    from rules.rulebook import Rulebook
    from sync.cases import Books
    from sync.house import Opener
    from workbench.difference import Difference, Two
    from workbench.replay.replay import Period

FILE = click.Path(dir_okay=False, path_type=Path)
YEAR = timedelta(days=364)
T = TypeVar("T")


@click.command()
@click.argument("file", required=False, type=FILE)
@click.option("--from", "start", type=DAY, help="The first day; left out: a year before the last.")
@click.option("--to", "end", type=DAY, help="The last day; at the latest that of the last pull.")
@click.option(
    "--people",
    type=click.Choice(["same-day", "never"]),
    default="same-day",
    show_default=True,
    help="When a person calls, posts, or approves an offer.",
)
@click.option("--csv", "csv_file", type=FILE, help="Write a row for each contact here.")
@click.option("--html", "html_file", type=FILE, help="Write a page with plots and tables here.")
@json_option
@click.pass_context
def simulate(ctx: click.Context, /, file: Path | None, **asked: Any) -> None:
    """Replay a rulebook over the ledger's own history: every contact it would have made.

    It goes by the invoices, payments and credits of the last pull, counts contacts, and says
    nothing of money. Nothing is sent, and the ledger is not asked.

    Example: goodterms rules simulate --from 2025-11-01 --to 2026-10-31 --html year.html
    """
    from reports.console import console, working
    from sync.cases import read_books
    from sync.rulebooks import rulebook_at
    from sync.setup import write_file
    from workbench import simulation

    opener = _opener(ctx)
    books = read_books(opener.store, opener.settings.company)
    first, last = day_of(asked["start"]), day_of(asked["end"])
    path = file or opener.settings.folder / opener.settings.rules_file
    rulebook = rulebook_at(path)
    with working() as say:
        made = simulation.simulate(
            rulebook,
            books,
            _past(first, last, pulled=_pulled(books), acts=asked["people"] == "same-day"),
            file=path.name,
            asked=last,
            progress=lambda day: say(f"replaying {day:%B %Y}"),
        )
    if asked["csv_file"] is not None:
        write_file(asked["csv_file"], simulation.simulation_csv(made))
    if asked["html_file"] is not None:
        from workbench.simulation_page import simulation_page

        write_file(asked["html_file"], simulation_page(made))
    if asked["as_json"]:
        print_json(simulation.simulation_json(made))
    else:
        simulation.show_simulation(made, console())


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--on", type=DAY, help="Compare the plans of this day; left out: of today.")
@click.option("--from", "start", type=DAY, help="Replay both from this day on, as simulate does.")
@click.option(
    "--to", "end", type=DAY, help="The last day of the replay; at the latest that of the last pull."
)
@json_option
@click.pass_context
def diff(ctx: click.Context, /, old: Path, new: Path, **asked: Any) -> None:
    """Say who would hear something else by another rulebook, on the same ledger.

    Newly contacted, no longer contacted, moved to another step or day, re-addressed, re-worded.
    It goes by the last pull; nothing is sent, and the ledger is not asked.

    Example: goodterms rules diff rules.yaml new-rules.yaml --from 2026-09-01 --to 2026-10-31
    """
    from reports.console import working
    from sync.rulebooks import rulebook_at
    from workbench import difference

    _refuse_mixed_days(asked)
    opener = _opener(ctx)
    two = difference.Two(rulebook_at(old), rulebook_at(new), (old.as_posix(), new.as_posix()))
    with working() as say:
        made = _compare(opener, two, asked, say=say)
    if asked["as_json"]:
        print_json(difference.difference_json(made))
        return
    for line in difference.say_difference(made):
        click.echo(line)


def _compare(
    opener: "Opener", two: "Two", asked: Mapping[str, Any], *, say: Callable[[str], None]
) -> "Difference":
    """For the day, or over the period, that was asked for; `say` is told what goes on."""
    from sync.cases import read_books
    from workbench import difference

    books = read_books(opener.store, opener.settings.company)
    if asked["start"] is not None or asked["end"] is not None:
        pulled = _pulled(books)
        period = _period(day_of(asked["start"]), day_of(asked["end"]), pulled=pulled)
        return difference.over_a_period(
            two,
            books,
            period,
            pulled=pulled,
            progress=lambda day: say(f"{books.company.name}: replaying {day:%B %Y}"),
        )
    day = day_of(asked["on"]) or _today(two.new, books.company)
    return difference.on_a_day(two, books, day, heard=_heard(opener, day))


@click.command()
@click.argument("base", type=FILE)
@click.option(
    "--companies",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder with a folder for each company, each with its goodterms.toml.",
)
@click.option("--instead-of", metavar="BASE", help="The base in whose place it comes.")
@click.option("--on", type=DAY, help="Compare the plans of this day; left out: of today.")
@click.option("--from", "start", type=DAY, help="Replay both from this day on, as simulate does.")
@click.option(
    "--to", "end", type=DAY, help="The last day of the replay; at the latest that of the last pull."
)
@json_option
def rollout(base: Path, companies: Path, **asked: Any) -> None:
    """Say what a base changes at every company, in the place of the one that each extends.

    The base is a file, or one that is shipped, such as goodterms/firm.

    Each company is shown as it is, and with the base in the place of the one that it extends. One
    that extends another is named and left out. Nothing is changed: not a rulebook, not a ledger.
    Each company goes by its own last pull.

    Example: goodterms rules rollout new-base.yaml --companies clients --from 2026-09-01
    """
    from reports.console import working
    from workbench import rolling

    _refuse_mixed_days(asked)
    found = _companies(companies)
    new = rolling.Base(base.as_posix(), asked["instead_of"])
    rolling.refuse_unknown(new)
    rolling.refuse_different_bases(dict(_bases(found)), new)
    with working() as say:
        told = {
            config.parent.name: _at(
                config, lambda opener: _compare(opener, rolling.two(opener, new), asked, say=say)
            )
            for config in found
        }
    if asked["as_json"]:
        print_json(rolling.rollout_json(told))
    else:
        for line in rolling.say_rollout(told):
            click.echo(line)
    raise SystemExit(int(any(isinstance(each, str) for each in told.values())))


def _refuse_mixed_days(asked: Mapping[str, Any]) -> None:
    """Raise Misuse for a day and a period at once, and for a period that ends before it begins."""
    from connectors.errors import Misuse
    from workbench.replay.replay import Period

    start, end = day_of(asked["start"]), day_of(asked["end"])
    if asked["on"] is not None and (start or end):
        raise Misuse("--on compares one day, --from and --to a period; give one of the two.")
    if start and end:
        Period(start=start, end=end)


def _companies(folder: Path) -> list[Path]:
    """The configuration of each company in a folder."""
    from connectors.errors import Misuse

    found = sorted(folder.glob("*/goodterms.toml"))
    if not found:
        raise Misuse(f'There is no company in "{folder}"; each has a goodterms.toml in a folder.')
    return found


def _bases(configs: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """What each company extends, by its folder; those that cannot be read are told later."""
    from workbench.rolling import extended_by

    for config in configs:
        found = _at(config, extended_by)
        if not isinstance(found, str):
            name, path = found
            yield config.parent.name, name if path is None else path.as_posix()


def _at(config: Path, ask: Callable[["Opener"], T]) -> T | str:
    """What is found at a company, or the sentence that stood in the way."""
    from connectors.errors import Trouble
    from sync.config import load_settings
    from sync.house import Opener

    try:
        with Opener(load_settings(config)) as opener:
            return ask(opener)
    except Trouble as trouble:
        return str(trouble)


def _heard(opener: "Opener", day: date) -> frozenset[str]:
    """Who has heard something on that day already."""
    from sync.store import outbox_rows

    with opener.store.read() as connection:
        return outbox_rows.heard(connection, opener.settings.company, day)


def _today(rulebook: "Rulebook", company: "Company") -> date:
    """The day at the company."""
    from zoneinfo import ZoneInfo

    from sync.house import utc_now
    from sync.run import calendar_of

    zone = ZoneInfo(calendar_of(rulebook, company).timezone)
    return utc_now().astimezone(zone).date()


def _opener(ctx: click.Context) -> "Opener":
    from sync.config import load_settings
    from sync.house import Opener

    return ctx.with_resource(Opener(load_settings(ctx.find_root().obj)))


def _pulled(books: "Books") -> date:
    """The day of the last pull; whatever was read from the store has one."""
    assert books.pulled_on is not None  # noqa: S101
    return books.pulled_on


def _period(start: date | None, end: date | None, *, pulled: date, acts: bool = True) -> "Period":
    from workbench.replay.replay import Period

    last = end or pulled
    return Period(start=start or last - YEAR, end=last, acts=acts)


def _past(start: date | None, end: date | None, *, pulled: date, acts: bool) -> "Period":
    """A period that ends with the history. Raises Misuse where there is none of it at all."""
    from connectors.errors import Misuse

    if start is not None and start > pulled:
        raise Misuse(
            f'There is no history to replay from "{start}" on: the ledger was last pulled on '
            f"{pulled}; to look ahead use `goodterms explain CUSTOMER` or "
            f"`goodterms plan --on {start}`."
        )
    return _period(start, min(end or pulled, pulled), pulled=pulled, acts=acts)
