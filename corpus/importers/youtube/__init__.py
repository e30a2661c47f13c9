"""Comments under YouTube videos."""

from corpus.importers.youtube import api, data_tools, ytdlp

IMPORTERS = (api, data_tools, ytdlp)
