"""The company's mailbox, read over IMAP from a real server."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import NeedsPerson
from connectors.inbox.imap import ImapInbox, open_inbox
from connectors.inbox.imap_url import read_imap_url
from connectors.inbox.incoming import Inbox, Nature
from tests.connectors import dovecot
from tests.connectors.imap_servers import PASSWORD, Postbox, imap_server

NOW = datetime.now(UTC).replace(microsecond=0)
REPLY = """\
From: Jo Park <Jo.Park@acme.example>
To: accounts@maple.example
Subject: Re: Invoice INV-7
Message-ID: <reply-1@acme.example>
In-Reply-To: <mail-7@maple.example>
References: <mail-3@maple.example> <mail-7@maple.example>

Hi Ana,

Thanks, we pay on Friday.

Jo

On Mon, 2 Nov 2026 at 10:00, Ana Reid <accounts@maple.example> wrote:
> Dear Jo,
> INV-7 is due in 2 days.
"""


@pytest.fixture(scope="module")
def dovecot_port() -> Iterator[int]:
    reason = dovecot.why_not()
    if reason:
        pytest.skip(reason)
    with dovecot.dovecot() as port:
        yield port


@pytest.fixture(params=["pymap", "dovecot"])
def postbox(request: pytest.FixtureRequest) -> Iterator[Postbox]:
    """An empty mailbox, on each server."""
    if request.param == "dovecot":
        port = request.getfixturevalue("dovecot_port")
        yield Postbox("127.0.0.1", port, user=f"accounts{uuid.uuid4().hex[:8]}")
        return
    with imap_server() as running:
        yield running


def mailbox(postbox: Postbox) -> Inbox:
    return open_inbox(postbox.url, password=lambda user: PASSWORD, own=["Accounts@maple.example"])


def test_a_reply_is_read_with_what_it_answers_and_what_was_written_anew(postbox: Postbox) -> None:
    postbox.deliver(REPLY)

    [mail] = mailbox(postbox).read(None).mails

    assert mail.nature is Nature.REPLY
    assert (mail.sender, mail.sender_name) == ("jo.park@acme.example", "Jo Park")
    assert mail.message_id == "<reply-1@acme.example>"
    assert mail.answers == ("<mail-7@maple.example>", "<mail-3@maple.example>")
    assert mail.subject == "Re: Invoice INV-7"
    assert mail.first_lines == "Hi Ana,\nThanks, we pay on Friday.\nJo"


def test_nothing_is_read_twice(postbox: Postbox) -> None:
    postbox.deliver(REPLY)
    first = mailbox(postbox).read(None)
    postbox.deliver(REPLY.replace("reply-1", "reply-2"))

    second = mailbox(postbox).read(first.bookmark)

    assert [mail.message_id for mail in second.mails] == ["<reply-2@acme.example>"]
    assert mailbox(postbox).read(second.bookmark).mails == []


def test_reading_marks_nothing_as_read(postbox: Postbox) -> None:
    postbox.deliver(REPLY)
    before = postbox.flags()

    mailbox(postbox).read(None)

    assert postbox.flags() == before
    assert len(before) == 1


def test_mail_older_than_thirty_days_is_not_read_the_first_time(postbox: Postbox) -> None:
    postbox.deliver(REPLY, at=NOW - timedelta(days=40))
    postbox.deliver(REPLY.replace("reply-1", "reply-2"), at=NOW - timedelta(days=20))

    harvest = mailbox(postbox).read(None)

    assert [mail.message_id for mail in harvest.mails] == ["<reply-2@acme.example>"]
    assert harvest.mails[0].received == NOW - timedelta(days=20)


def test_a_mailbox_without_new_mail_is_not_read_from_its_beginning_later(
    postbox: Postbox,
) -> None:
    postbox.deliver(REPLY, at=NOW - timedelta(days=40))
    first = mailbox(postbox).read(None)
    postbox.deliver(REPLY.replace("reply-1", "reply-2"))

    second = mailbox(postbox).read(first.bookmark)

    assert [mail.message_id for mail in second.mails] == ["<reply-2@acme.example>"]


def test_a_server_that_numbers_anew_gives_the_last_thirty_days_again(an_inbox: Postbox) -> None:
    an_inbox.deliver(REPLY)
    first = mailbox(an_inbox).read(None)
    an_inbox.number_anew()

    second = mailbox(an_inbox).read(first.bookmark)

    assert [mail.message_id for mail in second.mails] == ["<reply-1@acme.example>"]
    assert second.mails[0].key != first.mails[0].key
    assert mailbox(an_inbox).read(second.bookmark).mails == []


def test_a_bookmark_that_is_none_reads_again_rather_than_nothing(postbox: Postbox) -> None:
    postbox.deliver(REPLY)

    for damaged in ("", "{", "[1]", '{"INBOX": 7}', '{"INBOX": ["a", "b"]}'):
        assert len(mailbox(postbox).read(damaged).mails) == 1


def test_mail_of_our_own_is_no_reply(postbox: Postbox) -> None:
    postbox.deliver(REPLY.replace("Jo.Park@acme.example", "Accounts@Maple.example"))

    assert mailbox(postbox).read(None).mails == []


def test_a_mail_with_forty_megabytes_is_read_by_its_beginning(postbox: Postbox) -> None:
    huge = (
        "From: jo@acme.example\nMessage-ID: <huge@acme.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nPaid, see the scan.\n"
        "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
        + ("A" * 76 + "\n") * 30_000
        + "--b--\n"
    )
    postbox.deliver(huge, REPLY)

    first, second = mailbox(postbox).read(None).mails

    assert first.first_lines == "Paid, see the scan."
    assert second.message_id == "<reply-1@acme.example>"


def test_a_full_mailbox_is_read_in_portions_oldest_first(postbox: Postbox) -> None:
    postbox.deliver(*(REPLY.replace("reply-1", f"reply-{n}") for n in range(50)))
    inbox = ImapInbox(read_imap_url(postbox.url, password=lambda user: PASSWORD), most=30)

    first = inbox.read(None)
    second = inbox.read(first.bookmark)

    ids = [mail.message_id for mail in (*first.mails, *second.mails)]
    assert ids == [f"<reply-{n}@acme.example>" for n in range(50)]
    assert (first.more, second.more) == (True, False)


def test_other_folders_are_read_beside_the_inbox(postbox: Postbox) -> None:
    postbox.make_folder("Junk & Co")
    postbox.deliver(REPLY, folder="INBOX")
    postbox.deliver(REPLY.replace("reply-1", "reply-2"), folder="Junk & Co")
    inbox = open_inbox(postbox.url, password=lambda user: PASSWORD, folders=["Junk & Co"])

    harvest = inbox.read(None)

    assert [mail.message_id for mail in harvest.mails] == [
        "<reply-1@acme.example>",
        "<reply-2@acme.example>",
    ]
    assert inbox.read(harvest.bookmark).mails == []


def test_what_was_read_is_moved_only_where_a_folder_is_configured(postbox: Postbox) -> None:
    postbox.make_folder("Read")
    postbox.deliver(REPLY, REPLY.replace("reply-1", "reply-2"))
    [first, _] = mailbox(postbox).read(None).mails

    mailbox(postbox).file_away([first.key])
    assert len(postbox.flags()) == 2

    moving = open_inbox(postbox.url, password=lambda user: PASSWORD, move_to="Read")
    moving.file_away([first.key, "no key"])

    assert (len(postbox.flags()), len(postbox.flags("Read"))) == (1, 1)
    moving.file_away([first.key])  # it is no longer there
    assert (len(postbox.flags()), len(postbox.flags("Read"))) == (1, 1)


def test_nothing_is_moved_by_a_number_that_means_another_mail_now(an_inbox: Postbox) -> None:
    an_inbox.make_folder("Read")
    an_inbox.deliver(REPLY)
    [mail] = mailbox(an_inbox).read(None).mails
    an_inbox.number_anew()

    open_inbox(an_inbox.url, password=lambda user: PASSWORD, move_to="Read").file_away([mail.key])

    assert len(an_inbox.flags()) == 1


def test_a_folder_to_move_to_that_is_not_there_needs_a_person(postbox: Postbox) -> None:
    postbox.deliver(REPLY)
    inbox = open_inbox(postbox.url, password=lambda user: PASSWORD, move_to="Read")
    [mail] = inbox.read(None).mails

    with pytest.raises(NeedsPerson, match='has no folder "Read"'):
        inbox.file_away([mail.key])
    assert len(postbox.flags()) == 1


def test_a_mail_without_a_sign_of_its_sender_or_content_does_not_end_the_reading(
    postbox: Postbox,
) -> None:
    postbox.deliver(b"\n", b"no header at all", REPLY)

    harvest = mailbox(postbox).read(None)

    assert [mail.sender for mail in harvest.mails] == ["", "jo.park@acme.example"]
    assert len(harvest.unreadable) == 1
