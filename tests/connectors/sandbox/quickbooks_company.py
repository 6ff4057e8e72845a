"""A small QuickBooks company in the sandbox, and a desk to talk to it from."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from quickbooks import QuickBooks

from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.quickbooks.switches import Switches
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import Story, StoryCredit, StoryCustomer, StoryInvoice, StoryPayment

REALM = "9130"
SAMPLES = Path(__file__).parents[2] / "specs" / "quickbooks"
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
SINCE = "2026-11-01T00:00:00-08:00"

MAPLE = StoryCustomer(
    key="maple",
    name="Maple & Sons",
    first="Ana",
    last="Reid",
    email="ap@maple.example, ana@maple.example",
    phone="(650) 557-8463",
    terms_days=30,
    country="US",
    groups=("Key accounts",),
)
PATIO = StoryCustomer(key="patio", name="Patio", parent="maple", bill_with_parent=True)
BRIEN = StoryCustomer(key="brien", name="O'Brien", email="o@brien.example")
GONE = StoryCustomer(key="gone", name="Gone Ltd", email="g@gone.example", active=False)


def invoice(key: str, **changes: Any) -> StoryInvoice:
    """An open invoice of 100.00 to Maple & Sons, sent, due on 31 October 2026."""
    usual = StoryInvoice(
        key=key,
        number=f"INV-{key}",
        customer="maple",
        issued=date(2026, 10, 1),
        due=date(2026, 10, 31),
        total=Decimal("100.00"),
    )
    return replace(usual, **changes)


def story(*invoices: StoryInvoice, **more: Any) -> Story:
    """A company with these invoices and four customers."""
    usual = Story(
        company_id=REALM,
        company_name="Harbour Light Ltd",
        timezone="America/Los_Angeles",
        base_currency="USD",
        country="US",
        on=date(2026, 11, 20),
        customers=(MAPLE, PATIO, BRIEN, GONE),
        invoices=invoices,
    )
    return replace(usual, **more)


def payment(key: str, amount: str, **applied: str) -> StoryPayment:
    """A payment of Maple & Sons on 15 November 2026, applied to invoices by key."""
    return StoryPayment(
        key=key,
        customer="maple",
        on=date(2026, 11, 15),
        amount=Decimal(amount),
        applied=tuple((invoice, Decimal(part)) for invoice, part in applied.items()),
    )


def credit(key: str, total: str, remaining: str, kind: str = "credit note") -> StoryCredit:
    """A credit of Maple & Sons."""
    return StoryCredit(
        key=key,
        number=f"CN-{key}",
        customer="maple",
        on=date(2026, 11, 10),
        total=Decimal(total),
        remaining=Decimal(remaining),
        kind=kind,
    )


@dataclass(frozen=True)
class Desk:
    """A signed-in caller of the sandbox."""

    sandbox: Sandbox
    books: QuickBooksBooks
    http: requests.Session

    def url(self, path: str) -> str:
        return f"{self.sandbox.url}/v3/company/{REALM}/{path}"

    def get(self, path: str, **params: str) -> requests.Response:
        return self.http.get(self.url(path), params=params, timeout=10)

    def post(self, path: str, body: object, **params: str) -> requests.Response:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post(self.url(path), data=data, params=params, timeout=10)

    def query(self, statement: str) -> Any:
        """The value of QueryResponse."""
        return self.post("query", statement.encode()).json()["QueryResponse"]

    def read(self, entity: str, key: str) -> Any:
        """A record by its story key."""
        answer = self.get(f"{entity.lower()}/{self.books.id_of(key)}")
        return answer.json()[entity]

    def changed(self, entity: str, key: str, **fields: Any) -> Any:
        """A record after a sparse update of it."""
        old = self.read(entity, key)
        body = {"Id": old["Id"], "SyncToken": old["SyncToken"], "sparse": True, **fields}
        return self.post(entity.lower(), body).json()[entity]

    def token(self, form: dict[str, str], **headers: str) -> requests.Response:
        """An answer of the token address."""
        url = f"{self.sandbox.url}/oauth2/v1/tokens/bearer"
        return requests.post(url, data=form, auth=("id", "secret"), headers=headers, timeout=10)

    def refresh(self, value: str = "sandbox-refresh-token", **headers: str) -> requests.Response:
        """An answer to a refresh."""
        return self.token({"grant_type": "refresh_token", "refresh_token": value}, **headers)

    def sdk(self, monkey: Any) -> QuickBooks:
        """The vendor's client for Python, pointed at the sandbox."""
        monkey.setattr(QuickBooks, "api_url_v3", f"{self.sandbox.url}/v3")
        client = QuickBooks(
            auth_client=_Auth(), company_id=REALM, minorversion=75, use_decimal=True
        )
        client.session = _Session(self.books.office.issue())
        return client


class _Auth:
    environment = "production"
    client_id = "id"
    access_token = "replaced by the session's"
    refresh_token = "unused"


class _Session(requests.Session):
    def __init__(self, access_token: str) -> None:
        super().__init__()
        self.access_token = access_token


@contextmanager
def company(
    told: Story | None = None,
    *,
    switches: Switches | None = None,
    clock: Callable[[], datetime] = lambda: NOW,
) -> Iterator[Desk]:
    """Serve a story's company and sign in to it."""
    books = QuickBooksBooks(told or story(invoice("1")), switches)
    with Sandbox(books, clock=clock) as sandbox, requests.Session() as http:
        http.headers["Authorization"] = f"Bearer {books.office.issue()}"
        http.headers["Accept"] = "application/json"
        yield Desk(sandbox, books, http)


def fault(answer: requests.Response) -> tuple[int, str]:
    """HTTP status and code of a fault."""
    return answer.status_code, answer.json()["Fault"]["Error"][0]["code"]


def sample(file: str) -> Any:
    """A sample body."""
    return json.loads((SAMPLES / file).read_text())


def paths(value: Any, at: str = "") -> set[str]:
    """Every path of keys in a JSON value; elements of a list count as one."""
    if isinstance(value, list):
        return set().union(*(paths(element, f"{at}[]") for element in value))
    if not isinstance(value, dict):
        return {at}
    return set().union({at}, *(paths(inner, f"{at}.{key}") for key, inner in value.items()))
