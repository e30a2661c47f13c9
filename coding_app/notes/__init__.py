"""Notes: memos on anything of a project, with colleagues named in them."""
