"""What a person wrote: the new words alone, whatever mail program and language they use."""

import pytest

from connectors.inbox.incoming import Nature
from tests.connectors.incoming_mails import ARRIVED, read, written

NEW = "We pay INV-7 on Friday."


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, 2 Nov 2026 at 10:00, Ana Reid <ana@maple.example> wrote:\n> Dear Jo,\n> INV-7",
        "On Mon, 2 Nov 2026 at 10:00, Ana Reid\n<ana@maple.example> wrote:\n\n> Dear Jo,",
        "Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb Ana Reid <ana@maple.example>:\n> Hallo Jo,",
        "Le lun. 2 nov. 2026 à 10:00, Ana Reid <ana@maple.example> a écrit :\n> Bonjour Jo,",
        "El lun, 2 nov 2026 a las 10:00, Ana Reid (<ana@maple.example>) escribió:\n> Hola Jo,",
        "-----Original Message-----\nFrom: Ana Reid\nSent: Monday\nSubject: INV-7\n\nDear Jo,",
        "From: Ana Reid <ana@maple.example>\nSent: Monday, 2 November 2026\nTo: Jo\n\nDear Jo,",
        "________________________________\nVon: Ana Reid\nGesendet: Montag\nAn: Jo\n\nHallo Jo,",
        "De : Ana Reid <ana@maple.example>\nEnvoyé : lundi 2 novembre\nÀ : Jo\n\nBonjour Jo,",
        "De: Ana Reid <ana@maple.example>\nEnviado: lunes, 2 de noviembre\nPara: Jo\n\nHola Jo,",
        "> Dear Jo,\n> INV-7 is due",
    ],
)
def test_the_quoted_mail_is_cut(quote: str) -> None:
    assert written(f"{NEW}\n\n{quote}").first_lines == NEW


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nJo Park\nAcme Ltd",
        "Best regards,\nJo Park",
        "Mit freundlichen Grüßen\nJo Park",
        "Cordialement,\nJo Park",
        "Saludos,\nJo Park",
        "Sent from my iPhone",
    ],
)
def test_the_signature_is_cut(signature: str) -> None:
    assert written(f"{NEW}\n\n{signature}").first_lines == NEW


@pytest.mark.parametrize(
    "words",
    [
        "Hi Ana,\nThanks, paid yesterday.\nJo",
        "Thanks, we pay on Friday.",
        "Two things:\n- INV-7 is paid\n- INV-8 is wrong",
        "From: our side all is well.",
    ],
)
def test_what_only_looks_like_a_signature_or_a_quote_is_kept(words: str) -> None:
    assert written(words).first_lines == words


def test_an_answer_below_the_quoted_mail_is_found() -> None:
    mail = written(f"On Mon, 2 Nov 2026, Ana wrote:\n> INV-7 is due\n> Ana\n\n{NEW}")

    assert mail.first_lines == NEW


def test_first_lines_end_at_a_word() -> None:
    lines = written("invoice " * 100).first_lines

    assert len(lines) <= 300
    assert lines.endswith("invoice…")


def test_html_alone_is_read_without_what_it_quotes_and_hides() -> None:
    mail = read(
        "From: jo@acme.example\nContent-Type: text/html; charset=utf-8\n\n"
        "<html><head><title>x</title><style>p {color: red}</style></head><body>"
        "<script>alert(1)</script><p>Hi Ana,</p><p>we pay &euro;&nbsp;100 on<br>Friday.</p>"
        '<div class="gmail_quote"><blockquote>Dear Jo</blockquote></div></body></html>'
    )

    assert mail.first_lines == "Hi Ana,\nwe pay € 100 on\nFriday."


def test_an_html_answer_below_the_quote_is_found() -> None:
    mail = read(
        "From: jo@acme.example\nContent-Type: text/html\n\n"
        f"<blockquote><p>Dear Jo</p></blockquote><p>{NEW}</p>"
    )

    assert mail.first_lines == NEW


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Grüße".encode()),
        ("iso-8859-1", "Grüße".encode("latin-1")),
        ("windows-1252", "Grüße".encode("cp1252")),
        ("utf-8", "Grüße".encode("latin-1")),
        ("us-ascii", "Grüße".encode()),
        ("x-unknown", "Grüße".encode()),
        ("utf-16", "Grüße".encode("utf-16")),
        ("unicode_escape", "Grüße".encode()),
    ],
)
def test_a_wrong_or_unknown_charset_still_gives_the_words(charset: str, content: bytes) -> None:
    head = f"From: jo@acme.example\nContent-Type: text/plain; charset={charset}\n\n"

    assert read(head.encode() + content).first_lines == "Grüße"


def test_headers_are_read_as_a_person_reads_them() -> None:
    mail = read(
        "From: =?iso-8859-1?q?Park=2C_J=F6?= <Jo@ACME.example>\n"
        "Subject: =?utf-8?b?UsOpcG9uc2U=?=\n =?utf-8?q?_=C3=A0_INV-7?=\n"
        "Message-ID: <1@acme.example>\n"
        "In-Reply-To: Your message <b@maple.example>\n"
        "References: <a@maple.example>\n <b@maple.example>\n\nYes."
    )

    assert (mail.sender, mail.sender_name) == ("jo@acme.example", "Park, Jö")
    assert mail.subject == "Réponse à INV-7"
    assert (mail.message_id, mail.received) == ("<1@acme.example>", ARRIVED)
    assert mail.answers == ("<b@maple.example>", "<a@maple.example>")


def test_a_mail_with_nothing_but_an_attachment_is_a_reply_without_words() -> None:
    mail = read(
        "From: jo@acme.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/plain; name=remittance.txt\n"
        "Content-Disposition: attachment\n\nINV-7 100.00\n--b--\n"
    )

    assert (mail.nature, mail.first_lines) == (Nature.REPLY, "")
