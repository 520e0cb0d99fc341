"""Calls as a viewer sees them."""
