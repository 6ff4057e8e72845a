"""What Xero's answers mean to the person who reads about them."""

import pytest
import requests

from connectors.errors import AllowanceSpent, NeedsPerson, Refused
from connectors.vendor import Expired, Retry, Verdict
from connectors.xero.wire import XERO, judge

URL = "https://api.xero.com/api.xro/2.0/Invoices/77"


def an_answer(status: int, body: bytes | str = b"", **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.url = URL
    response._content = body if isinstance(body, bytes) else body.encode()
    response.headers.update({name.replace("_", "-"): text for name, text in headers.items()})
    response.request = requests.Request(
        "GET", URL, headers={"xero-tenant-id": "70784a63", "Authorization": "Bearer secret"}
    ).prepare()
    return response


def sentence(verdict: Verdict) -> str:
    return verdict.says if isinstance(verdict, Retry) else str(verdict)


@pytest.mark.parametrize(
    "answer",
    [
        an_answer(200, '{"Invoices":[]}', Content_Type="application/json; charset=utf-8"),
        an_answer(204),
        an_answer(304),
        an_answer(200, b"%PDF-1.7", Content_Type="application/pdf"),
    ],
)
def test_a_good_answer_passes(answer: requests.Response) -> None:
    assert judge(answer) is None


@pytest.mark.parametrize(
    "body",
    [
        '{"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired at 10"}',
        "",
        "<p>",
    ],
)
def test_a_401_asks_for_another_token(body: str) -> None:
    assert judge(an_answer(401, body)) == Expired()


def test_a_permission_that_was_never_granted_asks_for_a_person() -> None:
    verdict = judge(an_answer(401, "", WWW_Authenticate='Bearer error="insufficient_scope"'))

    assert isinstance(verdict, NeedsPerson)
    assert "goodterms connect" in str(verdict)


def test_a_403_names_the_company_and_what_to_do() -> None:
    verdict = judge(an_answer(403, '{"Title":"Forbidden","Detail":"AuthenticationUnsuccessful"}'))

    assert isinstance(verdict, NeedsPerson)
    assert 'Xero does not open the company "70784a63"' in str(verdict)
    assert "goodterms connect" in str(verdict)


def test_a_scope_that_was_not_granted_is_said_as_that_with_either_status() -> None:
    for status in (401, 403):
        verdict = judge(an_answer(status, '{"Detail":"AuthorizationUnsuccessful"}'))
        assert isinstance(verdict, NeedsPerson)
        assert "agree to all that it asks for" in str(verdict)


@pytest.mark.parametrize(
    ("body", "says", "code"),
    [
        (
            '{"ErrorNumber":10,"Type":"ValidationException","Message":"Validation failed","Elements":'
            + '[{"ValidationErrors":[]},{"ValidationErrors":[{"Message":"No address"}]}]}',
            '"No address"',
            "ValidationException",
        ),
        (
            '{"ErrorNumber":16,"Type":"QueryParseException","Message":"Syntax error"}',
            '"Syntax error"',
            "QueryParseException",
        ),
        ('{"Elements":null,"Message":null,"ErrorNumber":17}', '"status 400"', "17"),
        ('{"Elements":"surprise"}', '"status 400"', None),
        ("<Error>XML</Error>", '"status 400"', None),
    ],
)
def test_a_400_is_a_refusal_in_xeros_own_words(body: str, says: str, code: str | None) -> None:
    verdict = judge(an_answer(400, body))

    assert isinstance(verdict, Refused)
    assert 'Xero refuses "/api.xro/2.0/Invoices/77"' in str(verdict)
    assert says in str(verdict)
    assert (verdict.status, verdict.code) == (400, code)


def test_a_404_is_a_refusal_that_names_what_is_missing() -> None:
    verdict = judge(an_answer(404, "The resource you're looking for cannot be found"))

    assert isinstance(verdict, Refused)
    assert verdict.status == 404
    assert 'Xero has no "/api.xro/2.0/Invoices/77"' in str(verdict)


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (an_answer(429, X_Rate_Limit_Problem="minute", Retry_After="20"), 20.0),
        (an_answer(503, X_Rate_Limit_Problem="minute", Retry_After="20"), 20.0),  # as years ago
        (an_answer(429, X_Rate_Limit_Problem="appminute", Retry_After="31"), 31.0),
        (an_answer(429, X_Rate_Limit_Problem="concurrent"), None),
        (an_answer(429), None),
        (an_answer(429, Retry_After="5"), 5.0),
    ],
)
def test_a_short_limit_is_waited_out_as_xero_says(
    answer: requests.Response, after: float | None
) -> None:
    verdict = judge(answer)

    assert isinstance(verdict, Retry)
    assert (verdict.after, verdict.untouched) == (after, True)


@pytest.mark.parametrize(
    "headers",
    [{"X_Rate_Limit_Problem": "day", "Retry_After": "12000"}, {"Retry_After": "12000"}],
)
def test_the_days_limit_is_never_waited_out(headers: dict[str, str]) -> None:
    verdict = judge(an_answer(429, **headers))

    assert isinstance(verdict, AllowanceSpent)
    assert "in 3 h 20 min" in str(verdict)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (an_answer(500, "{}"), "status 500"),
        (an_answer(502, "<html>", Content_Type="text/html"), "a web page instead of data"),
        (an_answer(503, "The Organisation is offline"), "the organisation is offline"),
        (an_answer(503, "<h1>Maintenance</h1>", Content_Type="text/html"), "status 503"),
        (an_answer(200, "<h1>Hello</h1>", Content_Type="text/html"), "a web page instead of data"),
    ],
)
def test_xero_being_away_is_worth_another_try(answer: requests.Response, says: str) -> None:
    verdict = judge(answer)

    assert isinstance(verdict, Retry)
    assert says in verdict.says


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 412, 429, 500, 501, 503])
@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"null", b"[]", b'{"Detail": 7}', b"<a>"])
def test_no_body_breaks_the_judge_and_no_sentence_tells_a_secret(status: int, body: bytes) -> None:
    assert "secret" not in sentence(judge(an_answer(status, body)))


def test_an_answer_is_numbered_for_xeros_support() -> None:
    assert "(reference 8f0)" in str(judge(an_answer(403, Xero_Correlation_Id="8f0")))


def test_xeros_limits_are_the_published_ones() -> None:
    assert (XERO.per_minute, XERO.per_second, XERO.concurrent) == (60, None, 5)
