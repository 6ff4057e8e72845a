"""Checks of the shipped letters as mail: spam filters, mail readers, and how they look."""
