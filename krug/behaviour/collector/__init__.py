"""What answers at /v1: it takes what trackers send and stores it durably before it says so."""
