"""The one table of ways to carry mail, by the scheme of `url` under [mail]."""

import difflib
from collections.abc import Callable
from pathlib import Path

from connectors.errors import Misuse
from connectors.mail.maildir import MaildirChannel
from connectors.mail.message import Channel
from connectors.mail.smtp import SmtpChannel
from connectors.mail.smtp_url import read_smtp_url
from rules.problems import quoted


def _open_smtp(url: str, base: Path, password: str | None) -> Channel:
    return SmtpChannel(read_smtp_url(url, password=password))


def _open_maildir(url: str, base: Path, password: str | None) -> Channel:
    folder = url.partition(":")[2]
    if not folder.strip("/ "):
        raise Misuse(f'The mail address "{url}" names no folder: write maildir:outbox.')
    return MaildirChannel(base / folder)


SCHEMES: dict[str, Callable[[str, Path, str | None], Channel]] = {
    "maildir": _open_maildir,
    "smtp": _open_smtp,
    "smtp+starttls": _open_smtp,
    "smtps": _open_smtp,
}


def open_channel(url: str, *, base: Path, password: str | None = None) -> Channel:
    """The channel that a URL names; nothing is connected yet. Raises Misuse.

    `base` is the folder that a relative maildir is in. `password` is used where the URL has none.
    """
    scheme, colon, _ = url.partition(":")
    scheme = scheme.lower()
    if colon and scheme in SCHEMES:
        return SCHEMES[scheme](f"{scheme}{url[len(scheme) :]}", base, password)
    known = ", ".join(f"{name}:" for name in SCHEMES)
    shown = scheme if colon else url.partition("/")[0].rpartition("@")[2]
    nearest = difflib.get_close_matches(scheme, SCHEMES, n=1, cutoff=0.5)
    hint = f'Did you mean "{nearest[0]}:"? ' if nearest else ""
    raise Misuse(f"Mail cannot be carried by {quoted(shown)}. {hint}There are: {known}.")
