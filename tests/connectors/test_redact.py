"""No secret in a log at DEBUG, in an error, in a traceback or in a repr."""

import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from connectors import redact
from connectors.errors import Trouble
from connectors.http import Wire
from connectors.oauth import Grant
from connectors.tokens import MemoryTokens
from tests.connectors.local_vendor import MAPLE, Answer, hangs_up, local_vendor, says
from tests.connectors.token_server import NOW, app, gives, tokens

SECRETS = (
    "the-secret-of-maple",
    "refresh-token-1",
    "refresh-token-2",
    "access-token-1",
    "access-token-2",
    "bWFwbGUtY2xpZW50OnRoZS1zZWNyZXQtb2YtbWFwbGU",  # the Basic header of client and secret
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the whole process logs, at DEBUG."""
    redact.install()
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize(
    "script",
    [
        (gives(2), says(status=503)),
        (gives(2), hangs_up),
        (gives(2), says(status=401), says('{"error": "invalid_grant"}', 400)),
        (gives(2), says(status=400, Xero_Correlation_Id="c0ffee")),
        (says('{"error": "invalid_grant", "error_description": "refresh-token-1"}', 400),),
        (says('{"error": "invalid_client"}', 401),),
        (says('{"access_token": "access-token-2\\n\\n"}'),),
        (hangs_up,),
    ],
)
def test_a_refresh_and_a_failing_call_give_nothing_away(
    script: tuple[Answer, ...], log: io.StringIO
) -> None:
    with local_vendor(*script) as vendor:
        store = MemoryTokens(tokens(1, minutes=-5))
        grant = Grant(app(vendor.url), store, now=lambda: NOW, sleep=lambda _: None)
        with Wire(MAPLE, grant, sleep=lambda _: None) as wire:
            with pytest.raises(Trouble) as met:
                wire.get(f"{vendor.url}/invoices", params={"sendTo": "ana@maple.example"})
            logging.getLogger("anybody").exception("it failed", exc_info=met.value)
            # as a talkative SDK would
            for request, body in zip(vendor.seen, vendor.bodies, strict=True):
                logging.getLogger("sdk").debug("sent %r %r", dict(request.headers), body)
            shown = [str(met.value), repr(met.value), repr(grant), repr(wire), repr(store.load())]
    shown += [*traceback.format_exception(met.value), log.getvalue(), repr(app(vendor.url))]
    assert "POST /connect/token" in log.getvalue()  # urllib3 has really logged the exchange
    assert [secret for secret in SECRETS for text in shown if secret in text] == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer ***"),
        ("{'Authorization': 'Basic bWFwbGU6c2VjcmV0'}", "{'Authorization': 'Basic ***'}"),
        ("sent with bearer abcdefgh.ij", "sent with bearer ***"),
        ("grant_type=x&refresh_token=AB11xyz&a=1", "grant_type=x&refresh_token=***&a=1"),
        ('{"access_token": "xyz", "n": 1}', '{"access_token": "***", "n": 1}'),
        ('client_secret = "hush"', 'client_secret = "***"'),
        ("GET /callback?code=4/0AX&state=xyz HTTP", "GET /callback?code=***&state=*** HTTP"),
        ("it was eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIx.c2ln", "it was ***"),
        # what only looks like it stays
        ("status code: 500, error code=5010", "status code: 500, error code=5010"),
        ("token_type: bearer", "token_type: bearer"),
        ("run it in the state of Ohio", "run it in the state of Ohio"),
    ],
)
def test_secrets_are_known_by_the_name_they_travel_under(said: str, kept: str) -> None:
    assert redact.clean(said) == kept


def test_a_secret_is_known_by_its_value_wherever_it_turns_up(log: io.StringIO) -> None:
    redact.hide("swordfish-7", None, "abc")
    logging.getLogger("sdk").debug("it said %s to abc", "swordfish-7!")
    assert log.getvalue() == "it said ***! to abc\n"


def test_a_broken_log_call_is_left_for_logging_to_report() -> None:
    redact.install()
    record = logging.getLogRecordFactory()("n", logging.INFO, "f", 1, "%d of %d", (1,), None)
    assert record.args == (1,)
