"""Xero's own SDK against the sandbox: it builds the calls and believes the answers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import urllib3
from xero_python.accounting import AccountingApi, HistoryRecord, HistoryRecords, RequestEmpty
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.identity import IdentityApi

from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import NOON, TODAY, small_story
from tests.connectors.sandbox.xero_client import XeroClient


class Pool(urllib3.PoolManager):
    """Sends once, and waits no longer than ten seconds."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        return super().request(*args, **(kwargs | {"timeout": urllib3.Timeout(total=10)}))


@pytest.fixture
def sdk() -> Iterator[tuple[Sandbox, ApiClient, str]]:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        plain = XeroClient(sandbox)
        plain.renew()
        token = OAuth2Token(client_id="client", client_secret="secret")
        kept = {
            "access_token": plain.access,
            "refresh_token": plain.refresh,
            "expires_at": 9_999_999_999,
            "expires_in": 1800,
            "scope": ["offline_access"],
            "token_type": "Bearer",
        }
        configuration = Configuration()
        configuration.oauth2_token = token
        client = ApiClient(
            configuration,
            oauth2_token_getter=lambda: kept,
            oauth2_token_saver=lambda token: None,
        )
        client.rest_client.pool_manager = Pool(retries=False)
        yield sandbox, client, plain.tenant
        client.rest_client.pool_manager.clear()


def test_the_sdk_reads_every_list(sdk: tuple[Sandbox, ApiClient, str]) -> None:
    sandbox, client, tenant = sdk
    api = AccountingApi(client, base_url=f"{sandbox.url}/api.xro/2.0")
    invoices = api.get_invoices(tenant, page=1, page_size=1000, summary_only=False).invoices
    assert [(each.invoice_number, each.amount_due) for each in invoices][:2] == [
        ("INV-0001", Decimal("115.00")),
        ("INV-0002", Decimal("130.00")),
    ]
    assert (invoices[0].due_date.isoformat(), invoices[0].line_items[0].quantity) == (
        "2026-11-04",
        1,
    )
    assert len(api.get_contacts(tenant, page=1, include_archived=True).contacts) == 4
    assert len(api.get_credit_notes(tenant, page=1).credit_notes) == 1
    assert len(api.get_overpayments(tenant, page=1).overpayments) == 1
    assert api.get_prepayments(tenant, page=1).prepayments == []
    assert len(api.get_payments(tenant, page=1).payments) == 2


def test_the_sdk_reads_the_organisation_and_its_settings(
    sdk: tuple[Sandbox, ApiClient, str],
) -> None:
    sandbox, client, tenant = sdk
    api = AccountingApi(client, base_url=f"{sandbox.url}/api.xro/2.0")
    organisation = api.get_organisations(tenant).organisations[0]
    assert organisation.timezone.value == "NEWZEALANDSTANDARDTIME"
    assert api.get_invoice_reminders(tenant).invoice_reminders[0].enabled is False
    connections = IdentityApi(client, base_url=sandbox.url).get_connections()
    assert [each.tenant_id for each in connections] == [tenant]
    contact = sandbox.books.id_of("acme")
    report = api.get_report_aged_receivables_by_contact(tenant, contact, date=TODAY)
    assert report.reports[0].rows[1].rows[-1].cells[-1].value == "245.00"


def test_the_sdk_writes_a_note_and_sends_an_email(sdk: tuple[Sandbox, ApiClient, str]) -> None:
    sandbox, client, tenant = sdk
    api = AccountingApi(client, base_url=f"{sandbox.url}/api.xro/2.0")
    late = sandbox.books.id_of("late")
    note = HistoryRecords(history_records=[HistoryRecord(details="Reminder 1")])
    api.create_invoice_history(tenant, late, note, idempotency_key="k1")
    api.email_invoice(tenant, late, RequestEmpty())
    page = api.get_online_invoice(tenant, late).online_invoices[0]
    assert (sandbox.books.notes(), sandbox.books.sent()) == ({late: ["Reminder 1"]}, [late])
    assert page.online_invoice_url.startswith("https://in.xero.example/")
