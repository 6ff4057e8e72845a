"""Xero's addresses under /api.xro/2.0, and who answers each. Paths count in any case."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from connectors.sandbox.xero import documents, organisation, reports, writes
from connectors.sandbox.xero.desk import Desk
from connectors.sandbox.xero.tables import TABLES
from connectors.sandbox.xero.wire import Shape, XeroError, not_found

API = "/api.xro/2.0/"
Answer = Shape | Response
Plain = Callable[[Desk], Answer]

PLAIN: Mapping[tuple[str, ...], Plain] = {
    ("organisation",): organisation.organisation,
    ("organisation", "actions"): organisation.actions,
    ("brandingthemes",): organisation.branding_themes,
    ("currencies",): organisation.currencies,
    ("users",): organisation.users,
    ("repeatinginvoices",): organisation.repeating_invoices,
    ("invoicereminders", "settings"): organisation.reminder_settings,
    ("contactgroups",): organisation.contact_groups,
    ("reports", "agedreceivablesbycontact"): reports.aged_receivables,
}
"""Answers to GET that need no record."""

_PREPARE: Mapping[str, Callable[..., writes.Commit]] = {
    "invoices": writes.invoice,
    "contacts": writes.contact,
    "payments": writes.payment,
}

BELOW: Mapping[tuple[str, str], Callable[[Desk, str, str], Answer]] = {
    ("GET", "history"): documents.history,
    ("PUT", "history"): documents.add_history,
    ("POST", "history"): documents.add_history,
    ("GET", "attachments"): documents.attachments,
    ("GET", "allocations"): documents.show_allocations,
    ("PUT", "allocations"): documents.add_allocations,
}
"""Answers to what hangs on a record of any endpoint: (desk, endpoint, id)."""

OF_INVOICES: Mapping[tuple[str, str], Callable[[Desk, str], Answer]] = {
    ("POST", "email"): documents.email,
    ("GET", "onlineinvoice"): documents.online_invoice,
    ("GET", "pdf"): documents.pdf,
}


def answer(desk: Desk, list_all: Callable[[Desk, str], Answer]) -> Answer:
    """Find who answers a call; `list_all` answers the lists. Raises 404 and 501."""
    method = desk.request.method
    written = desk.request.path[len(API) :].strip("/").split("/")
    parts = [part.lower() for part in written]
    if tuple(parts) in PLAIN:
        _only("GET", method)
        return PLAIN[tuple(parts)](desk)
    if parts[0] == "contactgroups" and len(parts) == 2:
        _only("GET", method)
        return organisation.contact_group(desk, parts[1])
    if parts[0] not in TABLES:
        raise not_found()
    if len(parts) == 1:
        return list_all(desk, parts[0]) if method == "GET" else _write(desk, parts[0])
    if len(parts) == 2:
        return _one(desk, parts[0], written[1])
    return _below(desk, parts[0], written[1], parts[2:])


def _one(desk: Desk, plural: str, name: str) -> Answer:
    if desk.request.method == "GET":
        return documents.single(desk, plural, name)
    _only("POST", desk.request.method)
    if plural == "payments":
        return documents.change_payment(desk, name)
    return _write(desk, plural, named=name)


def _write(desk: Desk, plural: str, **named: Any) -> Answer:
    prepare = _PREPARE.get(plural)
    if prepare is None or desk.request.method not in {"PUT", "POST"}:
        raise organisation.not_implemented()
    return writes.write(
        desk, TABLES[plural].plural, lambda desk, sent: prepare(desk, sent, **named)
    )


def _below(desk: Desk, plural: str, name: str, rest: list[str]) -> Answer:
    key = (desk.request.method, "/".join(rest))
    if plural == "invoices" and key in OF_INVOICES:
        return OF_INVOICES[key](desk, name)
    if key not in BELOW:
        raise XeroError(501, "Not implemented") if rest[0] in _KNOWN_BELOW else not_found()
    return BELOW[key](desk, plural, name)


def _only(allowed: str, method: str) -> None:
    if method != allowed:
        raise organisation.not_implemented()


_KNOWN_BELOW = {name for _, name in (*BELOW, *OF_INVOICES)}
