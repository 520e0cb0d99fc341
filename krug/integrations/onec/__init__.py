"""1C: its exchange with sites (CommerceML 2)."""
