"""Turn files into canonical posts; pure Python, no Django."""
