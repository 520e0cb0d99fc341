"""What customers owe and are owed, as the accounting system tells it."""
