"""All profiles by name, in the order in which they are offered."""

from dataclasses import replace

from coding_app.exports.writers import excel_fr, rfc4180
from coding_app.exports.writers.delimited import Profile

# What may leave the team is written like a file for programs; which rows and words leave is decided in `sharing`.
LEAVING = [replace(rfc4180.PROFILE, name=name) for name in ("deposit", "publication")]
PROFILES: dict[str, Profile] = {profile.name: profile for profile in (rfc4180.PROFILE, excel_fr.PROFILE, *LEAVING)}
