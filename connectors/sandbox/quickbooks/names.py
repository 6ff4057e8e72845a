"""Names of customers: unique over the company, built from the parents', marked when inactive."""

from connectors.sandbox.quickbooks import faults, shapes
from connectors.sandbox.quickbooks.store import Record, Store

DELETED = " (deleted)"


def customer(store: Store, fields: Record, old: Record) -> Record:
    """Complete a customer's fields (accounting-apis B8)."""
    name = str(fields["DisplayName"]).removesuffix(DELETED)
    if fields.get("Active") is False:
        name += DELETED  # quickbooks-ruby's fixture of a customer made inactive
    _check_unique(store, name, old.get("Id"))
    home = {"CurrencyRef": shapes.currency(store.home)}
    fields = shapes.customer_defaults(name) | home | old_balances(old) | fields
    fields |= {"DisplayName": name, "FullyQualifiedName": name}
    parent = fields.get("ParentRef")
    if parent:
        above = store.get("Customer", parent["value"])
        _check_no_circle(store, above, old.get("Id"))
        fields |= {
            "ParentRef": shapes.ref(above, "DisplayName"),
            "FullyQualifiedName": f"{above['FullyQualifiedName']}:{name}",
            "Level": above.get("Level", 0) + 1,
            "Job": True,
        }
    return fields


def old_balances(old: Record) -> Record:
    """Return the amounts that no write changes."""
    return {name: old[name] for name in ("Balance", "BalanceWithJobs") if name in old}


def _check_no_circle(store: Store, above: Record | None, own: str | None) -> None:
    while above is not None:
        if above["Id"] == own:
            raise faults.business("A customer cannot be its own parent.")
        above = store.tables["Customer"].get(above.get("ParentRef", {}).get("value", ""))


def _check_unique(store: Store, name: str, own: str | None) -> None:
    wanted = name.casefold()
    for other in store.all("Customer"):
        if other["Id"] != own and other["DisplayName"].casefold() == wanted:
            raise faults.duplicate_name()
