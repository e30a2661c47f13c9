"""CSV for programs and for deposit: RFC 4180, UTF-8 without a mark, comma, CRLF."""

from coding_app.exports.writers.cells import guarded
from coding_app.exports.writers.delimited import Profile

PROFILE = Profile(name="rfc4180", delimiter=",", start=b"", guard=guarded)
