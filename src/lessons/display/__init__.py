"""How numbers are shown: as digits, in tables, in which colors."""
