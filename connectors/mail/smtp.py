"""Mail over SMTP: what was sent, what was not, and what nobody can know are kept apart."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from connectors.errors import NeedsPerson, Trouble
from connectors.mail.addresses import one_line
from connectors.mail.compose import Composed, compose
from connectors.mail.message import (
    Mail,
    MailDeferred,
    MailRefused,
    MailUnknown,
    Receipt,
    Refusal,
)
from connectors.mail.smtp_url import Security, SmtpSettings

PASSWORD_SETTING = "GOODTERMS_MAIL_PASSWORD"  # noqa: S105 - the name of it
NEEDS_LOGIN = (530, 535, 538)
SENDER = "the sender"
TOO_LARGE = 552
"""Refused for the size that MAIL announces: that is this mail's fault alone (RFC 1870)."""
MESSAGE = "the message"
TIMEOUT = 30.0
"""Seconds for the connection and for each answer before the data."""
ANSWER_TIMEOUT = 300.0
"""Seconds for the answer to the data: giving up on it leaves a mail unknown (RFC 5321 4.5.3.2)."""
LOST = (smtplib.SMTPServerDisconnected, OSError)
"""The connection died; smtplib raises either, and its other errors are OSErrors too."""


class SmtpChannel:
    """One mail server, one connection for a whole batch."""

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        timeout: float = TIMEOUT,
        answer_timeout: float = ANSWER_TIMEOUT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._timeout = timeout
        self._answer_timeout = answer_timeout
        self._tls = tls or ssl.create_default_context()
        self._client: smtplib.SMTP | None = None

    def __repr__(self) -> str:
        return f"SmtpChannel({self._settings})"

    @property
    def local(self) -> bool:
        """Whether the mail server is on this machine."""
        return self._settings.is_loopback

    def check(self) -> None:
        """Connect, encrypt and log in. Raises MailDeferred or NeedsPerson."""
        self._ready()

    def holds(self, message_id: str) -> bool | None:
        """A mail server does not tell what it has carried."""
        return None

    def close(self) -> None:
        """Say goodbye; the channel can be used again."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*LOST):
                client.quit()
            client.close()

    def send(self, mail: Mail, *, before_data: Callable[[], None]) -> Receipt:
        """Carry one mail; `before_data` is called when nothing but the data is left to send.

        Raises MailRefused, MailDeferred or NeedsPerson (all three: not sent) or MailUnknown.
        """
        letter = compose(mail)
        client = self._ready()
        try:
            refused = self._open_envelope(client, letter)
        except LOST as error:
            self._drop()
            raise self._away(error) from None
        try:
            before_data()
        except BaseException:
            # in the middle of DATA only a closed connection makes the server forget the mail
            self._drop()
            raise
        self._hand_over(client, letter.content)
        gone = {refusal.email for refusal in refused}
        accepted = tuple(email for email in letter.recipients if email not in gone)
        return Receipt(accepted, refused)

    def _ready(self) -> smtplib.SMTP:
        """The open connection if it still answers, else a new one."""
        if self._client is not None:
            with suppress(*LOST):
                if self._client.rset()[0] == 250:
                    return self._client
            self._drop()
        self._client = self._connect()
        return self._client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connect(self) -> smtplib.SMTP:
        try:
            client = self._greeted()
        except ssl.SSLError as error:
            raise self._untrusted(error) from None
        except LOST as error:
            raise self._away(error) from None
        try:
            self._introduce(client)
        except BaseException:
            client.close()
            raise
        return client

    def _greeted(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        name = _own_name()
        if self._settings.security is Security.TLS:
            return smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(host, port, name, timeout=self._timeout)

    def _introduce(self, client: smtplib.SMTP) -> None:
        try:
            client.ehlo_or_helo_if_needed()
            if self._settings.security is Security.STARTTLS:
                self._encrypt(client)
            if self._settings.user:
                self._log_in(client, self._settings.user)
        except ssl.SSLError as error:
            raise self._untrusted(error) from None
        except LOST as error:
            raise self._away(error) from None

    def _encrypt(self, client: smtplib.SMTP) -> None:
        try:
            client.starttls(context=self._tls)
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            raise NeedsPerson(
                f'The mail server "{self._settings}" does not encrypt by STARTTLS, and nothing is '
                "sent without it: try smtps:// in `url` under [mail], or ask its operator."
            ) from None
        client.ehlo_or_helo_if_needed()

    def _log_in(self, client: smtplib.SMTP, user: str) -> None:
        try:
            client.login(user, self._settings.password or "")
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise self._away(error) from None
            raise NeedsPerson(
                f'The mail server "{self._settings}" does not accept the user "{user}" with this '
                f"password: check `url` under [mail] and {PASSWORD_SETTING}."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise NeedsPerson(
                f'The mail server "{self._settings}" takes no password on this connection: '
                "use smtp+starttls:// or smtps:// in `url` under [mail], or leave the user out."
            ) from None

    def _open_envelope(self, client: smtplib.SMTP, letter: Composed) -> tuple[Refusal, ...]:
        """MAIL, RCPT and DATA up to the server's go-ahead; answers who is refused."""
        self._judge(*client.mail(letter.sender, self._options(client, letter)), SENDER)
        refused, codes = [], []
        for email in letter.recipients:
            code, says = client.rcpt(email)
            if code == 421:
                self._judge(code, says, "the recipients")
            if code not in (250, 251):
                refused.append(Refusal(email, _words(code, says)))
                codes.append(code)
        if len(refused) == len(letter.recipients):
            self._refuse_all(refused, codes)
        self._judge(*client.docmd("DATA"), MESSAGE, good=354)
        return tuple(refused)

    def _options(self, client: smtplib.SMTP, letter: Composed) -> list[str]:
        options = [f"SIZE={len(letter.content)}"] if client.has_extn("size") else []
        if letter.needs_utf8:
            if not client.has_extn("smtputf8"):
                raise MailRefused(
                    f'The mail server "{self._settings}" cannot write to an address with letters '
                    "beyond ASCII before the @ (it has no SMTPUTF8): ask the customer for another."
                )
            client.command_encoding = "utf-8"
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return options

    def _refuse_all(self, refused: list[Refusal], codes: list[int]) -> None:
        says = "; ".join(f'"{refusal.email}": {refusal.says}' for refusal in refused)
        if all(400 <= code < 500 for code in codes):
            raise MailDeferred(
                f"The mail server takes nobody of this mail right now ({says}): try again later.",
                others_may_go=True,
            )
        raise MailRefused(
            f"The mail server refuses every recipient ({says}): check the addresses in the ledger.",
            refused=tuple(refused),
        )

    def _hand_over(self, client: smtplib.SMTP, content: bytes) -> None:
        """The data and the final dot; only the server's answer tells what became of them."""
        stuffed = re.sub(rb"(?m)^\.", b"..", content)
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            if client.sock is not None:
                client.sock.settimeout(self._answer_timeout)
            client.send(stuffed + end)
            code, says = client.getreply()
            if client.sock is not None:
                client.sock.settimeout(self._timeout)
        except LOST:
            self._drop()
            code, says = 0, b""
        if not 200 <= code < 600 or code // 100 == 3:
            self._drop()
            raise MailUnknown(
                f'The connection to "{self._settings}" was lost after the message went out and '
                "before the answer: look whether it arrived, then resolve it in the outbox."
            )
        if code // 100 != 2:
            self._judge(code, says, MESSAGE)

    def _judge(self, code: int, says: bytes, what: str, *, good: int = 250) -> None:
        if code == good:
            return
        words = _words(code, says)
        if code == 421 or not 400 <= code < 600:
            self._drop()
        if code in NEEDS_LOGIN:
            raise NeedsPerson(
                f'The mail server "{self._settings}" wants a login first ("{words}"): name the '
                f"user in `url` under [mail] and set {PASSWORD_SETTING}."
            )
        if code < 500:
            raise MailDeferred(
                f'The mail server "{self._settings}" does not take {what} right now ("{words}"): '
                "try again later.",
                others_may_go=what == MESSAGE and self._client is not None,
            )
        if what == SENDER and code != TOO_LARGE:
            # no other mail of this run would fare better
            raise NeedsPerson(
                f'The mail server "{self._settings}" refuses the sender: "{words}"; correct `from` '
                "in the rulebook, or ask the server's operator."
            )
        raise MailRefused(
            f'The mail server "{self._settings}" refuses {what}: "{words}". '
            "Ask its operator, or correct the mail's addresses."
        )

    def _away(self, error: Exception) -> MailDeferred:
        if isinstance(error, smtplib.SMTPResponseException):
            why = _words(error.smtp_code, error.smtp_error)
        elif isinstance(error, TimeoutError):
            why = "no answer in time"
        else:
            why = one_line(str(error)) or type(error).__name__
        return MailDeferred(
            f'The mail server "{self._settings}" cannot be reached ({why}): nothing was sent, '
            "try again later."
        )

    def _untrusted(self, error: ssl.SSLError) -> Trouble:
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return self._away(error)
        why = getattr(error, "verify_message", "") or error.reason or "no TLS"
        return NeedsPerson(
            f'The connection to the mail server "{self._settings}" is not safe ({why}): check the '
            "host, the port and the scheme in `url` under [mail]."
        )


def _words(code: int, says: bytes | str) -> str:
    text = says.decode("utf-8", "replace") if isinstance(says, bytes) else says
    return f"{code} {one_line(text)}"


def _own_name() -> str:
    """The name for EHLO: this machine's if it is a full one; no name server is asked."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
