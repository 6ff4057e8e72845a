"""The commands `rules` and `letters`. What they need is imported when they are called."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.history_commands import diff, rollout, simulate
from workbench.shell import DAY, Commands, day_of, json_option, print_json

if TYPE_CHECKING:
    from sync.house import Opener

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(cls=Commands)
def rules() -> None:
    """Check a rulebook, and see what it comes to, before a customer hears from it."""


@rules.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--ledger", is_flag=True, help="Go by the terms of the company's own invoices, too.")
@json_option
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], ledger: bool, as_json: bool) -> None:
    """Find every mistake in rulebooks and their letters, and what could be better.

    Example: goodterms rules check rules.yaml
    """
    from workbench.checking import check_file, check_json, say_check

    terms = _terms(ctx) if ledger else ()
    checked = [check_file(path, terms=terms, groups=partial(_groups, ctx)) for path in files]
    if as_json:
        print_json(check_json(checked))
    else:
        for line in (line for each in checked for line in say_check(each)):
            click.echo(line)
    raise SystemExit(max(each.exit_code for each in checked))


def _groups(ctx: click.Context, path: Path) -> frozenset[str] | None:
    from workbench.groups import groups_pulled

    return groups_pulled(ctx.find_root().obj, path)


def _terms(ctx: click.Context) -> tuple[int, ...]:
    from workbench.terms import terms_in_use

    return terms_in_use(_opener(ctx))


def _opener(ctx: click.Context) -> "Opener":
    from sync.config import load_settings
    from sync.house import Opener

    return ctx.with_resource(Opener(load_settings(ctx.find_root().obj)))


@rules.command()
@click.option("--out", type=FILE, help="Write it here, not to standard output.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of a rulebook, by which an editor completes and checks.

    One comment line at the top of the rulebook is enough for that, such as
    `# yaml-language-server: $schema=rulebook.schema.json`.

    Example: goodterms rules schema --out rulebook.schema.json
    """
    from rules.book.schema import rulebook_schema

    text = json.dumps(rulebook_schema(), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
    else:
        out.write_text(f"{text}\n", encoding="utf-8")
        click.echo(
            f"{out}: begin a rulebook with `# yaml-language-server: $schema={out.as_posix()}`."
        )


@rules.command()
@click.argument("file", required=False, type=FILE)
@click.option("--effective", is_flag=True, help="With the bases merged in, and what is left out.")
@click.pass_context
def show(ctx: click.Context, file: Path | None, effective: bool) -> None:
    """Print a rulebook as YAML, beside each value the file and line that it came from.

    Example: goodterms rules show rules.yaml --effective
    """
    from workbench.effective import show as lines_of

    for line in lines_of(file or _configured(ctx), whole=effective):
        click.echo(line)


@rules.command("test")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--update", is_flag=True, help="Have the tests that fail expect what is decided.")
@json_option
@click.pass_context
def run_tests(ctx: click.Context, files: tuple[Path, ...], update: bool, as_json: bool) -> None:
    """Run the tests that stand beside a rulebook: a customer, a day, and what is expected.

    Without a file, every `*.tests.yaml` beside the configured rulebook.

    Example: goodterms rules test rules.tests.yaml
    """
    from workbench.golden import run_tests as tested_of
    from workbench.golden import say_tested, tested_json, tests_beside

    paths = files or tests_beside(_configured(ctx))
    tested = [tested_of(path, update=update) for path in paths]
    if as_json:
        print_json(tested_json(tested))
    else:
        for line in (line for each in tested for line in say_tested(each)):
            click.echo(line)
    raise SystemExit(max(each.exit_code for each in tested))


@rules.command("record")
@click.argument("invoice")
@click.option("--on", type=DAY, help="Record the case as of this day.")
@click.option("--out", type=FILE, help="Write it here; a file that is there is left alone.")
@click.pass_context
def record_test(ctx: click.Context, invoice: str, on: datetime | None, out: Path | None) -> None:
    """Print the case of an invoice's customer as a test, without a name; it passes as it stands.

    Example: goodterms rules record INV-0371 --out rules.tests.yaml
    """
    from workbench.recording import record_case

    recorded = record_case(_opener(ctx), invoice, on=day_of(on), out=out)
    click.echo(recorded.text.rstrip() if out is None else f"{out}: 1 test recorded.")
    if not recorded.passes:
        click.echo("This case holds more than a test can: it does not pass as it stands.", err=True)
        raise SystemExit(1)


def _configured(ctx: click.Context) -> Path:
    """The rulebook of the company's configuration."""
    from sync.config import load_settings

    settings = load_settings(ctx.find_root().obj)
    path = settings.folder / settings.rules_file
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


rules.add_command(simulate)
rules.add_command(diff)
rules.add_command(rollout)


@click.group(cls=Commands)
def letters() -> None:
    """See a letter as a customer would get it."""


@letters.command()
@click.argument("step")
@click.option("--customer", help="By name or id; left out: the one whose day for it is nearest.")
@click.option("--on", type=DAY, help="As of this day; left out: today.")
@click.option("--html", is_flag=True, help="Write a page with HTML and text side by side.")
@click.option("--pdf", type=FILE, help="Write it as a PDF: for the post, or a statement's own.")
@click.option("--offline", is_flag=True, help="Do not ask the ledger for pay links.")
@json_option
@click.pass_context
def preview(ctx: click.Context, /, step: str, customer: str | None, **asked: Any) -> None:
    """Show the mail of a step, of thanks, a statement or an announcement, for a real customer.

    A promise or a plan that nobody has agreed is made up, and said to be. Nothing is sent.

    Example: goodterms letters preview nudge --html
    """
    from sync.setup import write_bytes
    from workbench import mail_views
    from workbench.preview import preview as mail_of

    opener = _opener(ctx)
    on, offline, pdf = day_of(asked["on"]), asked["offline"], asked["pdf"]
    shown = mail_of(opener, step, customer, on=on, offline=offline, paper=pdf is not None)
    if pdf is not None:
        write_bytes(pdf, shown.paper or b"")
    if asked["as_json"]:
        print_json(mail_views.preview_json(shown))
        return
    for line in mail_views.say_preview(shown):
        click.echo(line)
    if asked["html"]:
        path = opener.settings.folder / mail_views.page_name(step)
        path.write_text(mail_views.preview_page(shown), encoding="utf-8")
        click.echo(f"\nSide by side: {path.resolve().as_uri()}")
    if pdf is not None:
        click.echo(f'\nAs a PDF: "{pdf}".')
