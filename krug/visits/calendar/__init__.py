"""Visits as iCalendar (RFC 5545): a private address that calendars read, and one visit as a file."""
