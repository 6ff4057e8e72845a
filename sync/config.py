"""`goodterms.toml`: where the ledger, the mail, the store and the rulebook are."""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.errors import Misuse
from connectors.hosts import QUICKBOOKS_API, QUICKBOOKS_AUTH, XERO_API, XERO_AUTH
from connectors.inbox.imap_url import read_imap_url
from connectors.mail.channels import open_channel
from connectors.platforms import PLATFORMS
from connectors.settings import LedgerSettings
from rules.problems import quoted
from sync.toml_file import TomlFile, read_toml

FILE = "goodterms.toml"
SECRET_VARIABLE = "GOODTERMS_CLIENT_SECRET"  # noqa: S105 - the name of it
PASSWORD_VARIABLE = "GOODTERMS_MAIL_PASSWORD"  # noqa: S105 - the name of it
INBOX_VARIABLE = "GOODTERMS_INBOX_PASSWORD"
"""Asked before that of the mail server, which many mailboxes share."""

KEYS: Mapping[str, Mapping[str, type]] = {
    "ledger": {
        "platform": str,
        "company": str,
        "client_id": str,
        "api_url": str,
        "auth_url": str,
        "custom_connection": bool,
        "own_reminders": bool,
        "read_notes": bool,
    },
    "mail": {
        "url": str,
        "attach_pdf": bool,
        "inbox": str,
        "inbox_folders": list,
        "inbox_move": str,
    },
    "store": {"url": str},
    "rules": {"file": str},
}
"""Every table and key of the file, with the type of its value."""

REQUIRED = (("ledger", "platform"), ("ledger", "company"), ("ledger", "client_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One company's configuration; relative paths count from the file's folder."""

    folder: Path
    ledger: LedgerSettings
    mail_url: str = "maildir:outbox"
    attach_pdf: bool = True
    inbox_url: str | None = None
    """The company's own mailbox; None: none is read."""
    inbox_folders: tuple[str, ...] = ()
    """Folders that are read beside the mailbox's own, such as the one for junk."""
    inbox_move: str | None = None
    """The folder to which mail is moved that was dealt with; None: nothing is moved."""
    read_notes: bool = True
    """Whether notes are read of the invoices about to be spoken of, where that is a call each."""
    store_url: str = "sqlite:///goodterms.db"
    rules_file: str = "rules.yaml"

    @property
    def company(self) -> str:
        """The key of the company in the store."""
        return f"{self.ledger.platform}:{self.ledger.company}"


def load_settings(path: Path) -> Settings:
    """Read a configuration file. Raises Misuse with every mistake in one sentence each."""
    file = read_toml(path, remedy="write one with `goodterms init`, or name it with --config")
    problems = sorted(_problems(file))
    if problems:
        said = " ".join(f"line {line}: {says}" for line, says in problems)
        raise Misuse(f'The configuration "{path}" has mistakes: {said}')
    return _settings(path.resolve().parent, file.tables)


_WANTED = {
    str: "a text in quotes",
    bool: "true or false",
    list: 'a list of names, such as ["Junk"]',
}


def _problems(file: TomlFile) -> Iterator[tuple[int, str]]:
    """Every mistake, with its line."""
    for table, content in file.tables.items():
        known = KEYS.get(table)
        if known is None or not isinstance(content, dict):
            near = _nearest(table, KEYS)
            yield file.line(table), f"{quoted(f'[{table}]')} is not a section{near}."
            continue
        for key, value in content.items():
            says = _mistake(table, key, value, known)
            if says:
                yield file.line(table, key), says
    for table, key in REQUIRED:
        content = file.tables.get(table, {})
        if isinstance(content, dict) and not content.get(key):
            yield file.line(table, key), f'"{key}" is missing in [{table}].'
    yield from _wrong_values(file)


def _mistake(table: str, key: str, value: object, known: Mapping[str, type]) -> str | None:
    if key not in known:
        return f"{quoted(key)} in [{table}] is not a setting{_nearest(key, known)}."
    texts = value if isinstance(value, list) else [value]
    right = isinstance(value, known[key]) and (
        known[key] is bool or all(isinstance(each, str) and each.isprintable() for each in texts)
    )
    if right:
        return None
    # what is in a list or a table is not shown: it may hold a password
    shown = "" if isinstance(value, list | dict) else f" is {quoted(str(value))}, and"
    return f'"{key}" in [{table}]{shown} must be {_WANTED[known[key]]}.'


def _wrong_values(file: TomlFile) -> Iterator[tuple[int, str]]:
    """Of what is a text, as it should be, and still says nothing; nothing is connected for it."""
    platform = _text(file, "ledger", "platform")
    if platform and platform not in PLATFORMS:
        says = f'platform is {quoted(platform)}, and must be "xero" or "quickbooks"'
        yield file.line("ledger", "platform"), f"{says}{_nearest(platform, PLATFORMS)}."
    intuit = platform == "quickbooks"
    for table, key, read in (
        ("ledger", "api_url", (QUICKBOOKS_API if intuit else XERO_API).base),
        ("ledger", "auth_url", (QUICKBOOKS_AUTH if intuit else XERO_AUTH).base),
        ("mail", "url", lambda url: open_channel(url, base=Path())),
        ("mail", "inbox", read_imap_url),
    ):
        value = _text(file, table, key)
        try:
            if value is not None and (value or key != "inbox"):
                read(value)
        except Misuse as error:
            yield file.line(table, key), str(error)


def _text(file: TomlFile, table: str, key: str) -> str | None:
    content = file.tables.get(table)
    value = content.get(key) if isinstance(content, dict) else None
    return value if isinstance(value, str) and value.isprintable() else None


def _nearest(word: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f'; perhaps you mean "{near[0]}"' if near else f" (there are: {', '.join(known)})"


def _settings(folder: Path, tables: Mapping[str, Any]) -> Settings:
    ledger = tables["ledger"]
    mail, store, rules = (tables.get(name, {}) for name in ("mail", "store", "rules"))
    defaults = Settings(folder=folder, ledger=_ledger(ledger))
    return Settings(
        folder=folder,
        ledger=defaults.ledger,
        mail_url=mail.get("url", defaults.mail_url),
        attach_pdf=mail.get("attach_pdf", defaults.attach_pdf),
        inbox_url=mail.get("inbox") or None,
        inbox_folders=tuple(str(name) for name in mail.get("inbox_folders", ())),
        inbox_move=mail.get("inbox_move") or None,
        read_notes=ledger.get("read_notes", defaults.read_notes),
        store_url=store.get("url", defaults.store_url),
        rules_file=rules.get("file", defaults.rules_file),
    )


def _ledger(table: Mapping[str, Any]) -> LedgerSettings:
    return LedgerSettings(
        platform=table["platform"],
        company=table["company"],
        client_id=table["client_id"],
        client_secret=secret(SECRET_VARIABLE, table["client_id"]),
        api_url=table.get("api_url"),
        auth_url=table.get("auth_url"),
        custom_connection=table.get("custom_connection", False),
        own_reminders=table.get("own_reminders"),
    )


def secret(variable: str, user: str) -> str | None:
    """A secret from the environment, else from the system's keyring, else None."""
    value = os.environ.get(variable)
    if value:
        return value
    # to load it takes a while, and a scheduled run has its secrets in the environment
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("goodterms", user)
    except (KeyringError, RuntimeError):  # no keyring on this machine, or it is locked
        return None
