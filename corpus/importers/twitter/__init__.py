"""X, formerly Twitter: what its interfaces, collectors and archive give."""

from corpus.importers.twitter import (
    fourcat_csv,
    medialab_csv,
    tcat_csv,
    twarc_csv,
    x_api_v1,
    x_api_v2,
    x_archive,
    x_scrapes,
    x_web,
    zeeschuimer,
)

IMPORTERS = (
    x_api_v2,
    x_api_v1,
    x_web,
    zeeschuimer,
    x_scrapes,
    x_archive,
    twarc_csv,
    medialab_csv,
    fourcat_csv,
    tcat_csv,
)
