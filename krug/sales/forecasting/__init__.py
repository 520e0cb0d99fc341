"""What was said to come: submitted, never changed, and laid beside what came.

`periods`, `chain`, `measures`, `alibis`, `chances` pure · `guard` what the database itself refuses ·
`verify` walks the chain.
"""
