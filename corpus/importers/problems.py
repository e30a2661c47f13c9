"""List every reason a row or a file can be refused for, as one sentence each."""


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation; the page that shows it translates it."""
    return message


SENTENCES: dict[str, str] = {
    # Rows.
    "empty_text": gettext_noop("The text is empty and the post has no picture or poll."),
    "date_impossible": gettext_noop("“%(value)s” is not a date that exists."),
    "date_out_of_range": gettext_noop("“%(value)s” lies outside the years 1970 to 2099."),
    "date_unknown": gettext_noop("“%(value)s” is not understood as a date."),
    "date_relative": gettext_noop("“%(value)s” counts from an unknown day: the post is kept without a date."),
    "date_order_assumed": gettext_noop(
        "No date of the file tells whether the day or the month comes first: day first was assumed."
    ),
    "date_order_mixed": gettext_noop("Some dates have the day first and others the month first: day first was used."),
    "time_zone_unknown": gettext_noop("The time zone “%(value)s” is unknown."),
    "id_scientific": gettext_noop(
        "“%(value)s” has lost its last digits in a spreadsheet. Export the file again with its ids as text."
    ),
    "id_rounded": gettext_noop(
        "The id %(value)s is a number too long for a spreadsheet: its last digits may be lost. "
        "Export the file again with its ids as text."
    ),
    "ids_look_rounded": gettext_noop(
        "Most long ids of the file end in zeros: a spreadsheet probably rounded them. Check the file."
    ),
    "number_unknown": gettext_noop("“%(value)s” is not a whole number: it was left empty."),
    "nul_character": gettext_noop("The cell holds a NUL character."),
    "broken_character": gettext_noop("The cell holds half a character (a lone surrogate)."),
    "broken_bytes": gettext_noop("The cell holds bytes that are not %(encoding)s."),
    "cell_too_long": gettext_noop("A cell is longer than one million characters."),
    "quote_unbalanced": gettext_noop("A quotation mark opened on this line is not closed as it should be."),
    "too_many_cells": gettext_noop("The row has %(found)s cells and the header %(expected)s."),
    "formula_kept": gettext_noop("The cell holds a formula: its text was kept, nothing was computed."),
    "parent_is_self": gettext_noop("The post answers itself: it is kept as an opening post."),
    "cycle_broken": gettext_noop("The post answers itself through other posts: it is kept as an opening post."),
    "persons_not_joined": gettext_noop(
        "A person known under two aliases turned out to be one: both aliases stay as they were."
    ),
    # Lines of JSON.
    "json_invalid": gettext_noop("This is not valid JSON (%(detail)s)."),
    "json_not_object": gettext_noop("The line is not an object with named values."),
    "json_duplicate_key": gettext_noop("The name “%(value)s” appears twice in the same object."),
    "json_not_a_number": gettext_noop("“%(value)s” is not a number JSON allows."),
    "json_too_deep": gettext_noop("The values are nested too deeply."),
    "x_error": gettext_noop("The platform answered with an error instead of a post: %(detail)s"),
    "x_no_id": gettext_noop("The post has no id or no text."),
    # Files.
    "file_empty": gettext_noop("The file is empty."),
    "file_no_rows": gettext_noop("The file has a header and no row."),
    "file_binary": gettext_noop("This is not a text file."),
    "file_unknown": gettext_noop("No importer recognizes this file. Choose a format, or export it as CSV."),
    "json_not_posts": gettext_noop(
        "This JSON file is not a list of posts but a single nested answer of a system that is not read yet. "
        "Export it as CSV, or as one post a line."
    ),
    "format_unknown": gettext_noop("There is no format named “%(value)s”."),
    "header_missing": gettext_noop("The columns “%(value)s” of the mapping are not in the file."),
    "json_too_large": gettext_noop(
        "This JSON file is one single value larger than 64 MB. Export it as one object a line."
    ),
    "xlsx_damaged": gettext_noop("The workbook cannot be opened: it is damaged or it is another kind of file."),
    "xlsx_too_large": gettext_noop("The workbook unpacks to more than the limit of %(limit)s MB."),
    "xlsx_too_many_entries": gettext_noop("The workbook holds more than %(limit)s parts."),
    "xlsx_compressed_too_much": gettext_noop("The workbook is compressed in a way no real table is."),
    "xlsx_doctype": gettext_noop("The workbook holds a document type declaration, which no real table needs."),
    "xlsx_unsafe_name": gettext_noop("The workbook holds a part with an unsafe name."),
    "xlsx_encrypted": gettext_noop("The workbook is protected by a password."),
    "sheet_missing": gettext_noop("The workbook has no sheet named “%(value)s”."),
}


def sentence(code: str, params: dict[str, str]) -> str:
    """Return the English sentence of a problem; a page translates `SENTENCES[code]` itself."""
    return SENTENCES[code] % params
