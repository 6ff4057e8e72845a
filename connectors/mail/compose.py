"""A Mail to the bytes that go over the wire or into an .eml file: the same mail, the same bytes."""

import hashlib
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from connectors.mail.addresses import Envelope, checked, one_line
from connectors.mail.headers import address_header, list_header, text_header
from connectors.mail.message import Address, Attachment, Mail, MailRefused

MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,400}@[!-;=?A-~]{1,400}>")
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
    return f"<goodterms.{digest}@{host[:200]}>"


def compose(mail: Mail) -> Composed:
    """Text and HTML side by side, the attachments around them. Raises MailRefused."""
    if not mail.to:
        raise MailRefused("The mail has nobody to go to: name a person at the customer.")
    addresses = {who: checked(who) for who in (mail.sender, *mail.to, *mail.cc)}
    recipients = [str(addresses[who]) for who in (*mail.to, *mail.cc)]
    headers = "".join(_headers(mail, addresses))
    return Composed(
        sender=str(addresses[mail.sender]),
        recipients=tuple(dict.fromkeys(recipients)),
        content=headers.encode() + _body(mail).as_bytes(),
        needs_utf8=any(envelope.needs_utf8 for envelope in addresses.values()),
    )


def _headers(mail: Mail, addresses: dict[Address, Envelope]) -> list[str]:
    def people(header: str, *those: Address) -> str:
        return address_header(header, [(who.name, addresses[who]) for who in those])

    if not MESSAGE_ID.fullmatch(mail.message_id):
        raise MailRefused(f'The Message-ID "{one_line(mail.message_id)}" is not one.')
    earlier = [known for known in mail.references if MESSAGE_ID.fullmatch(known)]
    headers = [
        people("From", mail.sender),
        people("To", *mail.to),
        *([people("Cc", *mail.cc)] if mail.cc else []),
        text_header("Subject", mail.subject),
        list_header("Date", [format_datetime(mail.date)]),
        list_header("Message-ID", [mail.message_id]),
        list_header("Auto-Submitted", ["auto-generated"]),
    ]
    if earlier:
        headers.append(list_header("In-Reply-To", earlier[-1:]))
        headers.append(list_header("References", earlier[-MOST_REFERENCES:]))
    if mail.language and LANGUAGE.fullmatch(mail.language):
        headers.append(list_header("Content-Language", [mail.language]))
    return headers


def _body(mail: Mail) -> EmailMessage:
    body = EmailMessage(policy.SMTP)
    body.set_content(mail.text, subtype="plain", charset="utf-8", cte=_encoding(mail.text))
    body.add_alternative(mail.html, subtype="html", charset="utf-8", cte=_encoding(mail.html))
    for attachment in mail.attachments:
        _attach(body, attachment)
    digest = hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in body.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")
    return body


def _encoding(text: str) -> str:
    """Readable in the raw file where that is possible."""
    short = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and short else "quoted-printable"


def _attach(body: EmailMessage, attachment: Attachment) -> None:
    kind = attachment.content_type.lower()
    kind = kind if CONTENT_TYPE.fullmatch(kind) else "application/octet-stream"
    main, _, sub = kind.partition("/")
    name = re.sub(r'[/\\:*?"<>|]+', "-", one_line(attachment.name)).strip(". ") or "attachment"
    body.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name[:120])
