"""QuickBooks' customers to contacts: who is who, whom to ring, who is billed (accounting-apis B8)."""

from connectors.quickbooks.bodies import CustomerBody, CustomerTypeBody
from connectors.quickbooks.company import country_code, to_postal
from connectors.quickbooks.fields import Home, name_of, need, updated, value_of
from connectors.quickbooks.people import addressees, e164
from rules.facts import Contact, CustomerId, Group, Person


def to_contact(body: CustomerBody, home: Home) -> Contact:
    """A customer. A deleted or merged one is inactive; QuickBooks does not say into whom (B8)."""
    own = need(body.Id, "Id")
    emails = addressees(body.PrimaryEmailAddr.Address if body.PrimaryEmailAddr else None)
    country = country_code(body.BillAddr.Country) if body.BillAddr else None
    phone, unusable = _phone(body, country or home.country)
    parent = value_of(body.ParentRef)
    group = name_of(body.CustomerTypeRef)
    return Contact(
        id=CustomerId(own),
        name=body.DisplayName or body.FullyQualifiedName or body.CompanyName or own,
        people=_people(body, emails.people, phone),
        phone=phone,
        parent=CustomerId(parent) if parent else None,
        billed_to=CustomerId(parent) if parent and body.BillWithParent else None,
        active=body.Active is not False,
        terms_id=value_of(body.SalesTermRef),
        currency=value_of(body.CurrencyRef),
        country=country,
        address=to_postal(body.BillAddr, body.CompanyName or body.DisplayName),
        groups=(group,) if group else (),
        group_id=None if group else value_of(body.CustomerTypeRef),
        memo=body.Notes or None,
        unusable=(*emails.unusable, *unusable),
        updated=updated(body),
        version=body.SyncToken,
    )


def to_group(body: CustomerTypeBody, _: Home) -> Group:
    """A customer type: what a customer refers to by its id alone."""
    return Group(id=need(body.Id, "Id"), name=need(body.Name, "Name"))


def _people(
    body: CustomerBody, people: tuple[Person, ...], phone: str | None
) -> tuple[Person, ...]:
    """The name on the customer belongs to the one address, or stands alone.

    Of several addresses in the field nobody knows whose is whose, so none of them gets it.
    """
    name = " ".join(part.strip() for part in (body.GivenName, body.FamilyName) if part)
    if not people:
        return (Person(email=None, name=name, phone=phone),) if name else ()
    whose = name if len(people) == 1 else ""
    first = Person(email=people[0].email, name=people[0].name or whose or None, phone=phone)
    return (first, *people[1:])


def _phone(body: CustomerBody, country: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The first number that can be rung, and those written down that cannot."""
    written = [
        phone.FreeFormNumber.strip()
        for phone in (body.PrimaryPhone, body.Mobile, body.AlternatePhone)
        if phone is not None and phone.FreeFormNumber and phone.FreeFormNumber.strip()
    ]
    numbers = [(text, e164(text, country)) for text in written]
    usable = next((number for _, number in numbers if number), None)
    return usable, tuple(text for text, number in numbers if number is None)
