"""One signed-in connection to an IMAP server, and its failures in one sentence each."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from connectors.errors import NeedsPerson, Trouble, Unavailable
from connectors.inbox.imap_url import ImapSettings, Security
from connectors.mail.addresses import one_line

PASSWORD_SETTING = "GOODTERMS_INBOX_PASSWORD"  # noqa: S105 - the name of it
TIMEOUT = 30.0
"""Seconds for the connection and for each answer."""
_BUSY = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA)\b|too many|try again", re.IGNORECASE
)
"""Refused for now (RFC 5530); anything else that a sign-in is refused for needs a person."""
_SHOWN = 200
"""Characters of what a server says."""


@contextmanager
def signed_in(
    settings: ImapSettings, *, tls: ssl.SSLContext, timeout: float
) -> Iterator[BaseMailBox]:
    """Connect, encrypt and sign in; no folder is open yet. Raises Unavailable or NeedsPerson."""
    with _plainly_said(settings):
        box = _reached(settings, tls, timeout)
        try:
            if settings.security is Security.STARTTLS:
                _encrypt(box, settings, tls)
            _sign_in(box, settings)
            yield box
        finally:
            _leave(box)


def server_says(error: Exception) -> str:
    """What the server answered, in one line."""
    if isinstance(error, UnexpectedCommandStatusError):
        data = error.command_result[1]
        words = data[-1] if data else b""
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    else:
        text = str(error)
    return one_line(text)[:_SHOWN]


def is_for_now(says: str) -> bool:
    """Whether a refusal may be otherwise at the next try."""
    return _BUSY.search(says) is not None


@contextmanager
def _plainly_said(settings: ImapSettings) -> Iterator[None]:
    try:
        yield
    except Trouble:
        raise
    except ssl.SSLError as error:
        raise _untrusted(settings, error) from None
    except TimeoutError:
        raise _away(settings, "no answer in time") from None
    except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError) as error:
        raise _away(settings, server_says(error) or type(error).__name__) from None


def _reached(settings: ImapSettings, tls: ssl.SSLContext, timeout: float) -> BaseMailBox:
    if settings.security is Security.TLS:
        return MailBox(settings.host, settings.port, timeout=timeout, ssl_context=tls)
    return MailBoxUnencrypted(settings.host, settings.port, timeout=timeout)


def _encrypt(box: BaseMailBox, settings: ImapSettings, tls: ssl.SSLContext) -> None:
    if "STARTTLS" not in box.client.capabilities:
        raise NeedsPerson(
            f'The mailbox server "{settings}" does not encrypt by STARTTLS, and no password is '
            "given without it: try imaps:// in `inbox` under [mail], or ask its operator."
        )
    box.client.starttls(ssl_context=tls)


def _sign_in(box: BaseMailBox, settings: ImapSettings) -> None:
    if not settings.password:
        raise NeedsPerson(
            f'There is no password for "{settings.user}" on the mailbox server "{settings}": '
            f"set {PASSWORD_SETTING}, or keep it in the keyring."
        )
    try:
        _authenticate(box, settings, settings.password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise _refused(settings, server_says(error)) from None
    # many servers tell only now what they can do
    _, told = box.client.capability()
    if told and isinstance(told[-1], bytes):
        box.client.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())


def _authenticate(box: BaseMailBox, settings: ImapSettings, password: str) -> None:
    plain = settings.user.isascii() and password.isascii()
    if settings.by_token:
        box.xoauth2(settings.user, password, initial_folder=None)
    elif plain and "LOGINDISABLED" not in box.client.capabilities:
        box.login(settings.user, password, initial_folder=None)
    else:
        box.login_utf8(settings.user, password, initial_folder=None)


def _leave(box: BaseMailBox) -> None:
    with suppress(imaplib.IMAP4.error, OSError, EOFError):
        box.client.logout()
    with suppress(OSError):
        box.client.shutdown()


def _refused(settings: ImapSettings, says: str) -> Trouble:
    if settings.password:
        # a server may repeat the command that it refuses
        says = says.replace(settings.password, "…")
    if is_for_now(says):
        return _away(settings, says)
    secret = "access token" if settings.by_token else "password"
    return NeedsPerson(
        f'The mailbox server "{settings}" does not accept the user "{settings.user}" with this '
        f'{secret} ("{says}"): check `inbox` under [mail] and {PASSWORD_SETTING}; Google wants an '
        "app password, and Microsoft 365 an access token."
    )


def _away(settings: ImapSettings, why: str) -> Unavailable:
    return Unavailable(
        f'The mailbox server "{settings}" cannot be read ({why}): what came in is read at the '
        "next try, and nothing is lost."
    )


def _untrusted(settings: ImapSettings, error: ssl.SSLError) -> Trouble:
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return _away(settings, "the connection was closed")
    why = getattr(error, "verify_message", "") or error.reason or "no TLS"
    return NeedsPerson(
        f'The connection to the mailbox server "{settings}" is not safe ({why}): check the host, '
        "the port and the scheme in `inbox` under [mail]."
    )
