"""What every command is made of: the group, `--json`, days. Imports next to nothing, on purpose."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:  # the house takes a second to import, and not every command needs it
    from sync.house import Opener


class Day(click.DateTime):
    """A calendar day; what is none is said in words, not in a pattern of letters."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a day such as 2026-12-01."""
        try:
            read = datetime.strptime(str(value).split(" ")[0], "%Y-%m-%d")  # noqa: DTZ007
        except ValueError:
            self.fail(f'"{value}" is not a day; write it like 2026-12-01.', param, ctx)
        if not EARLIEST <= read.year <= LATEST:
            says = f'"{value}" is too far away; give a day between {EARLIEST} and {LATEST}.'
            self.fail(says, param, ctx)
        return read


class Asked(click.Option):
    """An option that is asked for where it was left out, if there is anybody to ask."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        """What the person types, or the pipe says; a sentence where nobody answers."""
        try:
            return super().prompt_for_value(ctx)
        except click.Abort:
            if sys.stdin.isatty():
                raise
        asked = [p.opts[0] for p in ctx.command.params if isinstance(p, Asked) and p.prompt]
        raise click.UsageError(
            f'"{self.opts[0]}" is missing, and there is no terminal to ask on; give '
            f"{', '.join(asked[:-1])} and {asked[-1]} on the command line.",
            ctx,
        )


EARLIEST: Final = 1990
"""Years: before it no ledger of ours begins."""
LATEST: Final = 2100
"""After it holidays are not known, and a ladder could run off the calendar."""
LONGEST_SENTENCE: Final = 200
DAY: Final = Day(["%Y-%m-%d"])
FILE: Final = click.Path(dir_okay=False, path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def day_of(value: datetime | None) -> date | None:
    """The day that was typed, without the midnight that click adds to it."""
    return value.date() if value else None


def opener_of(ctx: click.Context) -> "Opener":
    """The house of the configuration; what it opens is closed with the command."""
    from sync.config import load_settings
    from sync.house import Opener

    return ctx.with_resource(Opener(load_settings(ctx.obj)))


def print_json(content: object) -> None:
    """One line of JSON on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False))


class Commands(click.Group):
    """The group; lists its commands in the order of a day's work."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take --config wherever it stands, also behind the command."""
        for place, word in enumerate(args[:-1]):
            if word == "--config":
                args = [word, args[place + 1], *args[:place], *args[place + 2 :]]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each with its whole first sentence: click cuts it off at the width of a line."""
        listed = [
            (name, command.get_short_help_str(limit=LONGEST_SENTENCE))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(listed)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they are defined."""
        return list(self.commands)
