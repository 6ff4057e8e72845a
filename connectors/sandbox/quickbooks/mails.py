"""QuickBooks' own e-mail of an invoice, its PDF and its pay link (accounting-apis B7)."""

import hashlib

from email_validator import EmailNotValidError, validate_email

from connectors.sandbox.pdf import one_line_pdf
from connectors.sandbox.quickbooks import faults
from connectors.sandbox.quickbooks.store import Record, Store

PAY_PAGE = "https://connect.intuit.example/portal/app/CommerceNetwork/view/"


def send(store: Store, id: str, send_to: str | None) -> Record:
    """E-mail an invoice; `send_to` takes the place of BillEmail for good.

    An address that cannot be is not mailed, and the answer does not say so. The cap of a sandbox
    company is 40 a day; what QuickBooks answers beyond it is unconfirmed.
    """
    record = store.get("Invoice", id)
    if send_to:
        record["BillEmail"] = {"Address": send_to}
    address = record.get("BillEmail", {}).get("Address")
    if not address:
        raise faults.missing("BillEmail.Address")
    today = store.today()
    if sum(day == today for day, _ in store.mailed) >= store.switches.mails_per_day:
        raise faults.business("The daily limit of e-mails has been reached.")
    if all(_can_be(one) for one in address.split(",")):
        store.mailed.append((today, id))
    record["EmailStatus"] = "EmailSent"
    record["DeliveryInfo"] = {"DeliveryType": "Email", "DeliveryTime": store.stamp()}
    store.touch(record)
    return store.shown("Invoice", record)


def _can_be(address: str) -> bool:
    try:
        validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def pdf(store: Store, id: str) -> bytes:
    """Return the invoice as a PDF."""
    record = store.get("Invoice", id)
    number = record.get("DocNumber", id)
    return one_line_pdf(f"Invoice {number} for {record['CustomerRef']['name']}")


def with_link(record: Record) -> Record:
    """Add the pay link, if online payment is on and there is an address to send it to."""
    online = record.get("AllowOnlineCreditCardPayment") or record.get("AllowOnlineACHPayment")
    if not online or not record.get("BillEmail", {}).get("Address"):
        return record
    secret = hashlib.sha256(f"invoice {record['Id']}".encode()).hexdigest()[:32]
    return record | {"InvoiceLink": PAY_PAGE + f"scs-v1-{secret}?locale=en_US"}
