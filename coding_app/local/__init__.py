"""The embedded run: our own PostgreSQL, and one command that starts and stops everything."""
