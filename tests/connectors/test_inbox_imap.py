"""The company's mailbox, read over IMAP from a real server."""

from connectors.inbox.imap import open_inbox
from connectors.inbox.incoming import Inbox, Nature
from tests.connectors.imap_servers import PASSWORD, Postbox

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


def mailbox(postbox: Postbox) -> Inbox:
    return open_inbox(postbox.url, password=lambda user: PASSWORD, own=["Accounts@maple.example"])


def test_a_reply_is_read_with_what_it_answers_and_what_was_written_anew(an_inbox: Postbox) -> None:
    an_inbox.deliver(REPLY)

    [mail] = mailbox(an_inbox).read(None).mails

    assert mail.nature is Nature.REPLY
    assert (mail.sender, mail.sender_name) == ("jo.park@acme.example", "Jo Park")
    assert mail.message_id == "<reply-1@acme.example>"
    assert mail.answers == ("<mail-7@maple.example>", "<mail-3@maple.example>")
    assert mail.subject == "Re: Invoice INV-7"
    assert mail.first_lines == "Hi Ana,\nThanks, we pay on Friday.\nJo"


def test_nothing_is_read_twice(an_inbox: Postbox) -> None:
    an_inbox.deliver(REPLY)
    first = mailbox(an_inbox).read(None)
    an_inbox.deliver(REPLY.replace("reply-1", "reply-2"))

    second = mailbox(an_inbox).read(first.bookmark)

    assert [mail.message_id for mail in second.mails] == ["<reply-2@acme.example>"]
    assert mailbox(an_inbox).read(second.bookmark).mails == []


def test_reading_marks_nothing_as_read(an_inbox: Postbox) -> None:
    an_inbox.deliver(REPLY)

    mailbox(an_inbox).read(None)

    assert an_inbox.flags() == [b"1 (FLAGS ())"]
