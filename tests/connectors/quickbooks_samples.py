"""QuickBooks' sample bodies, and bodies made from them by changing a field."""

import json
from pathlib import Path
from typing import Any

from connectors.quickbooks.decode import (
    CREDIT_MEMO,
    CUSTOMER,
    INVOICE,
    PAYMENT,
    TERM,
    Entity,
    read_query,
)
from connectors.quickbooks.fields import Home
from connectors.quickbooks.harvest import Harvest, harvest

FOLDER = Path(__file__).parents[1] / "specs" / "quickbooks"
ENTITY = {entity.name: entity for entity in (INVOICE, CUSTOMER, PAYMENT, CREDIT_MEMO, TERM)}
HOME = Home(lambda: ("USD", "US"))


def sample(file: str, **changes: Any) -> dict[str, Any]:
    """A record of a sample file; a field changed to `...` is left out of it."""
    (record,) = (
        value
        for value in json.loads((FOLDER / f"{file}.json").read_text()).values()
        if isinstance(value, dict)
    )
    changed = {**record, **changes}
    return {key: value for key, value in changed.items() if value is not ...}


def page(name: str, *records: dict[str, Any]) -> bytes:
    """A query's answer with these records."""
    return json.dumps({"QueryResponse": {name: records}, "time": None}).encode()


def read(name: str, *records: dict[str, Any], whole: bool = False) -> Harvest:
    """What the connector makes of these records."""
    entity: Entity = ENTITY[name]
    return harvest(entity, read_query(page(name, *records)).of(entity), HOME, whole=whole)
