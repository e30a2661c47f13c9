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
        "This JSON file is one single value larger than 24 MB. Export it as one object a line."
    ),
    "archive_damaged": gettext_noop("The file cannot be opened: it is damaged or of another kind than its name says."),
    "archive_too_large": gettext_noop("The file unpacks to more than the limit of %(limit)s MB."),
    "archive_too_many_entries": gettext_noop("The file holds more than %(limit)s parts."),
    "archive_compressed_too_much": gettext_noop("The file is compressed in a way no real export is."),
    "archive_doctype": gettext_noop("The file holds a document type declaration, which no real export needs."),
    "archive_unsafe_name": gettext_noop("The file holds a part with an unsafe name."),
    "archive_encrypted": gettext_noop("The file is protected by a password."),
    "archive_zstandard": gettext_noop(
        "This file is packed with Zstandard (.zst), as archives of Reddit are, and is not read packed. Unpack it "
        "first, with 7-Zip or with the command “unzstd --long=31”, then import the file that comes out."
    ),
    "archive_unknown": gettext_noop("No importer recognizes what is inside this zip."),
    "sheet_missing": gettext_noop("The workbook has no sheet named “%(value)s”."),
    # X (Twitter).
    "x_older_version": gettext_noop(
        "An earlier wording of an edited post was left out: the last wording in the file is kept."
    ),
    "x_reposts_cut": gettext_noop(
        "%(count)s reposts end with “…”: the file does not hold the rest of what they repeat."
    ),
    "x_advertisements": gettext_noop("%(count)s advertisements among the posts were left out."),
    "x_unavailable": gettext_noop(
        "%(count)s posts could no longer be read when they were captured and have no id: they were left out."
    ),
    "x_messages": gettext_noop("%(count)s messages of the interface that are no posts were left out."),
    "x_no_posts": gettext_noop("%(count)s answers of the interface without any post were left out."),
    "x_parent_not_exported": gettext_noop(
        "This table says in which thread an answer stands but not which post it answers: "
        "each thread is kept as a list in the order of time, without branches. The NDJSON file of the same capture "
        "keeps the branches."
    ),
    "x_archive_own_posts": gettext_noop(
        "An account archive holds the posts of one person: what they answered and the answers they got are not in it."
    ),
    "x_archive_other_part": gettext_noop(
        "This file of an X account archive holds no posts and was not read. "
        "Choose tweets.js, or the whole archive (zip)."
    ),
    "x_archive_no_author": gettext_noop(
        "The file does not say whose posts these are: they are kept without an author. "
        "Import the whole archive (zip) to keep them together."
    ),
    # Facebook.
    "facebook_thread_unknown": gettext_noop(
        "%(count)s comments do not say under which post they stand: each opens a thread. "
        "Name the thread and import again."
    ),
    "facebook_not_posts": gettext_noop(
        "%(count)s rows are no posts (starting points and cut pages): they were left out."
    ),
    "facebook_no_threads": gettext_noop(
        "This export holds what one member wrote, without the posts answered: its comments stand alone, without thread."
    ),
    "facebook_other_groups": gettext_noop("%(count)s entries of other groups were left out."),
    "facebook_without_text": gettext_noop("%(count)s entries without text or picture were left out."),
    # WhatsApp, Telegram.
    "whatsapp_no_header": gettext_noop("The line stands before the first message and belongs to none."),
    "app_speaks": gettext_noop("Lines in which the application itself speaks (arrivals, calls…), left out: %(count)s."),
    "gap_unknown": gettext_noop("“%(value)s” is not a number of minutes from 0 to 525600."),
    "lines_unknown": gettext_noop("“%(value)s” is not a list of line numbers separated by commas."),
    "telegram_type_unknown": gettext_noop("“%(value)s” is not a kind of message that can be read."),
    "telegram_html_chats": gettext_noop(
        "This archive holds several chats, and in HTML nothing tells groups from private talks. Export the group "
        "alone, or the account as machine-readable JSON."
    ),
    "private_chats_left_out": gettext_noop(
        "Messages of private chats, left out: %(count)s. To import them too, choose all chats."
    ),
    # YouTube.
    "youtube_error": gettext_noop("YouTube answered with an error instead of comments: %(detail)s"),
    "youtube_not_comment": gettext_noop("This is no comment: it has no id or no words."),
    "youtube_replies_missing": gettext_noop(
        "Answers that YouTube counts and this file lacks: %(count)s. Each comment comes with only some of its answers; "
        "fetch the others and import them too."
    ),
    # diaspora*, Mastodon.
    "mastodon_not_status": gettext_noop("This is no status: it has no text of its own."),
    "mastodon_messages": gettext_noop("%(count)s messages meant for single people were left out."),
    "diaspora_not_entity": gettext_noop("This is no entity of diaspora*: it has no kind."),
    "diaspora_left_out": gettext_noop("%(count)s likes, votes and reshares are no posts: they were left out."),
    "mastodon_boosts": gettext_noop(
        "%(count)s boosts were left out: an account archive holds only the address of what was boosted."
    ),
    # Forums, Instagram, LinkedIn.
    "discourse_no_posts": gettext_noop("This is no topic: it has no stream of posts."),
    "discourse_posts_missing": gettext_noop(
        "The topic has %(count)s more posts than the file: the forum gives only 20 at a time. Save the other pages too."
    ),
    "discourse_actions": gettext_noop("%(count)s entries are actions of the staff and no posts: they were left out."),
    "instagram_without_text": gettext_noop("%(count)s entries without text or picture were left out."),
    "instagram_no_threads": gettext_noop(
        "This export holds the comments of one account without the posts they answer: they stand alone, without thread."
    ),
    "linkedin_thread_unknown": gettext_noop(
        "%(count)s rows hold no address of a LinkedIn post: nothing says under which post they stand."
    ),
    "reddit_not_post": gettext_noop("This is neither a submission nor a comment."),
    "reddit_more": gettext_noop("%(count)s answers are only counted in the file, without their text."),
    # Interviews.
    "turn_without_words": gettext_noop("The speaker is named and nothing is said."),
    "words_outside_cue": gettext_noop("The line stands before the first line of times and belongs to no cue."),
    "interview_without_speakers": gettext_noop(
        "No speaker is named before a colon: each paragraph became a post. Write “Name:” before each turn to get turns."
    ),
    "interview_without_questions": gettext_noop(
        "Nothing shows who asks the questions: every turn is kept without a question above it. Name the interviewer."
    ),
    "interview_notes_left_out": gettext_noop(
        "%(count)s paragraphs before the first speaker are notes about the talk: they were left out."
    ),
    "interview_too_long": gettext_noop(
        "The text is longer than any interview (limit: %(limit)s). Split it, or import it as a table."
    ),
    "deletions_left_out": gettext_noop(
        "%(count)s deletions of tracked changes were left out, insertions were kept: accept or refuse the changes in "
        "the document if that is not what you want."
    ),
    "comments_left_out": gettext_noop("%(count)s comments were left out: they are not words of the talk."),
    "notes_left_out": gettext_noop("%(count)s footnotes or endnotes were left out."),
    "xml_too_deep": gettext_noop("The parts of the document are nested too deeply for a real one."),
    # Tables.
    "too_many_columns": gettext_noop("More than %(limit)s columns: no table of posts has that many."),
    "text_column_unknown": gettext_noop("No column was found that could hold the text of the posts."),
    "sheets_left_out": gettext_noop(
        "%(count)s more sheets with the same columns were left out. Choose to read all sheets if they hold other posts."
    ),
    "lists_left_out": gettext_noop(
        "Posts hold a list that is not read: %(value)s. If it holds answers, name it under “Where the answers are”."
    ),
    "sheet_differs": gettext_noop("The sheet number %(value)s lacks columns of the mapping: it was left out."),
    # Import itself.
}


def sentence(code: str, params: dict[str, str]) -> str:
    """Return the English sentence of a problem; a page translates `SENTENCES[code]` itself."""
    return SENTENCES[code] % params
