"""Whatever goes wrong, a person reads one sentence, a machine one line of JSON."""

import json
import os
import tempfile
import traceback
from collections.abc import Sequence

import click

from connectors.errors import Trouble

DEBUG_VARIABLE = "GOODTERMS_DEBUG"
MISUSE = 2
INTERRUPTED = 130
BUG = 1


def say_mistake(error: BaseException, arguments: Sequence[str]) -> int:
    """Print the sentence on standard error, JSON on standard output if it was asked for.

    Returns the exit code: the Trouble's own, 2 for a wrong command line, 130 when interrupted.
    """
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    sentence, code = _sentence(error)
    click.echo(sentence, err=True)
    if "--json" in arguments or "--line" in arguments:
        click.echo(json.dumps({"error": sentence, "exit_code": code}, ensure_ascii=False))
    return code


def _sentence(error: BaseException) -> tuple[str, int]:
    if isinstance(error, Trouble):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        asked = error.ctx.command_path if error.ctx else "goodterms"
        return f"{error.format_message()} See `{asked} --help`.", MISUSE
    if isinstance(error, click.ClickException):
        return error.format_message(), MISUSE
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return "Interrupted; nothing is lost, the next run goes on from here.", INTERRUPTED
    return _bug(error), BUG


def _bug(error: BaseException) -> str:
    # the place of the mistake is of use to us, and of none to the person at the terminal
    with tempfile.NamedTemporaryFile(
        "w", prefix="goodterms-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        traceback.print_exception(error, file=file)
    return (
        f"This is a mistake in Goodterms ({type(error).__name__}), and nothing is lost; "
        f'please report it with the file "{file.name}".'
    )
