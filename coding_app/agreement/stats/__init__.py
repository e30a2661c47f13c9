"""Measure how far coders agree: pure functions on arrays, one module a coefficient."""
