"""Keeping within a vendor's limits: moments asked for -> moments of the start."""

import threading

import pytest
import responses

from connectors.http import Vendor, Wire
from connectors.limits import Pace, Window
from tests.connectors.local_vendor import Clock, Tokens, judge


def starts(pace: Pace, clock: Clock, count: int) -> list[float]:
    moments = []
    for _ in range(count):
        with pace.slot():
            moments.append(clock.now)
    return moments


def test_a_full_minute_makes_the_next_one_wait_for_its_oldest_to_pass() -> None:
    clock = Clock()
    pace = Pace((Window(3, 60.0),), 5, sleep=clock.sleep, monotonic=clock.monotonic)
    assert starts(pace, clock, 7) == [1000, 1000, 1000, 1060, 1060, 1060, 1120]


def test_both_windows_hold_at_once() -> None:
    clock = Clock()
    windows = (Window(5, 60.0), Window(2, 1.0))
    pace = Pace(windows, 5, sleep=clock.sleep, monotonic=clock.monotonic)
    assert starts(pace, clock, 6) == [1000, 1000, 1001, 1001, 1002, 1060]


def test_a_slow_caller_never_waits() -> None:
    clock = Clock()
    pace = Pace((Window(1, 60.0),), 5, sleep=clock.sleep, monotonic=clock.monotonic)
    for _ in range(3):
        starts(pace, clock, 1)
        clock.now += 60
    assert clock.slept == []


def test_no_more_than_the_vendor_allows_are_in_flight() -> None:
    pace = Pace((), 2, sleep=lambda _: None, monotonic=lambda: 0.0)
    third_is_in = threading.Event()

    def third() -> None:
        with pace.slot():
            third_is_in.set()

    thread = threading.Thread(target=third)
    with pace.slot():
        with pace.slot():
            thread.start()
            assert not third_is_in.wait(0.05)
        assert third_is_in.wait(5)
    thread.join()


@pytest.mark.parametrize(("host", "waits"), [("api.xero.com", [60.0]), ("127.0.0.1:9", [])])
@responses.activate
def test_the_vendors_own_host_is_paced_and_a_sandbox_is_not(host: str, waits: list[float]) -> None:
    url = f"https://{host}/invoices"
    responses.get(url, json={})
    clock = Clock()
    vendor = Vendor(name="Maple", per_minute=2, per_second=None, concurrent=5, judge=judge)
    with Wire(vendor, Tokens(), sleep=clock.sleep, monotonic=clock.monotonic) as wire:
        for _ in range(3):
            wire.get(url)
    assert clock.slept == waits
