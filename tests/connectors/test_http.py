"""The one session to a vendor, against a real server on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from connectors.answers import day_spent
from connectors.errors import AllowanceSpent, Misuse, NotConnected, Trouble, Unanswered, Unavailable
from connectors.http import Vendor, Wire
from tests.connectors.local_vendor import (
    MAPLE,
    Answer,
    Clock,
    LocalVendor,
    Tokens,
    hangs_up,
    local_vendor,
    says,
)


class Line:
    """A wire to a local vendor, and what happened on it."""

    def __init__(self, vendor: LocalVendor, how: Vendor = MAPLE) -> None:
        self.vendor = vendor
        self.clock = Clock()
        self.tokens = Tokens()
        self.wire = Wire(how, self.tokens, sleep=self.clock.sleep, monotonic=self.clock.monotonic)

    def get(self) -> requests.Response:
        return self.wire.get(f"{self.vendor.url}/invoices")

    def write(self, **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.wire.put(f"{self.vendor.url}/note", data="x", headers=named)

    @property
    def tries(self) -> int:
        return len(self.vendor.seen)


@contextmanager
def line(*script: Answer) -> Iterator[Line]:
    with local_vendor(*script) as vendor:
        each = Line(vendor)
        with each.wire:
            yield each


def test_a_request_carries_the_token_and_asks_for_gzip_whatever_the_sdk_says() -> None:
    with line(says('{"ok": true}')) as met:
        sdk = {"Authorization": "Bearer of the SDK", "accept-encoding": "identity"}
        answer = met.wire.get(f"{met.vendor.url}/invoices", headers=sdk)
        assert answer.json() == {"ok": True}
        assert met.vendor.seen[0].headers["Authorization"] == "Bearer token-1"
        assert met.vendor.seen[0].headers["Accept-Encoding"] == "gzip"
        assert met.wire.calls == 1


def test_an_expired_token_is_renewed_once_and_the_request_repeated() -> None:
    with line(says(status=401), says('{"ok": true}')) as met:
        assert met.write().json() == {"ok": True}
        assert met.tokens.stale == ["token-1"]
        assert met.vendor.seen[1].headers["Authorization"] == "Bearer token-2"


def test_a_token_refused_twice_says_connect() -> None:
    with line(says(status=401)) as met:
        with pytest.raises(NotConnected, match=r"Maple accepts no access token.*goodterms connect"):
            met.get()
        assert met.tries == 2


def test_a_token_is_renewed_once_per_request_whatever_comes_between() -> None:
    with line(says(status=401), says(status=503), says(status=401)) as met:
        with pytest.raises(NotConnected, match=r"not even a new one"):
            met.get()
        assert met.tokens.stale == ["token-1"]
        assert met.tries == 3


def test_a_spent_minute_is_waited_out_also_by_a_write() -> None:
    with line(says(status=429, Retry_After="37"), says('{"ok": true}')) as met:
        assert met.write().json() == {"ok": True}
        assert met.clock.slept == [37.0]


def test_too_many_at_once_waits_one_to_five_seconds() -> None:
    with line(says(status=429), says(status=429), says()) as met:
        met.get()
        assert len(met.clock.slept) == 2
        assert all(1.0 <= seconds <= 5.0 for seconds in met.clock.slept)


def test_a_limit_that_outlasts_our_patience_is_not_waited_for() -> None:
    with line(says(status=429, Retry_After="7300")) as met:
        with pytest.raises(Unavailable, match=r"Maple is busy; try again in 2 h 2 min"):
            met.get()
        assert met.clock.slept == []


def test_a_limit_that_never_ends_is_given_up_after_five_minutes() -> None:
    with line(says(status=429, Retry_After="60")) as met:
        with pytest.raises(Unavailable, match=r"Maple is busy; tried 6 times. Try again later"):
            met.get()
        assert met.clock.slept == [60.0] * 5


def test_a_spent_day_ends_at_once_with_when_it_goes_on() -> None:
    day = Vendor(
        name="Maple",
        per_minute=60,
        per_second=None,
        concurrent=5,
        judge=lambda answer: day_spent("Maple", answer),
    )
    with local_vendor(says(status=429, Retry_After="12000", intuit_tid="ab-1")) as vendor:
        met = Line(vendor, day)
        with pytest.raises(AllowanceSpent, match=r"run it again in 3 h 20 min"):
            met.get()
        met.wire.close()
        assert met.tries == 1


def test_a_vendor_that_is_away_for_a_moment_is_tried_again() -> None:
    with line(says(status=503), hangs_up, says('{"ok": true}')) as met:
        assert met.get().json() == {"ok": True}
        first, second = met.clock.slept
        assert 1 <= first <= 2 <= second <= 3


def test_a_vendor_that_stays_away_is_given_up_after_four_tries() -> None:
    with line(says(status=503)) as met:
        with pytest.raises(Unavailable, match=r"Maple is away \(503\); tried 4 times"):
            met.get()
        assert met.tries == 4


@pytest.mark.parametrize("broken", [hangs_up, says(status=504)])
def test_an_unmarked_write_is_never_repeated_and_said_to_be_in_doubt(broken: Answer) -> None:
    with line(broken) as met:
        with pytest.raises(Unanswered, match=r"may have been done all the same"):
            met.write()
        assert met.tries == 1


def test_a_write_with_an_idempotency_key_is_repeated() -> None:
    with line(hangs_up, says(status=503), says('{"ok": true}')) as met:
        assert met.write(Idempotency_Key="note-1").json() == {"ok": True}
        assert met.tries == 3


def test_a_write_with_a_request_id_is_repeated() -> None:
    with line(hangs_up, says('{"ok": true}')) as met:
        answer = met.wire.post(f"{met.vendor.url}/attachable", params={"requestid": "n1"}, data="x")
        assert answer.json() == {"ok": True}
        assert met.vendor.bodies == [b"x", b"x"]


def test_a_keyed_write_that_got_no_answer_stays_in_doubt_whatever_ends_it() -> None:
    with line(hangs_up, says(status=429, Retry_After="7300")) as met:
        with pytest.raises(Unanswered, match=r"try again in 2 h 2 min. It may have been done"):
            met.write(Idempotency_Key="note-1")
        assert met.tries == 2


def test_a_query_by_post_is_repeated_and_its_mark_stays_here() -> None:
    with line(hangs_up, says()) as met:
        url = f"{met.vendor.url}/query"
        met.wire.post(url, data="SELECT", headers={"x-goodterms-safe": "1"})
        assert met.tries == 2
        assert "X-Goodterms-Safe" not in met.vendor.seen[1].headers


def test_a_refusal_is_raised_as_the_judge_says_it() -> None:
    with line(says(status=400)) as met:
        with pytest.raises(Trouble, match=r"Maple says no"):
            met.get()
        assert met.tries == 1


def test_a_redirect_is_not_followed_with_our_token() -> None:
    with line(says(status=302, Location="http://elsewhere.example/")) as met:
        with pytest.raises(Unavailable, match=r"points elsewhere instead of answering"):
            met.get()
        assert met.tries == 1


def test_a_write_that_never_left_is_tried_again_and_is_in_no_doubt() -> None:
    with line(says()) as met:
        gone = f"{met.vendor.url}/note"
    with pytest.raises(Unavailable, match=r'Maple: "127.0.0.1:\d+" cannot be reached') as trouble:
        met.wire.put(gone, data="x")
    assert not isinstance(trouble.value, Unanswered)
    assert met.wire.calls == 4


def test_a_host_that_nobody_knows_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with (
        line(says()) as met,
        pytest.raises(Unavailable, match=r'Maple: the name "api.invalid" is not known'),
    ):
        met.wire.get("https://api.invalid/invoices")


def test_plain_http_behind_an_https_address_is_one_sentence() -> None:
    with line(says()) as met:
        address = met.vendor.url.replace("http://", "https://")
        with pytest.raises(Unavailable, match=r"no safe connection \(TLS\) to"):
            met.wire.get(f"{address}/invoices")


def test_an_answer_that_never_comes_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, line(says()) as met:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unavailable, match=r'Maple: "127.0.0.1:\d+" took too long'):
            met.wire.get(address, timeout=(1, 0.02))
        assert met.wire.calls == 4


def test_an_address_that_is_none_is_a_misuse() -> None:
    with Wire(MAPLE, Tokens()) as wire, pytest.raises(Misuse, match=r"is not an address"):
        wire.get("api.xero.com/invoices")
