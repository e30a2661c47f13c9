"""Estimate shares and their differences: pure functions on arrays."""
