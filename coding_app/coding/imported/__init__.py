"""Codings made elsewhere, read row by row; pure."""
