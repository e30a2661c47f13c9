"""Facebook and Instagram, the systems that copy from them, and threads a person pastes."""

from corpus.importers import pasted
from corpus.importers.facebook import crowdtangle, facepager, instagram, netvizz, own_data, scraped

IMPORTERS = (own_data, facepager, netvizz, crowdtangle, scraped, instagram, pasted)
