"""The journal in words: one sentence for each verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding_app.core.models import Event

SENTENCES: dict[str, str | Promise] = {
    "project_created": _("made the project"),
    "member_added": _("joined the team or was added"),
    "member_changed": _("changed a member's role"),
    "member_removed": _("ended a membership"),
    "invitation_created": _("invited somebody"),
    "invitation_withdrawn": _("withdrew an invitation"),
    "round_drawn": _("drew a round"),
    "round_opened": _("opened a round"),
    "round_closed": _("closed a round"),
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
    "codings_imported": _("imported codings"),
    "recipe_saved": _("kept a column mapping"),
    "codebook_created": _("made the codebook"),
    "draft_created": _("began a draft of the codebook"),
    "definition_edited": _("edited a definition"),
    "entry_added": _("added an entry to the draft"),
    "entry_moved": _("moved an entry of the draft"),
    "entry_removed": _("removed an entry from the draft"),
    "version_published": _("published a version of the codebook"),
    "agreement_computed": _("computed the agreement of a round"),
    "disagreement_settled": _("settled a disagreement"),
    "export_asked": _("asked for an export"),
    "export_made": _("made an export"),
}


def sentence(event: Event) -> str:
    """Return the words for what happened."""
    return str(SENTENCES[event.verb])
