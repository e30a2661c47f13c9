"""All profiles by name, in the order in which they are offered."""

from coding_app.exports.writers import excel_fr, rfc4180
from coding_app.exports.writers.delimited import Profile

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (rfc4180.PROFILE, excel_fr.PROFILE)}
