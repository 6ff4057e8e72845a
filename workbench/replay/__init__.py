"""Replays a rulebook over the ledger's own history. Pure: books and days in, contacts out."""
