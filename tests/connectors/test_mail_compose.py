"""A mail as a mail program sees it, and what an attacker tries through names and subjects."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.addresses import one_line
from connectors.mail.compose import compose, message_id
from connectors.mail.message import Address, Attachment, Mail, MailRefused

MAIL = Mail(
    message_id=message_id("intent-7", "maple.example"),
    sender=Address("accounts@maple.example", "Ana Reid"),
    to=(Address("jo@acme.example", "Jo Park"),),
    cc=(Address("ben@acme.example"),),
    subject="Invoice INV-0003",
    text="Hello Jo,\n\n.dots and déjà vu\n",
    html="<p>Hello Jo</p>",
    references=("<a@maple.example>", "<b@maple.example>"),
    attachments=(Attachment("INV-0003.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
    date=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    language="en-NZ",
)


def read(mail: Mail) -> EmailMessage:
    """The mail as a program parses it from its bytes."""
    message = message_from_bytes(compose(mail).content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def named(message: EmailMessage, header: str) -> list[tuple[str, str]]:
    return [(one.display_name, one.addr_spec) for one in message[header].addresses]


def lines(part: MIMEPart) -> list[str]:
    return str(part.get_content()).splitlines()


def people(mail: Mail) -> list[tuple[str, str]]:
    """The recipients, decoded by the standard library's older and exacter reader."""
    headers = message_from_bytes(compose(mail).content, policy=policy.compat32)
    shown = getaddresses([str(headers["To"])])
    return [(str(make_header(decode_header(name))), email) for name, email in shown]


def test_a_mail_program_shows_the_text_the_html_and_the_file() -> None:
    message = read(MAIL)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    (file,) = message.iter_attachments()
    assert lines(text) == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html
    assert (file.get_filename(), file.get_content_type()) == ("INV-0003.pdf", "application/pdf")
    assert file.get_content() == b"%PDF-1.7 \x00\xff"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]


def test_the_headers_say_who_when_and_that_a_machine_wrote_it() -> None:
    message = read(MAIL)
    assert {name: str(message[name]) for name in message} == {
        "From": "Ana Reid <accounts@maple.example>",
        "To": "Jo Park <jo@acme.example>",
        "Cc": "ben@acme.example",
        "Subject": "Invoice INV-0003",
        "Date": "Sat, 21 Nov 2026 09:30:00 +0000",
        "Message-ID": MAIL.message_id,
        "In-Reply-To": "<b@maple.example>",
        "References": "<a@maple.example> <b@maple.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en-NZ",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }


def test_the_same_mail_is_the_same_bytes() -> None:
    assert compose(MAIL).content == compose(replace(MAIL)).content


def test_the_message_id_follows_from_the_key_alone() -> None:
    assert message_id("k", "maple.example") == message_id("k", "maple.example")
    assert message_id("k", "maple.example") != message_id("l", "maple.example")
    assert message_id("k", "maple.example").endswith("@maple.example>")
    assert message_id("k", "evil\r\nBcc: x").endswith("@evilbccx>")


@pytest.mark.parametrize(
    "mail",
    [
        replace(MAIL, subject="Paid\r\nBcc: thief@evil.example"),
        replace(MAIL, to=(Address("jo@acme.example", "Jo\r\nBcc: thief@evil.example"),)),
        replace(MAIL, sender=Address("a@maple.example", 'Ana" <thief@evil.example>, "')),
        replace(MAIL, references=("<a@b>\r\nBcc: thief@evil.example",)),
        replace(MAIL, language="en\r\nBcc: thief@evil.example"),
        replace(MAIL, attachments=(Attachment("a\r\nBcc: t@evil.example", "x/y\r\nBcc: z", b""),)),
    ],
)
def test_no_value_can_start_a_header_or_add_a_recipient(mail: Mail) -> None:
    message = read(mail)
    assert "Bcc" not in message
    assert compose(mail).recipients == ("jo@acme.example", "ben@acme.example")
    assert [email for _, email in named(message, "To")] == ["jo@acme.example"]
    assert [email for _, email in named(message, "From")] == [mail.sender.email]


@pytest.mark.parametrize(
    "email",
    [
        "jo@acme.example\r\nBcc: thief@evil.example",
        "jo@acme.example, thief@evil.example",
        "jo@acme.example,thief@evil.example",
        "Jo <jo@acme.example>",
        "jo",
        "",
        "jo@localhost",
    ],
)
def test_an_address_that_is_not_one_is_refused_with_a_sentence(email: str) -> None:
    with pytest.raises(MailRefused, match="Correct it where it is kept") as caught:
        compose(replace(MAIL, to=(Address(email),)))
    assert "\n" not in str(caught.value)


def test_a_file_name_cannot_leave_its_folder() -> None:
    mail = replace(MAIL, attachments=(Attachment("../../etc/pass:wd", "application/pdf", b"x"),))
    (file,) = read(mail).iter_attachments()
    assert file.get_filename() == "-..-etc-pass-wd"


def test_long_lines_are_folded_to_what_mail_allows() -> None:
    mail = replace(
        MAIL,
        text="x" * 3000 + "\n",
        html="<p>" + "y" * 3000 + "</p>",
        subject="word " * 300,
        references=tuple(message_id(str(number), "maple.example") for number in range(80)),
    )
    content = compose(mail).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    text = read(mail).get_body(("plain",))
    assert text is not None
    assert lines(text) == mail.text.splitlines()


def test_a_name_beyond_ascii_travels_encoded_and_reads_as_written() -> None:
    mail = replace(MAIL, to=(Address("jo@bücher.example", "Jörg Müller, Käthe & Söhne GmbH"),))
    assert compose(mail).content.isascii()
    assert not compose(mail).needs_utf8
    assert named(read(mail), "To") == [
        ("Jörg Müller, Käthe & Söhne GmbH", "jo@xn--bcher-kva.example")
    ]


@given(name=st.text(max_size=120), subject=st.text(max_size=200))
def test_any_name_and_subject_read_as_written_and_do_nothing_else(name: str, subject: str) -> None:
    mail = replace(MAIL, to=(Address("jo@acme.example", name),), subject=subject)
    headers = message_from_bytes(compose(mail).content, policy=policy.compat32)
    shown = re.sub(r"\r\n ", " ", headers["Subject"])
    assert people(mail) == [(one_line(name), "jo@acme.example")]
    assert str(make_header(decode_header(shown))) == one_line(subject)
    assert list(headers) == list(read(MAIL))
    assert all(len(line) <= 90 for line in compose(mail).content.splitlines())


@given(email=st.text(max_size=40) | st.emails())
def test_any_address_is_carried_as_one_recipient_or_refused(email: str) -> None:
    try:
        mail = compose(replace(MAIL, to=(Address(email),), cc=()))
    except MailRefused:
        return
    assert len(mail.recipients) == 1
    assert not {"\r", "\n", ",", " ", "<", ">"} & set(mail.recipients[0])
