"""Says what in a rulebook that loads is hardly meant, or hardly kind. Pure: no files, no clock."""
