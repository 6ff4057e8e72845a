"""The answers about the organisation itself (accounting-apis A12)."""

from babel.core import get_global

from connectors.sandbox.xero import shapes
from connectors.sandbox.xero.desk import Desk
from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.shapes import Built
from connectors.sandbox.xero.wire import Shape, XeroError, envelope, not_found


def timezone_code(iana: str) -> str:
    """Write an IANA zone as Xero does: the Windows name in capitals, without spaces and dots.

    A zone for which Windows has no name of its own is said to be UTC.
    """
    names = {zone: name for name, zone in get_global("windows_zone_mapping").items()}
    return names.get(iana, "UTC").upper().replace(" ", "").replace(".", "")


def organisation(desk: Desk) -> Shape:
    """Answer GET /Organisation."""
    story = desk.story
    company: Built = {
        "Name": story.company_name,
        "LegalName": story.company_name,
        "PaysTax": True,
        "Version": story.country if story.country in {"AU", "NZ", "UK", "US"} else "GLOBAL",
        "OrganisationType": "COMPANY",
        "BaseCurrency": story.base_currency,
        "CountryCode": story.country,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "PAYMENTS",
        "SalesTaxPeriod": "TWOMONTHS",
        "OrganisationEntityType": "COMPANY",
        "Timezone": timezone_code(story.timezone),
        "ShortCode": "!sAnd0",
        "OrganisationID": story.company_id,
        "Edition": "BUSINESS",
        "Class": "DEMO",
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "12 Market Street",
                "City": "Riverton",
                "PostalCode": "10001",
                "Country": "",
            }
        ],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {"Sales": {"Day": 20, "Type": "DAYSAFTERBILLDATE"}},
    }
    return envelope(desk.now, "Organisations", [company])


def actions(desk: Desk) -> Shape:
    """Answer GET /Organisation/Actions."""
    allowed = ("UseMulticurrency", "CreateApprovedInvoice", "CreateDraftInvoice")
    return envelope(desk.now, "Actions", [{"Name": name, "Status": "ALLOWED"} for name in allowed])


def branding_themes(desk: Desk) -> Shape:
    """Answer GET /BrandingThemes."""
    theme: Built = {
        "BrandingThemeID": shapes.BRANDING_THEME,
        "Name": "Standard",
        "SortOrder": 0,
        "CreatedDateUTC": desk.now.replace(year=2020, month=1, day=1),
    }
    return envelope(desk.now, "BrandingThemes", [theme])


def currencies(desk: Desk) -> Shape:
    """Answer GET /Currencies."""
    used = {desk.story.base_currency} | {each.currency for each in desk.state.invoices.values()}
    return envelope(
        desk.now, "Currencies", [{"Code": code, "Description": code} for code in sorted(used)]
    )


def users(desk: Desk) -> Shape:
    """Answer GET /Users."""
    user: Built = {
        "UserID": guid(desk.story.company_id, "user", "bookkeeper"),
        "EmailAddress": "bookkeeper@sandbox.example",
        "FirstName": "Sandbox",
        "LastName": "Bookkeeper",
        "UpdatedDateUTC": desk.now.replace(year=2020, month=1, day=1),
        "IsSubscriber": True,
        "OrganisationRole": "STANDARD",
    }
    return envelope(desk.now, "Users", [user])


def repeating_invoices(desk: Desk) -> Shape:
    """Answer GET /RepeatingInvoices: there are none."""
    return envelope(desk.now, "RepeatingInvoices", [])


def reminder_settings(desk: Desk) -> Shape:
    """Answer GET /InvoiceReminders/Settings."""
    return envelope(desk.now, "InvoiceReminders", [{"Enabled": desk.state.reminders}])


def contact_groups(desk: Desk) -> Shape:
    """Answer GET /ContactGroups: the groups without their members."""
    return envelope(desk.now, "ContactGroups", [_group(name) for name in _group_names(desk)])


def contact_group(desk: Desk, identity: str) -> Shape:
    """Answer GET /ContactGroups/{id}: one group with its members."""
    for name in _group_names(desk):
        group = _group(name)
        if group["ContactGroupID"] == identity.lower():
            members = [
                {"ContactID": each.id, "Name": each.name}
                for each in desk.state.contacts.values()
                if name in each.groups
            ]
            return envelope(desk.now, "ContactGroups", [group | {"Contacts": members}])
    raise not_found()


def connections(desk: Desk) -> list[Built]:
    """Answer GET /connections: the one organisation, unless it was disconnected."""
    if not desk.state.connected:
        return []
    return [
        {
            "id": connection_id(desk),
            "authEventId": guid(desk.story.company_id, "consent", "first"),
            "tenantId": desk.story.company_id,
            "tenantType": "ORGANISATION",
            "tenantName": desk.story.company_name,
            "createdDateUtc": f"{desk.story.on.isoformat()}T00:00:00.0000000",
            "updatedDateUtc": f"{desk.story.on.isoformat()}T00:00:00.0000000",
        }
    ]


def connection_id(desk: Desk) -> str:
    """Return the id of the connection, which is not the tenant's."""
    return guid(desk.story.company_id, "connection", "first")


def not_implemented() -> XeroError:
    """Build the 501 of a method that an address does not know."""
    return XeroError(501, "Not implemented")


def _group_names(desk: Desk) -> list[str]:
    return sorted({name for each in desk.state.contacts.values() for name in each.groups})


def _group(name: str) -> Built:
    return {"Name": name, "Status": "ACTIVE", "ContactGroupID": guid("any", "group", name)}
