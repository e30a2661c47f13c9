"""Why a codebook file is refused: one class, one sentence for each reason; pure."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.importers import problems
from corpus.importers.base import UnreadableFile
from corpus.importers.problems import gettext_noop

SENTENCES: dict[str, str] = {
    "xml_broken": gettext_noop("Line %(line)s of the file is not well-formed XML. Nothing was read. Export it again."),
    "xml_other": gettext_noop(
        "This XML holds no codebook: it begins with “%(name)s”. Nothing was read. Export the codebook as .qdc."
    ),
    "too_deep": gettext_noop("The file nests more than %(limit)s levels, which no codebook needs. Nothing was read."),
    "too_many": gettext_noop("The file holds more than %(limit)s codes. Nothing was read."),
    "too_large": gettext_noop("The file is larger than %(limit)s MB, too much for a codebook. Nothing was read."),
    "no_project": gettext_noop("The zip holds no project.qde. Nothing was read. Export the project as .qdpx again."),
    "name_missing": gettext_noop("A code of the file has no name (entry %(number)s). Nothing was read. Name it there."),
    "name_too_long": gettext_noop(
        "The name “%(name)s…” has more than %(limit)s characters. Nothing was read. Shorten it in the file."
    ),
    "text_too_long": gettext_noop(
        "A text of “%(name)s” has more than %(limit)s characters. Nothing was read. Shorten it in the file."
    ),
    "guid_twice": gettext_noop(
        "Two entries have the same identity: “%(name)s” and “%(other)s”. Nothing was read. Give one its own guid."
    ),
    "colour_broken": gettext_noop(
        "“%(value)s”, the color of “%(name)s”, is not of the form #rrggbb. Nothing was read. Correct it in the file."
    ),
    "json_broken": gettext_noop("The file is not JSON that can be read (line %(line)s). Nothing was read."),
    "json_other": gettext_noop("This JSON holds no codebook. Nothing was read. Choose another file."),
    "json_field": gettext_noop("“%(field)s” is not what a codebook file has there. Nothing was read."),
    "version_newer": gettext_noop("A newer Entente wrote this file. Nothing was read. Update Entente first."),
    "csv_broken": gettext_noop("Line %(line)s of the table cannot be read. Nothing was read. Save it as CSV again."),
    "csv_no_name": gettext_noop("The table has no column of names. Nothing was read. Call one of its columns “name”."),
    "column_twice": gettext_noop("Two columns of the table mean the same: “%(name)s”. Nothing was read. Remove one."),
    "id_twice": gettext_noop("Two entries have the id “%(value)s”. Nothing was read. Give one of them another id."),
    "parent_unknown": gettext_noop(
        "“%(name)s” lies in “%(value)s”, which is not in the file. Nothing was read. Correct its parent."
    ),
    "parent_circle": gettext_noop("“%(name)s” lies inside itself. Nothing was read. Correct its parent."),
    "text_unreadable": gettext_noop("The characters of the file cannot be read. Nothing was read. Save it as UTF-8."),
    "nothing_to_write": gettext_noop("The codebook has no code yet: there is nothing to write in this format."),
}


class UnusableCodebook(Exception):
    """Refuse a codebook file, with the code of a sentence and its words."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def sentence(self) -> str:
        """Return the sentence in English, its words not yet put in."""
        return SENTENCES.get(self.code) or problems.SENTENCES[self.code]


@contextmanager
def archive_refusals() -> Iterator[None]:
    """Turn what is said about a zip into a refusal of the codebook."""
    try:
        yield
    except UnreadableFile as error:
        raise UnusableCodebook(error.code, **error.params) from error
