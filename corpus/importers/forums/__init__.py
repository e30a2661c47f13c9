"""Forums and professional networks: Discourse, Reddit, LinkedIn."""

from corpus.importers.forums import discourse, linkedin, reddit

IMPORTERS = (discourse, reddit, linkedin)
