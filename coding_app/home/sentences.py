"""The journal in words: one sentence for each verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding_app.core.models import Event

SENTENCES: dict[str, str | Promise] = {
    "project_created": _("made the project"),
    "project_changed": _("changed the name or the rules of the project"),
    "member_added": _("joined the team or was added"),
    "member_changed": _("changed a member's role"),
    "member_removed": _("ended a membership"),
    "invitation_created": _("invited somebody"),
    "invitation_withdrawn": _("withdrew an invitation"),
    "round_drawn": _("drew a round"),
    "round_opened": _("opened a round"),
    "round_closed": _("closed a round"),
    "exploration_begun": _("began an exploration"),
    "exploration_closed": _("closed an exploration"),
    "source_created": _("added a source"),
    "import_started": _("began an import"),
    "file_imported": _("imported a file"),
    "import_undone": _("took an import back"),
    "import_reviewed": _("reviewed the masked passages of an import"),
    "passage_masked": _("masked a passage of a post"),
    "third_party_marked": _("said whether a post speaks of a third party"),
    "picture_described": _("described a picture"),
    "wording_decided": _("decided which wording of a post stands"),
    "source_recorded": _("completed the record of a source"),
    "author_erased": _("erased a person on request"),
    "identity_opened": _("opened an identity of the vault"),
    "purge_started": _("asked for the purge of a source"),
    "source_purged": _("purged a source"),
    "warning_added": _("put a content warning on a post"),
    "warning_ended": _("took a content warning back"),
    "codings_imported": _("imported codings"),
    "recipe_saved": _("kept a column mapping"),
    "codebook_created": _("made the codebook"),
    "draft_created": _("began a draft of the codebook"),
    "definition_edited": _("edited a definition"),
    "entry_added": _("added an entry to the draft"),
    "entry_moved": _("moved an entry of the draft"),
    "entry_removed": _("removed an entry from the draft"),
    "version_published": _("published a version of the codebook"),
    "version_read": _("read what a version of the codebook changes"),
    "example_picked": _("picked an example of a code"),
    "example_dropped": _("took an example out of the draft"),
    "question_asked": _("asked a question on a code"),
    "code_proposed": _("proposed a code"),
    "question_answered": _("answered a question on a code"),
    "question_taken": _("took an answer into the draft"),
    "question_declined": _("closed a question on a code without a change"),
    "code_merged": _("merged a code of the draft into another"),
    "code_split": _("split a code of the draft"),
    "code_retired": _("retired a code in the draft"),
    "code_restored": _("restored a code in the draft"),
    "surgery_undone": _("undid a change to a code of the draft"),
    "round_moved": _("moved a round to another version of the codebook"),
    "codebook_taken_in": _("took in a codebook file"),
    "quote_pinned": _("pinned a quote"),
    "quote_unpinned": _("took a pinned quote off"),
    "quotes_reported": _("made a report of quotes"),
    "agreement_computed": _("computed the agreement of a round"),
    "disagreement_settled": _("settled a disagreement"),
    "export_asked": _("asked for an export"),
    "export_made": _("made an export"),
}


def sentence(event: Event) -> str:
    """Return the words for what happened."""
    return str(SENTENCES[event.verb])
