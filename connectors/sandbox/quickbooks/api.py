"""The addresses under `/v3/company/{realm}/`: which function answers what (accounting-apis E)."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request

from connectors.sandbox.quickbooks import mails, reports, select, uploads
from connectors.sandbox.quickbooks.batch import batch
from connectors.sandbox.quickbooks.bodies import parsed
from connectors.sandbox.quickbooks.changes import changes
from connectors.sandbox.quickbooks.entities import BY_PATH
from connectors.sandbox.quickbooks.faults import missing, unsupported
from connectors.sandbox.quickbooks.store import Record, Store
from connectors.sandbox.quickbooks.writes import write

Answer = dict[str, Any] | bytes
"""JSON without its `time`, or a PDF."""


def _query(store: Store, request: Request) -> Answer:
    statement = request.args.get("query", "")
    if request.method == "POST":
        statement = request.get_data().decode(errors="replace")
    if not statement.strip():
        raise missing("query")
    return {"QueryResponse": select.run(store, statement)}


def _cdc(store: Store, request: Request) -> Answer:
    asked, since = request.args.get("entities"), request.args.get("changedSince")
    return {"CDCResponse": changes(store, asked, since)}


def _batch(store: Store, request: Request) -> Answer:
    return {"BatchItemResponse": batch(store, request.get_data())}


def _upload(store: Store, request: Request) -> Answer:
    boundary = request.mimetype_params.get("boundary", "")
    return {"AttachableResponse": uploads.upload(store, request.get_data(), boundary)}


def _report(store: Store, request: Request) -> Answer:
    return reports.aged_receivables(store, request.args.get("report_date"))


def _preferences(store: Store, request: Request) -> Answer:
    return {"Preferences": store.shown("Preferences", store.get("Preferences", "1"))}


def _company(store: Store, request: Request, id: str) -> Answer:
    return {"CompanyInfo": store.shown("CompanyInfo", store.get("CompanyInfo", "1"))}


def _read(store: Store, request: Request, entity: str, id: str) -> Answer:
    name = _entity(entity)
    record = store.shown(name, store.get(name, id))
    return {name: _included(request, name, record)}


def _write(store: Store, request: Request, entity: str) -> Answer:
    name = _entity(entity)
    operation = request.args.get("operation")
    voids = operation == "update" and request.args.get("include") == "void"
    body = parsed(request.get_data())
    record = write(store, name, body, operation=operation, voids=voids)
    return {name: _included(request, name, record)}


def _send(store: Store, request: Request, id: str) -> Answer:
    return {"Invoice": mails.send(store, id, request.args.get("sendTo"))}


def _pdf(store: Store, request: Request, id: str) -> Answer:
    return mails.pdf(store, id)


def _entity(path: str) -> str:
    if path not in BY_PATH:
        raise unsupported(path)
    return BY_PATH[path]


def _included(request: Request, entity: str, record: Record) -> Record:
    wanted = request.args.get("include", "").split(",")
    return mails.with_link(record) if entity == "Invoice" and "invoiceLink" in wanted else record


Handler = Callable[..., Answer]
_COMPANY = "/v3/company/<realm>"

ROUTES = Map(
    [
        Rule(f"{_COMPANY}/query", methods=["GET", "POST"], endpoint=_query),
        Rule(f"{_COMPANY}/cdc", methods=["GET"], endpoint=_cdc),
        Rule(f"{_COMPANY}/batch", methods=["POST"], endpoint=_batch),
        Rule(f"{_COMPANY}/upload", methods=["POST"], endpoint=_upload),
        Rule(f"{_COMPANY}/preferences", methods=["GET"], endpoint=_preferences),
        Rule(f"{_COMPANY}/companyinfo/<id>", methods=["GET"], endpoint=_company),
        Rule(f"{_COMPANY}/reports/AgedReceivables", methods=["GET"], endpoint=_report),
        Rule(f"{_COMPANY}/invoice/<id>/send", methods=["POST"], endpoint=_send),
        Rule(f"{_COMPANY}/invoice/<id>/pdf", methods=["GET"], endpoint=_pdf),
        Rule(f"{_COMPANY}/<entity>", methods=["POST"], endpoint=_write),
        Rule(f"{_COMPANY}/<entity>/<id>", methods=["GET"], endpoint=_read),
    ]
)
