"""QuickBooks' answers -> what they mean to whoever runs Goodterms."""

import json
from http import HTTPStatus
from typing import Any

import pytest
import requests

from connectors.errors import AllowanceSpent, Misuse, NeedsPerson, Refused, Trouble
from connectors.quickbooks.vendor import judge
from connectors.vendor import Expired, Retry
from tests.connectors.quickbooks_samples import FOLDER

URL = "https://quickbooks.api.intuit.com/v3/company/9130355/query?minorversion=75"


def answer(status: int, body: str | bytes, **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made.url = URL
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    made._content = body if isinstance(body, bytes) else body.encode()
    return made


def file(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def fault(*errors: dict[str, Any], kind: str = "ValidationFault") -> str:
    return json.dumps({"Fault": {"Error": list(errors), "type": kind}})


def trouble(status: int, body: str | bytes, **headers: str) -> Trouble:
    verdict = judge(answer(status, body, **headers))
    assert isinstance(verdict, Trouble)
    return verdict


PAGE = file("query.invoice.json")
IN_BATCH = file("batch.response.json")  # one of its items carries a fault of its own


@pytest.mark.parametrize(
    "body", [PAGE, IN_BATCH, b"", b"%PDF-1.7", b'{"CustomField": "a \\"Fault\\" of ours"}']
)
def test_a_good_answer_is_let_pass(body: bytes) -> None:
    assert judge(answer(200, body)) is None


@pytest.mark.parametrize(
    "body",
    [
        file("fault.401.json"),  # the gateway's spelling, in lower case
        fault({"code": "3200", "Message": "expired"}, kind="AuthenticationFault"),
        '<IntuitResponse><Fault><Error code="3200"/></Fault></IntuitResponse>',
        "",
    ],
)
def test_a_token_that_is_not_accepted_is_renewed(body: str | bytes) -> None:
    assert isinstance(judge(answer(401, body)), Expired)


def test_a_token_expires_inside_a_200_too() -> None:
    assert isinstance(judge(answer(200, file("fault.401.json"))), Expired)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, file("fault.429.xml")),
        (403, file("fault.429.xml")),  # as it was for some years
        (429, ""),
        (429, "<html>slow down</html>"),
        (400, fault({"code": "003001", "Message": "ThrottleExceeded"})),
        (200, '{"fault": {"error": [{"message": "errorCode=003001; statusCode=429"}]}}'),
    ],
)
def test_a_throttled_call_waits_a_minute(status: int, body: str | bytes) -> None:
    verdict = judge(answer(status, body))
    assert isinstance(verdict, Retry)
    assert (verdict.after, verdict.untouched) == (60.0, True)


def test_a_month_that_is_used_up_is_not_waited_for() -> None:
    spent = {"code": "3001", "Message": "ThrottleExceeded", "Detail": "monthly limit reached"}
    assert isinstance(trouble(429, fault(spent)), AllowanceSpent)


def test_a_throttled_call_waits_as_long_as_it_is_told() -> None:
    verdict = judge(answer(429, "", Retry_After="7"))
    assert isinstance(verdict, Retry)
    assert verdict.after == 7.0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (504, file("fault.504.xml")),
        (200, file("fault.504.xml")),
        (500, fault({"code": "10000", "Message": "An application error"}, kind="SystemFault")),
        (400, fault({"code": "10000", "Message": "made inactive"}, kind="SystemFault")),
        (503, "<html>maintenance</html>"),
        (502, ""),
        (200, "<html>Sign in to this network</html>"),
    ],
)
def test_an_outage_is_worth_another_try(status: int, body: str | bytes) -> None:
    verdict = judge(answer(status, body))
    assert isinstance(verdict, Retry)
    assert not verdict.untouched


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "3100", 'does not let this app into the company "9130355"'),
        (403, None, 'does not let this app into the company "9130355"'),
        (401, "120", 'has lost access to the QuickBooks company "9130355"'),
        (400, "6190", 'subscription of the company "9130355" has ended'),
        (200, "6190", 'subscription of the company "9130355" has ended'),
    ],
)
def test_what_only_a_person_can_put_right_says_what_to_do(
    status: int, code: str | None, words: str
) -> None:
    verdict = trouble(status, fault({"code": code, "Message": "no"}) if code else "")
    assert isinstance(verdict, NeedsPerson)
    assert words in str(verdict)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("fault.610.json", "610", "so leave it out"),
        ("fault.5010.json", "5010", "so read it again"),
        ("fault.2010.json", "2010", "a property specified is unsupported or invalid"),
    ],
)
def test_a_refusal_keeps_its_code_and_tells_what_was_said(name: str, code: str, words: str) -> None:
    for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.OK):
        verdict = trouble(status, file(name), intuit_tid="1-5f2a")
        assert isinstance(verdict, Refused)
        assert (verdict.status, verdict.code) == (status, code)
        assert words in str(verdict)


def test_a_refusal_gives_the_reference_that_intuit_asks_for() -> None:
    verdict = judge(answer(400, file("fault.2010.json")))
    assert "reference" not in str(verdict)
    made = answer(400, file("fault.2010.json"))
    made.headers["intuit_tid"] = "1-5f2a"
    assert "(reference 1-5f2a)" in str(judge(made))


def test_all_of_several_errors_are_told_and_a_word_does_for_a_code() -> None:
    verdict = trouble(
        400,
        fault(
            {"code": "BadThing", "Message": "Strange", "Detail": "no number here"},
            {"code": "2020", "Message": "Required", "Detail": "TxnDate"},
        ),
    )
    assert isinstance(verdict, Refused)
    assert verdict.code == "BadThing"
    assert '"Strange: no number here"; "Required: TxnDate"' in str(verdict)


def test_the_second_of_two_errors_may_be_the_one_to_act_on() -> None:
    both = fault({"code": "2020", "Message": "Required"}, {"code": "6190", "Message": "ended"})
    assert isinstance(trouble(400, both), NeedsPerson)


@pytest.mark.parametrize(
    "body",
    [
        '{"Fault": {}}',
        '{"Fault": {"Error": "?"}}',
        '{"Fault": {"type": "SERVICE"}}',
        "{",
        "[]",
        "?",
    ],
)
def test_a_refusal_in_no_known_shape_is_still_a_refusal(body: str) -> None:
    assert isinstance(trouble(400, body), Refused)


def test_an_address_where_no_quickbooks_is_names_the_setting() -> None:
    verdict = trouble(404, "not found")
    assert isinstance(verdict, Misuse)
    assert str(verdict) == (
        'There is no QuickBooks at "https://quickbooks.api.intuit.com/v3/company/9130355/query": '
        "check `api_url`."
    )
