"""The groups of a company's customers, as they were last pulled."""

from pathlib import Path

from connectors.errors import Trouble
from rules.facts import Contact, Group
from sync.config import Settings, load_settings
from sync.store import ledger_copy
from sync.store.engine import Store, store_as_it_is


def groups_pulled(config: Path, rulebook: Path) -> frozenset[str] | None:
    """The names of the groups that customers are in, for a rulebook in the folder of this configuration.

    None where they are not known: no configuration, no store, nothing pulled, a customer whose group
    has no name yet. Never raises, makes no store and changes none.
    """
    if not config.is_file() or rulebook.resolve().parent != config.resolve().parent:
        return None
    try:
        settings = load_settings(config)
        store = store_as_it_is(settings.store_url, base=settings.folder)
        if store is None:
            return None
        try:
            return _names(store, settings)
        finally:
            store.close()
    except Trouble:  # another command tells it
        return None


def _names(store: Store, settings: Settings) -> frozenset[str] | None:
    with store.read() as connection:
        if ledger_copy.pull_state(connection, settings.company).pulled_at is None:
            return None
        every = ledger_copy.all_facts(connection, settings.company, Group)
        named = {group.id: group.name for group in every}
        found = set(named.values())
        for contact in ledger_copy.all_facts(connection, settings.company, Contact):
            found.update(contact.groups)
            if contact.group_id is not None and contact.group_id not in named:
                return None
    return frozenset(found) or None
