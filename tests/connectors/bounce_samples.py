"""Bounces in the shapes that mail servers give them; words of our own, addresses of nobody."""

from textwrap import dedent

SENT = "<mail-7.intent@maple.example>"
"""The Message-ID of the mail that came back."""


def report(
    *, status: str = "5.1.1", action: str = "failed", says: str = "", fields: str = ""
) -> str:
    """An RFC 3464 report about kim@acme.example, with the headers of what it returns."""
    diagnostic = f"Diagnostic-Code: smtp; {says}\n" if says else ""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.maple.example>\n"
        "To: accounts@maple.example\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        "Message-ID: <report-1@mx.maple.example>\n"
        "Auto-Submitted: auto-replied\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'
        "\n"
        "--b\n"
        "Content-Type: text/plain; charset=us-ascii\n"
        "\n"
        "Your message could not be handed over. The report is attached.\n"
        "--b\n"
        "Content-Type: message/delivery-status\n"
        "\n"
        "Reporting-MTA: dns; mx.maple.example\n"
        "\n"
        f"{fields or 'Final-Recipient: rfc822; Kim@acme.example'}\n"
        f"Action: {action}\n"
        f"Status: {status}\n"
        f"{diagnostic}"
        "\n"
        "--b\n"
        "Content-Type: text/rfc822-headers\n"
        "\n"
        "From: Ana Reid <accounts@maple.example>\n"
        "To: Kim <kim@acme.example>\n"
        "Subject: Invoice INV-7\n"
        f"Message-ID: {SENT}\n"
        "\n"
        "--b--\n"
    )


def _plain(sender: str, subject: str, body: str) -> str:
    return (
        f"From: {sender}\nTo: accounts@maple.example\nSubject: {subject}\n"
        f"Message-ID: <loose@mx.example>\n\n{dedent(body).strip()}\n"
    )


_RETURNED = f"""\
    Received: by mx.maple.example
    Message-ID: {SENT}
    From: accounts@maple.example
    To: kim@acme.example
    Subject: Invoice INV-7
"""

QMAIL = _plain(
    "MAILER-DAEMON@mx.maple.example",
    "failure notice",
    f"""
    Hi. This is the qmail-send program at mx.maple.example.
    I was not able to deliver to these addresses.

    <kim@acme.example>:
    192.0.2.7 does not like recipient.
    Remote host said: 550 5.1.1 no such user here

    --- Below this line is a copy of the message.

{_RETURNED}
    """,
)
EXIM = _plain(
    "Mail Delivery System <Mailer-Daemon@mx.maple.example>",
    "Mail delivery failed: returning message to sender",
    f"""
    This message was created automatically by mail delivery software.

    A message that you sent could not be delivered to one or more of its
    recipients. This is a permanent error. The following address(es) failed:

      kim@acme.example
        SMTP error from remote mail server after RCPT TO:<kim@acme.example>:
        host mx.acme.example [192.0.2.7]: 550 User unknown

    ------ This is a copy of the message, including all the headers. ------

{_RETURNED}
    """,
).replace("Message-ID: <loose", "X-Failed-Recipients: kim@acme.example\nMessage-ID: <loose", 1)
POSTFIX = _plain(
    "MAILER-DAEMON@mx.maple.example (Mail Delivery System)",
    "Undelivered Mail Returned to Sender",
    f"""
    This is the Postfix program at host mx.maple.example.

    I'm sorry to have to inform you that your message could not be
    delivered to one or more recipients.

                       The Postfix program

    <kim@acme.example>: host mx.acme.example[192.0.2.7] said: 552 5.2.2 mailbox is full

{_RETURNED}
    """,
)
EXCHANGE = _plain(
    "System Administrator <postmaster@acme.example>",
    "Undeliverable: Invoice INV-7",
    f"""
    Your message

      To:      kim@acme.example
      Subject: Invoice INV-7

    did not reach the following recipient(s):

    kim@acme.example on Tue, 3 Nov 2026 10:00:00 +1300
        The recipient name is not recognized

{_RETURNED}
    """,
)
YAHOO = _plain(
    "MAILER-DAEMON@yahoo.com",
    "Failure Notice",
    f"""
    Sorry, we were unable to deliver your message to the following address.

    <kim@acme.example>:
    554: delivery error: dd This user doesn't have a mail account here

    --- Below this line is a copy of the message.

{_RETURNED}
    """,
)
GMAIL_DELAY = _plain(
    "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
    "Delivery Status Notification (Delay)",
    f"""
    This is an automatically generated Delivery Status Notification

    THIS IS A WARNING MESSAGE ONLY.

    Delivery to the following recipient has been delayed:

         kim@acme.example

    Message will be retried for 2 more day(s)

    ----- Original message -----
{_RETURNED}
    """,
)
UNHEARD_OF = _plain(
    "Postzustellung <postmaster@acme.example>",
    "Unzustellbar: Invoice INV-7",
    f"""
    Die Nachricht wurde nicht abgeliefert. Der Empfänger ist hier unbekannt.

    Kopfzeilen der Nachricht:
{_RETURNED}
    """,
)
OVER_QUOTA_RECEIPT = f"""\
From: Mail Delivery Subsystem <postmaster@acme.example>
To: accounts@maple.example
Subject: Rejected: Invoice INV-7
Auto-Submitted: auto-replied (rejected)
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Your message to <kim@acme.example> was automatically rejected:

Quota exceeded
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; kim@acme.example
Original-Message-ID: {SENT}
Disposition: automatic-action/MDN-sent-automatically; deleted
--b
Content-Type: message/rfc822

Message-ID: {SENT}
To: kim@acme.example

Dear Kim
--b--
"""
"""Dovecot's answer when a mailbox is full: in the form of a read receipt."""
