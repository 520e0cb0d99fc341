"""Everything that changes calls, phone systems and what is left to do."""
