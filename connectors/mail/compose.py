"""A Mail to the bytes that go over the wire or into an .eml file: the same mail, the same bytes."""

import hashlib
import re
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage

from connectors.mail.addresses import Envelope, checked, one_line
from connectors.mail.message import Address, Attachment, Mail, MailRefused

MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
MOST_REFERENCES = 20
LONGEST_LINE = 900
"""Below the 998 characters of RFC 5322, with room for what a relay may add."""
CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready to be carried."""

    sender: str
    recipients: tuple[str, ...]
    """To and Cc, each once."""
    content: bytes
    needs_utf8: bool


def message_id(key: str, domain: str) -> str:
    """The Message-ID that belongs to this key: always the same, so that a repetition shows."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    host = re.sub(r"[^a-z0-9.-]", "", domain.lower()).strip(".-") or "goodterms.invalid"
    return f"<goodterms.{digest}@{host}>"


def compose(mail: Mail) -> EmailMessage:
    """Text and HTML side by side, the attachments around them. Raises MailRefused."""
    return _build(mail, _addresses(mail))


def composed(mail: Mail) -> Composed:
    """The message as bytes, with its envelope. Raises MailRefused."""
    addresses = _addresses(mail)
    recipients = [addresses[who] for who in (*mail.to, *mail.cc)]
    return Composed(
        sender=str(addresses[mail.sender]),
        recipients=tuple(dict.fromkeys(str(envelope) for envelope in recipients)),
        content=_build(mail, addresses).as_bytes(),
        needs_utf8=_needs_utf8(addresses),
    )


def _addresses(mail: Mail) -> dict[Address, Envelope]:
    if not mail.to:
        raise MailRefused("The mail has nobody to go to: name a person at the customer.")
    return {who: checked(who) for who in (mail.sender, *mail.to, *mail.cc)}


def _needs_utf8(addresses: dict[Address, Envelope]) -> bool:
    return any(envelope.needs_utf8 for envelope in addresses.values())


def _build(mail: Mail, addresses: dict[Address, Envelope]) -> EmailMessage:
    message = EmailMessage(policy.SMTPUTF8 if _needs_utf8(addresses) else policy.SMTP)
    message["From"] = _shown(mail.sender, addresses)
    message["To"] = [_shown(who, addresses) for who in mail.to]
    if mail.cc:
        message["Cc"] = [_shown(who, addresses) for who in mail.cc]
    message["Subject"] = one_line(mail.subject)
    message["Date"] = mail.date
    _add_thread(message, mail)
    message["Auto-Submitted"] = "auto-generated"
    if mail.language and LANGUAGE.fullmatch(mail.language):
        message["Content-Language"] = mail.language
    _add_text(message, mail)
    for attachment in mail.attachments:
        _attach(message, attachment)
    _set_boundaries(message, mail.message_id)
    return message


def _shown(who: Address, addresses: dict[Address, Envelope]) -> HeaderAddress:
    envelope = addresses[who]
    return HeaderAddress(one_line(who.name or ""), envelope.local, envelope.domain)


def _add_thread(message: EmailMessage, mail: Mail) -> None:
    if not MESSAGE_ID.fullmatch(mail.message_id):
        raise MailRefused(f'The Message-ID "{one_line(mail.message_id)}" is not one.')
    message["Message-ID"] = mail.message_id
    earlier = [known for known in mail.references if MESSAGE_ID.fullmatch(known)]
    if earlier:
        message["In-Reply-To"] = earlier[-1]
        message["References"] = " ".join(earlier[-MOST_REFERENCES:])


def _add_text(message: EmailMessage, mail: Mail) -> None:
    message.set_content(mail.text, subtype="plain", charset="utf-8", cte=_encoding(mail.text))
    message.add_alternative(mail.html, subtype="html", charset="utf-8", cte=_encoding(mail.html))


def _encoding(text: str) -> str:
    """Readable in the raw file where that is possible."""
    short = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and short else "quoted-printable"


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind = attachment.content_type.lower()
    kind = kind if CONTENT_TYPE.fullmatch(kind) else "application/octet-stream"
    main, _, sub = kind.partition("/")
    name = re.sub(r'[/\\:*?"<>|]+', "-", one_line(attachment.name)).strip(". ") or "attachment"
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name)


def _set_boundaries(message: EmailMessage, key: str) -> None:
    digest = hashlib.sha256(key.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")
