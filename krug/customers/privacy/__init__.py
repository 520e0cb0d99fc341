"""Personal data: what it may be used for, what is known of somebody, and its destruction."""
