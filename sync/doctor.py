"""The doctor: everything that a run needs, looked at one by one; nothing is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.errors import NeedsPerson, Trouble
from sync.config import Settings, load_settings
from sync.house import Opener, mailbox_name, refuse_wrong_company


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    says: str
    exit_code: int = 0
    """0: well. Otherwise the exit code that a run would end with."""


def examine(config: Path) -> tuple[Check, ...]:
    """Look at everything; a failing check does not keep the others from being made."""
    try:
        opener = Opener(load_settings(config))
    except Trouble as trouble:
        return (Check("configuration", str(trouble), trouble.exit_code),)
    looks: list[tuple[str, Callable[[], str]]] = [
        ("configuration", lambda: _configuration(opener.settings)),
        ("rulebook", lambda: _rulebook(opener)),
        ("store", lambda: _store(opener)),
        ("ledger", lambda: _ledger(opener)),
        ("reminders of its own", lambda: _own_reminders(opener)),
        ("mail", lambda: _mail(opener)),
        ("mailbox", lambda: _mailbox(opener)),
    ]
    with opener:
        return tuple(_check(name, look) for name, look in looks)


def worst(checks: Sequence[Check]) -> int:
    """The exit code for all checks together: what is wrong first, decides."""
    return next((check.exit_code for check in checks if check.exit_code), 0)


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, look())
    except Trouble as trouble:
        return Check(name, str(trouble), trouble.exit_code)


def _configuration(settings: Settings) -> str:
    return f"{settings.ledger.platform}, company {settings.ledger.company}"


def _rulebook(opener: Opener) -> str:
    rulebook = opener.rulebook
    steps = sum(len(policy.steps) for policy in rulebook.policies)
    return f"{len(rulebook.policies)} policies, {steps} steps, {len(rulebook.letters)} letters"


def _store(opener: Opener) -> str:
    with opener.store.write():
        return opener.store.engine.url.render_as_string(hide_password=True)


def _ledger(opener: Opener) -> str:
    refuse_wrong_company(opener)
    company = opener.ledger.company()
    zone = company.timezone or opener.rulebook.company.timezone
    if zone is None:
        raise NeedsPerson(
            f'The ledger of "{company.name}" does not tell its time zone; say it in the rulebook, '
            "such as `timezone: Pacific/Auckland` under `company`."
        )
    return f"{company.name}, {company.base_currency}, {zone}"


def _own_reminders(opener: Opener) -> str:
    on = opener.ledger.own_reminders()
    if on:
        raise NeedsPerson("They are on: turn them off in the ledger, or customers hear twice.")
    if on is None:
        raise NeedsPerson(
            "The ledger cannot tell; turn them off there and say `own_reminders = false` under "
            "[ledger] in goodterms.toml."
        )
    return "off"


def _mail(opener: Opener) -> str:
    opener.channel.check()
    return "stays on this machine" if opener.channel.local else "the server answers"


def _mailbox(opener: Opener) -> str:
    if opener.inbox is None:
        return "none is read: nobody hears of a reply before it is marked"
    opener.inbox.check()
    return mailbox_name(opener.settings)
