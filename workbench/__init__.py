"""The consultant's workbench: a rulebook checked, shown and tried before a customer hears from it."""
