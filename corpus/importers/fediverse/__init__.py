"""The fediverse: Mastodon, diaspora* and what speaks like them."""

from corpus.importers.fediverse import diaspora, mastodon

IMPORTERS = (mastodon, diaspora)
