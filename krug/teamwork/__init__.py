"""Sales, marketing and service agree on what they do (A1)."""
