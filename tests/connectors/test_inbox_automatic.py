"""Mail that no person wrote is no reply; what it names is put before a person."""

import pytest

from connectors.inbox.incoming import Nature
from tests.connectors.incoming_mails import read, written


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=jo@acme.example",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "List-Id: News of Acme <news.acme.example>",
    ],
)
def test_a_header_says_that_a_program_wrote_it(header: str) -> None:
    assert written("Thank you.", headers=f"{header}\n").nature is Nature.AUTOMATIC


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "List-Id: accounts <accounts.maple.example>\nPrecedence: list",
        "In-Reply-To: <mail-7@maple.example>\nList-Id: <team.acme.example>\nPrecedence: list",
    ],
    ids=["said-no", "no-receipts", "our-own-list", "answer-through-a-list"],
)
def test_a_person_s_mail_stays_a_reply(header: str) -> None:
    assert written("We pay on Friday.", headers=f"{header}\n").nature is Nature.REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Invoice INV-7",
        "Out of office: Invoice INV-7",
        "Automatische Antwort: Rechnung INV-7",
        "Abwesenheitsnotiz: Rechnung",
        "Réponse automatique : Facture INV-7",
        "=?utf-8?q?R=C3=A9ponse_automatique?=",
        "Absence du bureau",
        "Respuesta automática: Factura",
        "Fuera de la oficina",
    ],
)
def test_the_subject_is_the_last_resort(subject: str) -> None:
    assert written("I am away.", subject=subject).nature is Nature.AUTOMATIC


@pytest.mark.parametrize(
    "subject", ["Re: Automatic reply: Invoice INV-7", "AW: Abwesenheitsnotiz", "Office rent"]
)
def test_an_answer_to_an_automatic_mail_is_a_reply(subject: str) -> None:
    assert written("I am back.", subject=subject).nature is Nature.REPLY


def test_an_out_of_office_names_whom_to_write_to_instead() -> None:
    mail = written(
        "I am away until Monday. In urgent cases write to Kim.Lee@acme.example, or to the\n"
        "team (ap@acme.example). My address is jo@acme.example.\n\n"
        "> From: accounts@maple.example\n> cc: no.one@maple.example",
        headers="Auto-Submitted: auto-replied\n",
    )

    assert mail.instead == ("kim.lee@acme.example", "ap@acme.example")
    assert not mail.gone


def test_an_address_behind_a_link_is_seen() -> None:
    mail = read(
        "From: jo@acme.example\nSubject: Out of office\nContent-Type: text/html\n\n"
        '<p>Please ask <a href="mailto:kim@acme.example?subject=x">Kim</a> instead.</p>'
    )

    assert mail.instead == ("kim@acme.example",)
    assert mail.first_lines == "Please ask Kim <kim@acme.example> instead."


@pytest.mark.parametrize(
    "words",
    [
        "Jo Park no longer works for Acme. Please write to kim@acme.example.",
        "I have left the company.",
        "This mailbox is no longer monitored.",
        "Frau Park ist nicht mehr in unserem Unternehmen tätig.",
        "Herr Weber hat das Unternehmen verlassen.",
        "Mme Park ne travaille plus chez Acme.",
        "J'ai quitté la société le 1er octobre.",
        "La Sra. Park ya no trabaja en Acme.",
        "He dejado la empresa.",
    ],
)
def test_who_has_left_says_so_in_four_languages(words: str) -> None:
    assert written(words, headers="Auto-Submitted: auto-replied\n").gone


@pytest.mark.parametrize(
    "words",
    [
        "I no longer work on Fridays.",
        "I have left the office until Monday.",
        "Ich bin freitags nicht mehr erreichbar.",
        "Je ne travaille pas le vendredi.",
        "No trabajo los viernes.",
    ],
)
def test_who_is_away_is_not_gone(words: str) -> None:
    assert not written(words, headers="Auto-Submitted: auto-replied\n").gone


def test_a_person_who_tells_of_a_colleague_is_a_reply_and_names_nobody_by_itself() -> None:
    mail = written("Jo no longer works for us, write to kim@acme.example.")

    assert (mail.nature, mail.gone, mail.instead) == (Nature.REPLY, False, ())


def test_a_read_receipt_is_automatic() -> None:
    mail = read(
        "From: jo@acme.example\nSubject: Read: Invoice INV-7\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message was read.\n"
        "--b\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822;jo@acme.example\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n"
    )

    assert mail.nature is Nature.AUTOMATIC


def test_an_answer_of_a_calendar_is_automatic() -> None:
    mail = read(
        "From: jo@acme.example\nSubject: Accepted: call\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nAccepted\n"
        "--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n"
    )

    assert mail.nature is Nature.AUTOMATIC


def test_a_mail_from_a_no_reply_address_is_automatic() -> None:
    mail = read("From: Acme <no-reply@acme.example>\nSubject: We got your mail\n\nTicket 7.")

    assert mail.nature is Nature.AUTOMATIC
