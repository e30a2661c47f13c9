"""Interviews and notes: speaker turns become posts."""

from corpus.importers.interviews import subtitles, transcript

IMPORTERS = (transcript, subtitles)
