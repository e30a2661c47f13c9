"""The data dictionary: what each column of each export means."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Meanings = dict[str, str | Promise]

LONG: Meanings = {
    "project": _("Name of the project."),
    "source": _("Where the post was collected: hashtag, group, set of interviews."),
    "platform": _("Platform of the source: x, facebook, interview…"),
    "profession": _("Whose talk the source holds: gp, home_help or other."),
    "thread": _("Identifier of the thread."),
    "post": _("Identifier of the post; empty when the unit is a whole thread."),
    "unit_kind": _("What was coded: thread, post or segment."),
    "unit": _("Identifier of the unit; the same in every round that meets it."),
    "stratum": _(
        "Part of the population from which this round drew the unit, as its recipe names it; +1, +2: oversampled. S1, "
        "S2 in a file that leaves the team."
    ),
    "weight": _("How many units of the population the unit stands for in this round: 1 / its chance of being drawn."),
    "is_calibration": _(
        "1 for a unit whose answer was known, put into every batch; else 0. Leave these out of shares and agreement."
    ),
    "alias": _("Pseudonym of the author of the post, or of the opening post for a thread."),
    "date": _("When it was posted, in ISO 8601 and local time, as far as it is known: month, day, minute or second."),
    "date_status": _("How far the time can be trusted: utc, offset, local_assumed, estimated or unknown."),
    "round": _("Number of the round. Rounds are never to be pooled for agreement."),
    "round_kind": _("What the round was for: training, pilot, main, drift or calibration."),
    "codebook_version": _("Version of the codebook the coding was made under."),
    "coder": _("Name of the coder as colleagues see it; “consensus” for a decision of the review."),
    "coder_id": _("Identifier of the coder; empty for a decision."),
    "dimension": _("Stable name of the dimension."),
    "code": _("Stable name of the code; the codebook export has its wording."),
    "value": _(
        "1: applied. 0: the dimension was answered without this code. NA: the dimension was not asked or not answered, "
        "or the code was added to the round's codebook later."
    ),
    "start": _("First character of the passage, counted in Unicode code points from 0; empty for the whole unit."),
    "end": _("End of the passage, not included; empty for the whole unit."),
    "quote": _("The words the code stands on; empty for values 0 and NA and for threads."),
    "is_consensus": _("1 for a decision of the review, 0 for a coder. A decision is never a coding: keep them apart."),
    "thread_answers": _("Posts in the thread after its opening, when the file was made."),
    "thread_participants": _("Different authors in the thread, the opening's among them."),
    "thread_depth": _("Answers one above another in the thread; 0: none."),
    "thread_first_answer_minutes": _(
        "Whole minutes from the opening to the first answer; empty when there is none or a time is not known to the "
        "minute."
    ),
    "thread_answered_by_other": _("1 when somebody else than its author answered the opening, else 0."),
    "thread_questions": _("Posts of the thread with a question mark, those within web addresses left out."),
    "thread_question_share": _("Share of the posts of the thread that have a question mark, from 0 to 1."),
    "seconds": _(
        "Seconds the coder spent on the unit, counted while its screen was in sight and in use; the same in each row "
        "of that unit and coder. Empty where the project does not keep them, and in files that leave the team."
    ),
}

THREADS: Meanings = {
    **{name: LONG[name] for name in ("project", "source", "platform", "profession", "thread")},
    "alias": _("Pseudonym of who opened the thread."),
    **{name: meaning for name, meaning in LONG.items() if name in ("date", "date_status") or name[:7] == "thread_"},
    "opens_with_question": _("1 when the opening has a question mark, else 0."),
    "has_poll": _("1 when a post of the thread has a poll, else 0."),
    "has_picture": _("1 when a post of the thread has a picture, else 0."),
}

CODEBOOK: Meanings = {
    "project": LONG["project"],
    "version": _("Number of the version."),
    "state": _("published (frozen) or draft."),
    "published_at": _("When the version was published."),
    "note": _("What changed in this version."),
    "position": _("Place in the version."),
    "kind": _("dimension, group, code, or none (“none applies”)."),
    "dimension": LONG["dimension"],
    "parent": _("Stable name of the entry above; empty for a dimension."),
    "code": _("Stable name of the entry, as in the export of codings."),
    "code_id": _("Identifier of the entry, the same in all versions."),
    "selection": _("For a dimension: one (exactly one code) or any (as many as apply)."),
    "level": _("For a dimension: nominal or ordinal."),
    "applies_to": _(
        "For a dimension: the units it is asked of: any, thread (whole threads), post (whole posts), reply (replies "
        "only), segment (passages of a post)."
    ),
    "key": _("Key on the coding screen."),
    "colour": _("Number of its color, 1 to 16."),
    "is_interpretive": _("1: interpretive, no coefficient is computed for it; else 0."),
    "is_sensitive": _("1: sensitive, left out of deposits and publications with what lies below it; else 0."),
    "name_fr": _("Name in French."),
    "name_en": _("Name in English."),
    "definition_fr": _("Definition in French."),
    "definition_en": _("Definition in English."),
    "use_when_fr": _("When to use it, in French."),
    "use_when_en": _("When to use it, in English."),
    "do_not_use_when_fr": _("When not to use it, in French."),
    "do_not_use_when_en": _("When not to use it, in English."),
    "positive_example_fr": _("An example, in French."),
    "positive_example_en": _("An example, in English."),
    "negative_example_fr": _("A counter-example, in French."),
    "negative_example_en": _("A counter-example, in English."),
}

NOTES: Meanings = {
    "project": LONG["project"],
    "note": _("Identifier of the note in this wording; of a doubt or a unit set aside, of the coder's work on it."),
    "about": _(
        "What the note is about: project, thread, post, passage, unit, coding or code; doubt: the question left with a "
        "doubt; not_codable: why a unit was set aside."
    ),
    "source": LONG["source"],
    "platform": LONG["platform"],
    "thread": LONG["thread"],
    "post": _("Identifier of the post; empty where the note is about none."),
    "alias": _("Pseudonym of the author of the post."),
    "unit": LONG["unit"],
    "coding": _("Identifier of the coding the note is about."),
    "round": _("Number of the round of the unit or coding."),
    "code": _("Stable name of the code, of the coding too."),
    "start": _("First character of the passage, counted in Unicode code points from 0; empty for the whole post."),
    "end": _("End of the passage, not included; empty for the whole post."),
    "quote": _("The words of the passage."),
    "author": _("Who wrote the note, as colleagues see the name; C1, C2 in a file that leaves the team."),
    "author_id": _("Identifier of who wrote it."),
    "named": _("Colleagues named in the note; empty in a file that leaves the team."),
    "date": _("Day on which it was worded so."),
    "text": _(
        "The note. For a deposit, empty where the note is about a thread or about a post whose text does not leave; "
        "for a publication, always empty."
    ),
}
