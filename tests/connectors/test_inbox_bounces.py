"""Mails that came back: which address, for ever or for now, and which mail it was."""

import pytest

from connectors.inbox.incoming import Incoming, Nature, Undelivered
from connectors.mail.compose import compose
from connectors.mail.message import Address, Mail
from tests.connectors import bounce_samples as samples
from tests.connectors.bounce_samples import SENT, report
from tests.connectors.incoming_mails import ARRIVED, OURS, read, written


def only(mail: Incoming) -> Undelivered:
    assert mail.nature is Nature.BOUNCE
    assert mail.answers[:1] == (SENT,)
    [undelivered] = mail.undelivered
    assert undelivered.email == "kim@acme.example"
    return undelivered


def test_a_report_names_the_address_the_reason_and_the_mail() -> None:
    bounce = only(read(report(status="5.1.1", says="550 5.1.1 <kim@acme.example>: no such user")))

    assert bounce.hard
    assert bounce.why == "550 5.1.1 <kim@acme.example>: no such user"


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("5.1.1", ""),
        ("5.1.2", "host not found in DNS"),
        ("5.1.10", "recipient not found by SMTP address lookup"),
        ("5.2.1", "the account is disabled"),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
        ("5.7.1", "550 5.7.1 user unknown"),
        ("5.0.0", "550 no such user here"),
        ("5.0.0", ""),
    ],
)
def test_an_address_at_which_nothing_will_ever_arrive_is_dead(status: str, says: str) -> None:
    assert only(read(report(status=status, says=says))).hard


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("5.2.2", "552 5.2.2 the mailbox is full"),
        ("5.0.0", "550 user is over quota"),
        ("5.1.1", "550 mailbox full"),
        ("4.4.7", "delivery time expired"),
        ("4.1.1", "450 4.1.1 user unknown, try later"),
        ("5.4.6", "routing loop"),
    ],
)
def test_a_good_address_that_the_mail_did_not_reach_is_not_dead(status: str, says: str) -> None:
    bounce = only(read(report(status=status, says=says)))

    assert (bounce.hard, bounce.delayed, bounce.refused) == (False, False, False)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("5.7.1", "554 5.7.1 listed by a block list"),
        ("5.7.26", "550 5.7.26 fails DMARC"),
        ("5.0.0", "550 5.7.1 looks like spam"),
        ("5.3.4", "552 message too big"),
        ("5.6.0", "content rejected"),
    ],
)
def test_a_mail_that_is_not_wanted_says_nothing_against_the_address(status: str, says: str) -> None:
    bounce = only(read(report(status=status, says=says)))

    assert (bounce.hard, bounce.refused) == (False, True)


def test_a_delay_is_no_failure_yet() -> None:
    bounce = only(read(report(action="delayed", status="4.4.1", says="no answer from host")))

    assert (bounce.hard, bounce.delayed) == (False, True)


def test_the_address_is_the_one_that_was_written_to_not_where_it_was_forwarded() -> None:
    fields = (
        "Original-Recipient: rfc822;kim@acme.example\n"
        "Final-Recipient: rfc822;kim.lee@elsewhere.example"
    )

    assert only(read(report(fields=fields))).hard


def test_a_confirmation_of_delivery_is_no_bounce() -> None:
    assert read(report(action="delivered", status="2.0.0")).nature is Nature.AUTOMATIC


@pytest.mark.parametrize(
    ("mail", "hard", "words"),
    [
        (samples.QMAIL, True, "no such user here"),
        (samples.EXIM, True, "User unknown"),
        (samples.POSTFIX, False, "mailbox is full"),
        (samples.EXCHANGE, True, "not recognized"),
        (samples.YAHOO, True, "doesn't have a mail account here"),
        (samples.GMAIL_DELAY, False, "will be retried"),
        (samples.UNHEARD_OF, True, "unbekannt"),
        (samples.OVER_QUOTA_RECEIPT, False, "Quota exceeded"),
    ],
    ids=[
        "qmail",
        "exim",
        "postfix",
        "exchange",
        "yahoo",
        "gmail-delay",
        "unheard-of",
        "over-quota",
    ],
)
def test_bounces_without_a_standard_report_are_read(mail: str, hard: bool, words: str) -> None:
    bounce = only(read(mail))

    assert bounce.hard is hard
    assert words in bounce.why


def test_a_report_in_letters_beyond_ascii_is_read() -> None:
    mail = (
        report()
        .replace("message/delivery-status", "message/global-delivery-status")
        .replace("rfc822; Kim@acme.example", "utf-8; kim@acme.example")
    )

    assert only(read(mail)).hard


def test_a_bounce_that_names_nobody_is_still_one() -> None:
    mail = samples.UNHEARD_OF.replace("To: kim@acme.example", "To: kim@acme.example, jo@b.example")

    read_mail = read(mail)

    assert (read_mail.nature, read_mail.undelivered) == (Nature.BOUNCE, ())
    assert read_mail.answers == (SENT,)


def test_a_person_who_speaks_of_a_bounce_is_no_bounce() -> None:
    mail = written(
        "Your message could not be delivered to\nkim@acme.example\n\nShe left; write to me.",
        subject="Delivery of your mail failed",
    )

    assert mail.nature is Nature.REPLY


def test_a_system_that_does_not_call_itself_a_daemon_is_recognised() -> None:
    mail = samples.EXCHANGE.replace("System Administrator <postmaster@", "<admin@")

    assert only(read(f"Return-Path: <>\n{mail}")).hard


def test_a_bounce_that_returns_our_mail_whole_names_it() -> None:
    letter = Mail(
        message_id=SENT,
        sender=Address(OURS, "Ana Reid"),
        to=(Address("kim@acme.example"),),
        subject="Invoice INV-7",
        text="Dear Kim",
        html="<p>Dear Kim</p>",
        date=ARRIVED,
    )
    sent = compose(letter).content.decode().replace("\r\n", "\n")
    headers = report().partition("Content-Type: text/rfc822-headers\n\n")[0]

    mail = read(f"{headers}Content-Type: message/rfc822\n\n{sent}\n--b--\n")

    assert only(mail).hard
