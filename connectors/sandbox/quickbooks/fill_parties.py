"""A story's company and customers in QuickBooks' records."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from connectors.sandbox.quickbooks import shapes
from connectors.sandbox.quickbooks.addresses import address
from connectors.sandbox.quickbooks.store import Record, Store
from connectors.sandbox.story import Story, StoryCustomer

OPENING = time(9)
"""When things are booked on their day, by the company's clock."""


@dataclass(slots=True)
class Work:
    """A story half told: what has been booked so far, by story key."""

    store: Store
    story: Story
    customers: dict[str, Record] = field(default_factory=dict)
    invoices: dict[str, Record] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    terms: dict[int, Record] = field(default_factory=dict)
    groups: dict[str, Record] = field(default_factory=dict)
    told: dict[str, StoryCustomer] = field(default_factory=dict)
    began: datetime = field(init=False)
    """When the company's books began."""

    def __post_init__(self) -> None:
        self.told = {one.key: one for one in self.story.customers}
        first = min((one.issued for one in self.story.invoices), default=self.story.on)
        self.began = self.at(first)

    def at(self, day: date) -> datetime:
        """Tell when something of this day was booked."""
        return datetime.combine(day, OPENING, self.store.zone)

    def customer(self, key: str) -> Record:
        """Return the record of a customer; ValueError if the story knows none such."""
        if key not in self.customers:
            raise ValueError(f"The story has no customer '{key}'.")
        return self.customers[key]

    def currency(self, customer: str, code: str | None) -> str:
        """Return the currency of a document: its own, else the customer's, else the company's."""
        return code or self.told[customer].currency or self.story.base_currency


def book_company(work: Work) -> None:
    """Book what every company has: an item, terms, customer types, its own data."""
    store, story, began = work.store, work.story, work.began
    store.add("Item", shapes.item_fields(), at=began)
    for days in sorted({one.terms_days for one in story.customers} | {30}):
        work.terms[days] = store.add("Term", shapes.term_fields(days), at=began)
    for name in sorted({name for one in story.customers for name in one.groups}):
        work.groups[name] = store.add("CustomerType", {"Name": name, "Active": True}, at=began)
    info = shapes.company_fields(story.company_name, story.country, story.timezone)
    _single(store, "CompanyInfo", info, began)
    prefs = shapes.preference_fields(store, story.company_name, work.terms[30]["Id"])
    _single(store, "Preferences", prefs, began)


def _single(store: Store, entity: str, fields: Record, at: datetime) -> None:
    """Keep the one record of an entity; its id is always 1."""
    record = store.add(entity, fields, at=at)
    store.tables[entity] = {"1": record | {"Id": "1"}}


def book_customer(work: Work, told: StoryCustomer) -> None:
    """Book a customer, after the parent if there is one."""
    if told.key in work.customers:  # told already, as the parent of an earlier one
        return
    fields = shapes.customer_defaults(told.name) | {
        "CompanyName": told.name,
        "CurrencyRef": shapes.currency(told.currency or work.story.base_currency),
        "SalesTermRef": shapes.ref(work.terms[told.terms_days], "Name"),
        "Active": told.active,
    }
    named = {"GivenName": told.first, "FamilyName": told.last}
    fields |= {key: value for key, value in named.items() if value}
    if mailbox := _mailbox(told):
        fields["PrimaryEmailAddr"] = {"Address": mailbox}
    if told.phone:
        fields["PrimaryPhone"] = {"FreeFormNumber": told.phone}
    number = len(work.customers) + 2
    fields["BillAddr"] = address(str(number), told.street, told.country)
    if told.groups:
        fields["CustomerTypeRef"] = {"value": work.groups[told.groups[0]]["Id"]}
    if not told.active:
        fields["DisplayName"] += " (deleted)"
    if told.parent is not None:
        fields |= _under_parent(work, told)
    record = work.store.add("Customer", fields, at=work.began)
    work.customers[told.key] = record
    work.ids[told.key] = record["Id"]


def _under_parent(work: Work, told: StoryCustomer) -> Record:
    """Return the fields of a sub-customer; the parent is told first if it was not yet."""
    book_customer(work, work.told[str(told.parent)])
    parent = work.customers[str(told.parent)]
    return {
        "Job": True,
        "BillWithParent": told.bill_with_parent,
        "ParentRef": shapes.ref(parent, "DisplayName"),
        "FullyQualifiedName": f"{parent['FullyQualifiedName']}:{told.name}",
        "Level": parent.get("Level", 0) + 1,
    }


def _mailbox(told: StoryCustomer) -> str | None:
    """Return the e-mail field: QuickBooks has one for all people, and bookkeepers use commas."""
    if told.email is not None:
        return told.email
    return ", ".join(person.email for person in told.people if person.include_in_emails) or None
