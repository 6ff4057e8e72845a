"""Mail from anybody: whatever the bytes are, one is read or said to be unreadable, and in time."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.inbox.incoming import Incoming
from connectors.inbox.reading import Unreadable
from tests.connectors import bounce_samples
from tests.connectors.incoming_mails import read

BODY = 64 * 1024
HEAD = b"From: Jo Park <jo@acme.example>\nContent-Type: %s\n\n"
SEEDS = [
    bounce_samples.report(says="550 5.1.1 no such user").encode(),
    bounce_samples.QMAIL.encode(),
    bounce_samples.EXIM.encode(),
    (
        b"From: =?utf-8?q?Jo_P=C3=A4rk?= <jo@acme.example>\nSubject: =?utf-8?b?UmU6IElOVi03?=\n"
        b'Auto-Submitted: auto-replied\nContent-Type: multipart/alternative; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        b"SGkgQW5h\n--b\nContent-Type: text/html; charset=iso-8859-1\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n<p>Gr=FC=DFe <a href=3D'mailto:a@b.c'>K</a>\n"
        b"--b--\n"
    ),
]


def judged(content: bytes) -> Incoming | None:
    """What the mail says, within the bounds that the rest counts on; None if it is unreadable."""
    with contextlib.suppress(Unreadable):
        mail = read(content)
        assert len(mail.first_lines) <= 300
        assert len(mail.subject) <= 300
        assert "\n" not in mail.subject + mail.sender + (mail.sender_name or "")
        assert all("\n" not in one.why and len(one.why) <= 200 for one in mail.undelivered)
        assert all(one.email == one.email.lower() for one in mail.undelivered)
        return mail
    return None


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good mail with pieces cut out, doubled, and other bytes put in."""
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        new = draw(
            st.one_of(
                st.binary(max_size=8),
                st.just(content[start:end] * 2),
                st.sampled_from([b"\n\n", b"=?", b"\xff", b"\x00", b'"', b"<", b"(", b"--b", b";"]),
            )
        )
        content = content[:start] + new + content[end:]
    return content


@settings(max_examples=300, deadline=None)
@given(content=mutated())
def test_a_damaged_mail_is_read_all_the_same(content: bytes) -> None:
    assert judged(content) is not None


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_said_to_be_unreadable(content: bytes) -> None:
    judged(content)


@pytest.mark.parametrize("kind", [b"text/plain", b"text/html"])
@pytest.mark.parametrize(
    "piece",
    [
        b"<a ",
        b"<!--",
        b"<title>",
        b"</",
        b"<blockquote>",
        b"\n",
        b"On x\n",
        b"From:\n",
        b"a@",
        b"&#",
    ],
)
def test_a_body_made_to_take_for_ever_is_read(kind: bytes, piece: bytes) -> None:
    # with the standard library's HTML parser the first of these takes a minute
    assert judged(HEAD % kind + piece * (BODY // len(piece))) is not None


def test_comments_in_comments_in_a_sender_do_not_hide_the_mail() -> None:
    mail = judged(b"From: " + b"(" * 5000 + b"\nSubject: Hi\n\nWe pay.")

    assert mail is not None
    assert mail.first_lines == "We pay."


def test_parts_in_parts_in_parts_are_said_to_be_unreadable() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1300)
    )

    with pytest.raises(Unreadable, match='Mail "INBOX/1/1" cannot be read'):
        read(b"From: jo@acme.example\n" + nested)


def test_an_empty_mail_is_said_to_be_unreadable() -> None:
    with pytest.raises(Unreadable, match='Mail "INBOX/1/1" is empty'):
        read(b"\r\n")


def test_a_bounce_from_nobody_is_read() -> None:
    mail = read(
        bounce_samples.POSTFIX.replace(
            "From: MAILER-DAEMON@mx.maple.example (Mail Delivery System)", "Return-Path: <>"
        )
    )

    assert [one.email for one in mail.undelivered] == ["kim@acme.example"]
