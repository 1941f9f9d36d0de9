"""How fast the core and the pages are."""
