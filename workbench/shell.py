"""What every command is made of: the group, `--json`, days. Imports next to nothing, on purpose."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
            return datetime.strptime(str(value).split(" ")[0], "%Y-%m-%d")  # noqa: DTZ007
        except ValueError:
            self.fail(f'"{value}" is not a day; write it like 2026-12-01.', param, ctx)


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

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they are defined."""
        return list(self.commands)
