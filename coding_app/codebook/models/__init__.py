"""The codebook: codes that live through versions, their wording in each version, and what is said about them."""

from coding_app.codebook.models.codes import Code, CodeDefinition, CodeLineage
from coding_app.codebook.models.talk import CodeExample, CodeQuestion
from coding_app.codebook.models.versions import Codebook, CodebookVersion, VersionReading

__all__ = [
    "Code",
    "CodeDefinition",
    "CodeExample",
    "CodeLineage",
    "CodeQuestion",
    "Codebook",
    "CodebookVersion",
    "VersionReading",
]
