"""The facts that a rulebook can ask about: of an invoice, of a customer, of what was said before."""
