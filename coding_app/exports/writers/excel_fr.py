"""CSV that a French Excel opens by a double click: UTF-8 with its mark, semicolon, CRLF; text stays text."""

import codecs

from coding_app.exports.writers.cells import guarded_as_text
from coding_app.exports.writers.delimited import Profile

PROFILE = Profile(name="excel_fr", delimiter=";", start=codecs.BOM_UTF8, guard=guarded_as_text, decimal_mark=",")
