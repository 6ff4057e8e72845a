"""Opens the house: from a configuration to a store, a ledger, a mail channel and a rulebook."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Self

from connectors.addresses import is_loopback, parts_of
from connectors.errors import Misuse, NeedsPerson
from connectors.inbox.incoming import Inbox
from connectors.ledger import Ledger
from connectors.mail.channels import open_channel
from connectors.mail.message import Channel
from connectors.oauth import Grant
from connectors.platforms import PLATFORMS, Platform
from rules.deciding.compiled import our_addresses
from rules.facts import Company
from rules.rulebook import Rulebook
from sync.config import INBOX_VARIABLE, PASSWORD_VARIABLE, Settings, secret
from sync.pull import Progress, PullReport, no_progress, pull
from sync.rulebooks import open_file, rulebook_at
from sync.run import House, calendar_of, run_lock
from sync.store import ledger_copy
from sync.store.engine import Store, open_store
from sync.store.locks import lock
from sync.store.tokens import StoredTokens, sealer


@dataclass(frozen=True)
class Opener:
    """Opens each part when it is first asked for, so that a command needs only what it uses."""

    settings: Settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "store" in self.__dict__:  # opened
            self.store.close()

    @property
    def platform(self) -> Platform:
        """The platform of the company's ledger."""
        return PLATFORMS[self.settings.ledger.platform]

    @cached_property
    def store(self) -> Store:
        """The store, migrated."""
        return open_store(self.settings.store_url, base=self.settings.folder)

    @cached_property
    def tokens(self) -> StoredTokens:
        """The company's token set."""
        return StoredTokens(self.store, sealer(self.settings.folder), self.settings.company)

    @cached_property
    def ledger(self) -> Ledger:
        """The company's ledger; no call is made yet."""
        settings = self.settings.ledger
        return self.platform.open(settings, Grant(self.platform.app(settings), self.tokens))

    @cached_property
    def channel(self) -> Channel:
        """The mail channel; no connection is made yet."""
        url = self.settings.mail_url
        password = secret(PASSWORD_VARIABLE, parts_of(url).username or url)
        return open_channel(url, base=self.settings.folder, password=password)

    @cached_property
    def inbox(self) -> Inbox | None:
        """The company's own mailbox, if one is configured; no connection is made yet."""
        settings = self.settings
        if settings.inbox_url is None:
            return None
        from connectors.inbox.imap import open_inbox

        return open_inbox(
            settings.inbox_url,
            password=inbox_password,
            folders=settings.inbox_folders,
            move_to=settings.inbox_move,
            own=our_addresses(self.rulebook),
        )

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook, right. Raises Misuse with every mistake in it."""
        return rulebook_at(self.settings.folder / self.settings.rules_file)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each file of the rulebook, by its name in a place."""
        path = self.settings.folder / self.settings.rules_file
        return open_file(path, path.name).texts

    @property
    def is_trial(self) -> bool:
        """Whether both ends are local: a loopback ledger, and mail that does not leave."""
        api_url = self.settings.ledger.api_url
        return self.channel.local and api_url is not None and is_loopback(api_url)

    @property
    def company(self) -> Company | None:
        """The organisation as last read; None before the first pull."""
        with self.store.read() as connection:
            return ledger_copy.company_of(connection, self.settings.company)

    def pull(self, progress: Progress = no_progress) -> PullReport:
        """Bring our copy of the ledger up to date, outside of a run."""
        company, now = self.settings.company, utc_now()
        with lock(self.store, run_lock(company), what="run"):
            return pull(
                self.store, self.ledger, company, now=now, today=now.date(), progress=progress
            )

    def house(self, *, as_of: date | None = None) -> House:
        """Everything that a run needs, on the day asked for or now."""
        return House(
            store=self.store,
            ledger=self.ledger,
            channel=self.channel,
            rulebook=self.rulebook,
            company=self.settings.company,
            attach_pdf=self.settings.attach_pdf,
            inbox=self.inbox,
            inbox_address=mailbox_name(self.settings),
            inbox_moves=self.settings.inbox_move is not None,
            read_notes=self.settings.read_notes and self.settings.ledger.platform == "xero",
            clock=utc_now if as_of is None else lambda: self._opening(as_of),
            as_of=as_of,
        )

    def _opening(self, day: date) -> datetime:
        company = self.company
        if company is None:  # before the first pull nobody knows the zone
            return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return calendar_of(self.rulebook, company).opening(day)


def inbox_password(user: str) -> str | None:
    """The password of the company's mailbox: its own, else that of the mail server."""
    return os.environ.get(INBOX_VARIABLE) or secret(PASSWORD_VARIABLE, user)


def mailbox_name(settings: Settings) -> str:
    """Which mailbox is read, without a password; empty where none is."""
    if settings.inbox_url is None:
        return ""
    parts = parts_of(settings.inbox_url)
    folders = ",".join((parts.path.strip("/"), *settings.inbox_folders))
    return f"{parts.scheme}://{parts.username}@{parts.hostname}:{parts.port or ''}/{folders}"


def utc_now() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


def refuse_other_days(opener: Opener) -> None:
    """Raise Misuse unless this is a trial: only there may a run happen as of another day."""
    if not opener.is_trial:
        raise Misuse(
            "`--on` is for trials here: it needs a ledger on this machine (api_url) and mail that "
            "stays here (maildir: or a loopback server). `plan --on` works with any ledger."
        )


def refuse_half_a_trial(opener: Opener) -> None:
    """Raise NeedsPerson for a real ledger with mail that does not leave.

    The notes would say that customers were written to, and the steps would count as taken.
    """
    api_url = opener.settings.ledger.api_url
    if opener.channel.local and (api_url is None or not is_loopback(api_url)):
        raise NeedsPerson(
            f'The ledger is real and "{opener.settings.mail_url.partition(":")[0]}:" mail stays on '
            "this machine, so the notes would tell of mails that nobody got; use `goodterms plan` "
            "to look, and name your mail server as `url` under [mail] to run."
        )


def refuse_wrong_company(opener: Opener) -> None:
    """Raise NeedsPerson when the token opens other companies than the configured one."""
    settings = opener.settings.ledger
    if settings.platform != "xero" or not settings.company:
        return
    grant = Grant(opener.platform.app(settings), opener.tokens)
    opened = opener.platform.companies(settings, grant)
    if settings.company not in [company for company, _ in opened]:
        listed = ", ".join(f'"{company}" ({name})' for company, name in opened) or "none"
        raise NeedsPerson(
            f'The company "{settings.company}" is not one that this connection opens ({listed}); '
            "correct `company` under [ledger] in goodterms.toml."
        )
