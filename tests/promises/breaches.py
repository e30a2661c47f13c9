"""How each promise of the database is broken: a row copied by SQL with columns changed, or a statement.

CONSTRAINTS: name -> (model, which row is copied, columns changed). The copy is right but for the one promise.
"""

from corpus.models import ImportBatch, TextChange
from tests.promises import scene

LIVE = (
    "retracted_at IS NULL AND assignment_id IN (SELECT a.id FROM coding_app_assignment a"
    " JOIN coding_app_round r ON r.id = a.round_id WHERE r.state = 'open')"
)
DRAFT = "version_id IN (SELECT max(id) FROM coding_app_codebookversion WHERE state = 'draft')"
DRAFT_CODE = f"kind = 'code' AND {DRAFT}"
OTHER_CODE = (
    "(SELECT max(code_id) FROM coding_app_codedefinition d JOIN coding_app_codebookversion v"
    " ON v.id = d.version_id WHERE v.state = 'published' AND d.kind = 'code')"
)
NEWEST = "(SELECT max(id) FROM coding_app_codebookversion)"
FAR = "999999"
OTHER_WORDS = "'\\x05'"
NEXT = "currval('corpus_post_id_seq') + 1000"

# These cannot be broken alone: the promise in their place is broken with them and checked first.
COVERED = {"thread_source_pair": "corpus_thread_pkey", "job_state_is_known": "job_finished_has_its_time"}

CONSTRAINTS = {
    # corpus
    "source_named_once_on_its_platform": ("Source", "true", {}),
    "source_platform_is_known": ("Source", "true", {"platform": "'pigeon'"}),
    "source_profession_is_known": ("Source", "true", {"profession": "'baker'"}),
    "source_has_a_name": ("Source", "true", {"name": "''"}),
    "source_period_runs_forward": (
        "Source",
        "true",
        {"name": "'Ailleurs'", "period_start": "'2020-02-01'", "period_end": "'2020-01-31'"},
    ),
    "recipe_named_once_in_its_corpus": ("ImportRecipe", "true", {}),
    "file_imported_once_into_its_source": ("ImportBatch", "state = 'done'", {}),
    "batch_state_is_known": ("ImportBatch", "true", {"state": "'lost'"}),
    "batch_undone_has_its_time": ("ImportBatch", "true", {"state": "'undone'"}),
    "batch_reviewed_at_and_by": ("ImportBatch", "true", {"sha256": "'1'", "reviewed_by": "''"}),
    "alias_belongs_to_one_author": ("Author", "true", {}),
    "digest_leads_to_one_author": ("AuthorDigest", "true", {}),
    "digest_erased_once": ("ErasedDigest", "true", {}),
    "thread_stands_once_in_its_source": ("Thread", "true", {}),
    "thread_source_pair": ("Thread", "true", {"digest": "'\\x01'", "id": "id"}),
    "post_stands_once_in_its_source": ("Post", "true", {"position": FAR}),
    "post_has_its_own_place": ("Post", "true", {"digest": "'\\x01'"}),
    "post_is_not_its_own_parent": (
        "Post",
        "true",
        {"digest": "'\\x01'", "position": FAR, "id": NEXT, "parent_id": NEXT},
    ),
    "post_time_or_status_unknown": ("Post", "true", {"digest": "'\\x01'", "posted_at": "NULL", "time_status": "'utc'"}),
    "poll_option_has_its_own_place": ("PollOption", "true", {}),
    "attachment_has_its_own_place": ("Attachment", "true", {}),
    "hashtag_counted_once_a_post": ("Hashtag", "true", {}),
    "person_mentioned_once_a_post": ("Mention", "true", {}),
    "redaction_has_a_length": ("Redaction", "true", {"end": "start"}),
    "hit_has_a_length": ("RedactionHit", "true", {"end": "start"}),
    "wording_met_once": ("TextChange", "true", {}),
    "wording_decided_at": ("TextChange", "true", {"words_digest": OTHER_WORDS, "decision": "'kept'"}),
    "post_vanishes_once_a_batch": ("Vanishing", "true", {}),
    # sources
    "search_named_once_in_its_project": ("SavedSearch", "true", {}),
    # accounts and projects
    "email_leads_to_one_account": ("User", "email <> ''", {"username": "'nulle-part'"}),
    "user_has_a_display_name": ("User", "true", {"username": "'nulle-part'", "email": "''", "display_name": "''"}),
    "project_has_a_name": ("Project", "true", {"name": "''"}),
    "member_has_one_live_role": ("Membership", "ended_at IS NULL", {"role": "'reader'"}),
    "membership_role_is_known": ("Membership", "true", {"role": "'god'", "ended_at": "now()"}),
    "invitation_role_is_known": ("Invitation", "true", {"role": "'god'"}),
    "invitation_accepted_at_and_by": ("Invitation", "true", {"accepted_at": "now()"}),
    # codebook
    "version_numbered_once": ("CodebookVersion", "state = 'published'", {}),
    "codebook_has_one_draft": ("CodebookVersion", "state = 'draft'", {"number": FAR}),
    "version_published_at_and_by": (
        "CodebookVersion",
        "state = 'published'",
        {"number": FAR, "published_by_id": "NULL"},
    ),
    "code_slug_used_once": ("Code", "true", {}),
    "code_slug_is_plain": ("Code", "true", {"slug": "'Travail, argent'"}),
    "code_defined_once_a_version": ("CodeDefinition", DRAFT, {"position": FAR}),
    "definition_has_its_own_place": ("CodeDefinition", DRAFT, {"code_id": scene.FREE_CODE}),
    "dimension_is_top_level_and_alone_so": (
        "CodeDefinition",
        DRAFT_CODE,
        {"code_id": scene.FREE_CODE, "position": FAR, "parent_id": "NULL"},
    ),
    "dimension_alone_says_selection_level_applies_to": (
        "CodeDefinition",
        DRAFT_CODE,
        {"code_id": scene.FREE_CODE, "position": FAR, "selection": "'one'"},
    ),
    "colour_is_one_of_sixteen": (
        "CodeDefinition",
        DRAFT_CODE,
        {"code_id": scene.FREE_CODE, "position": FAR, "colour": "17"},
    ),
    "key_is_a_digit_or_letter": (
        "CodeDefinition",
        DRAFT_CODE,
        {"code_id": scene.FREE_CODE, "position": FAR, "key": "'É'"},
    ),
    "kind_is_known": ("CodeDefinition", DRAFT_CODE, {"code_id": scene.FREE_CODE, "position": FAR, "kind": "'idea'"}),
    "applies_to_is_known": (
        "CodeDefinition",
        f"kind = 'dimension' AND {DRAFT}",
        {"code_id": scene.FREE_CODE, "position": FAR, "applies_to": "'poem'"},
    ),
    "fate_told_once_a_version": ("CodeLineage", DRAFT, {}),
    "merged_and_split_say_into_what": ("CodeLineage", DRAFT, {"kind": "'split'", "to_code_id": "NULL"}),
    "code_becomes_another": ("CodeLineage", DRAFT, {"to_code_id": "from_code_id"}),
    "example_picked_once": ("CodeExample", DRAFT, {}),
    "example_span_has_a_length": ("CodeExample", DRAFT, {"start": '"end"'}),
    "question_says_something": ("CodeQuestion", "answered_at IS NULL", {"text": "''"}),
    "question_passage_lies_in_a_post": ("CodeQuestion", "answered_at IS NULL", {"start": "0", "end": "1"}),
    "question_answered_at_and_by": ("CodeQuestion", "answered_at IS NULL", {"answered_at": "now()"}),
    "version_read_once": ("VersionReading", "true", {}),
    # sampling
    "move_has_a_reason": ("RoundMove", "true", {"to_version_id": NEWEST, "reason": "''"}),
    "move_leads_elsewhere": ("RoundMove", "true", {"to_version_id": "from_version_id"}),
    "round_comes_to_a_version_once": ("RoundMove", "true", {"from_version_id": NEWEST}),
    "unit_is_submitted_or_skipped_not_both": (
        "Assignment",
        "true",
        {
            "position": FAR,
            "submitted_at": "now()",
            "skipped_at": "now()",
            "unit_id": "(SELECT id FROM coding_app_unit u WHERE u.id NOT IN"
            " (SELECT unit_id FROM coding_app_assignment s WHERE s.round_id = coding_app_assignment.round_id) LIMIT 1)",
        },
    ),
    "unit_stands_once_in_its_project": ("Unit", "true", {}),
    "unit_has_what_its_kind_needs": ("Unit", "kind = 'post'", {"kind": "'thread'"}),
    "unit_drawn_once_a_sample": ("SampleUnit", "true", {"position": FAR}),
    "draw_has_its_own_place": (
        "SampleUnit",
        "true",
        {
            "unit_id": "(SELECT id FROM coding_app_unit u WHERE u.id NOT IN (SELECT unit_id FROM"
            " coding_app_sampleunit s WHERE s.sample_id = coding_app_sampleunit.sample_id) LIMIT 1)"
        },
    ),
    "round_numbered_once": ("Round", "true", {"sample_id": scene.FREE_SAMPLE}),
    "round_opened_at_and_by": (
        "Round",
        "true",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "opened_by_id": "NULL"},
    ),
    "round_closed_at_and_by": (
        "Round",
        "state = 'open'",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "state": "'closed'"},
    ),
    "round_revealed_at_and_by": (
        "Round",
        "true",
        {
            "sample_id": scene.FREE_SAMPLE,
            "number": FAR,
            "state": "'open'",
            "closed_at": "NULL",
            "closed_by_id": "NULL",
            "revealed_at": "now()",
            "revealed_by_id": "opened_by_id",
            "settled_at": "NULL",
            "settled_by_id": "NULL",
        },
    ),
    "round_settled_at_and_by": (
        "Round",
        "state = 'open'",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "settled_at": "now()"},
    ),
    "only_a_draft_is_withdrawn": (
        "Round",
        "state = 'open'",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "withdrawn_at": "now()", "withdrawn_by_id": "opened_by_id"},
    ),
    "check_has_the_round_it_checks": (
        "Round",
        "true",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "kind": "'drift'", "origin_id": "NULL"},
    ),
    "batch_holds_a_unit": ("Round", "true", {"sample_id": scene.FREE_SAMPLE, "number": FAR, "batch_size": "0"}),
    "weight_is_more_than_nothing": (
        "SampleUnit",
        "true",
        {
            "position": FAR,
            "weight": "0",
            "unit_id": "(SELECT id FROM coding_app_unit u WHERE u.id NOT IN (SELECT unit_id FROM"
            " coding_app_sampleunit s WHERE s.sample_id = coding_app_sampleunit.sample_id) LIMIT 1)",
        },
    ),
    "only_unfinished_work_is_released": (
        "Assignment",
        "true",
        {
            "position": FAR,
            "submitted_at": "now()",
            "released_at": "now()",
            "released_by_id": "coder_id",
            "unit_id": "(SELECT id FROM coding_app_unit u WHERE u.id NOT IN"
            " (SELECT unit_id FROM coding_app_assignment s WHERE s.round_id = coding_app_assignment.round_id) LIMIT 1)",
        },
    ),
    "shares_stay_within_the_sample": (
        "Round",
        "true",
        {"sample_id": scene.FREE_SAMPLE, "number": FAR, "double_share": "60", "triple_share": "50"},
    ),
    "coder_meets_a_unit_once_a_round": ("Assignment", "true", {"position": FAR}),
    "queue_has_no_two_at_one_place": (
        "Assignment",
        "true",
        {
            "unit_id": "(SELECT id FROM coding_app_unit u WHERE u.id NOT IN"
            " (SELECT unit_id FROM coding_app_assignment s WHERE s.round_id = coding_app_assignment.round_id) LIMIT 1)"
        },
    ),
    # coding
    "operation_has_its_own_place": ("Operation", "true", {}),
    "operation_names_a_code_when_it_needs_one": ("Operation", "kind = 'apply'", {"sequence": FAR, "code_id": "NULL"}),
    "code_applied_once_at_a_time": ("Coding", LIVE, {"made_by_operation_id": scene.FREE_OPERATION}),
    "operation_applies_a_code_once": (
        "Coding",
        LIVE,
        {
            "retracted_at": "now()",
            "retracted_by_id": "(SELECT max(id) FROM coding_app_user)",
            "retracted_by_operation_id": "made_by_operation_id",
        },
    ),
    "coding_span_has_a_length": ("Coding", LIVE, {"made_by_operation_id": scene.FREE_OPERATION, "start": '"end"'}),
    "coding_retracted_at_and_by": (
        "Coding",
        LIVE,
        {"made_by_operation_id": scene.FREE_OPERATION, "retracted_at": "now()"},
    ),
    "skip_has_a_reason": ("Operation", "kind = 'skip'", {"sequence": FAR, "reason": "''"}),
    "note_is_about_one_thing": (
        "Note",
        "post_id IS NOT NULL",
        {"thread_id": "(SELECT min(id) FROM corpus_thread)"},
    ),
    "note_passage_lies_in_a_post": ("Note", "start IS NOT NULL", {"post_id": "NULL"}),
    "colleague_named_once_a_note": ("NoteMention", "true", {}),
    "post_has_one_warning": ("ContentWarning", "true", {}),
    "warning_says_of_what": (
        "ContentWarning",
        "true",
        {"text": "''", "ended_at": "now()", "ended_by_id": "made_by_id"},
    ),
    "warning_ended_at_and_by": ("ContentWarning", "true", {"ended_at": "now()"}),
    "note_says_something": ("Note", "true", {"text": "''", "ended_at": "now()"}),
    "coder_has_one_memo_a_unit": ("Note", "assignment_id IS NOT NULL AND ended_at IS NULL", {}),
    # surgery and quotes
    "split_answered_once_a_coding": ("SplitAnswer", "true", {}),
    "part_chosen_once_an_answer": ("SplitChoice", "true", {}),
    "two_quotes_pinned_a_profession": ("PinnedQuote", "true", {"start": "1"}),
    "quote_pinned_once": ("PinnedQuote", "true", {"place": "2"}),
    "quote_has_place_one_or_two": ("PinnedQuote", "true", {"place": "3", "start": "1"}),
    "quote_span_has_a_length": ("PinnedQuote", "true", {"place": "2", "start": '"end"'}),
    "quote_ended_at_and_by": ("PinnedQuote", "true", {"ended_at": "now()"}),
    # jobs
    "job_state_is_known": ("Job", "true", {"state": "'lost'"}),
    "job_finished_has_its_time": ("Job", "true", {"state": "'done'", "finished_at": "NULL"}),
    "job_running_has_a_lease": ("Job", "true", {"state": "'running'", "lease_until": "NULL"}),
    "job_done_within_total": ("Job", "state = 'running'", {"done": "total + 1"}),
    # agreement and review
    "figure_stands_once_a_run": ("AgreementFigure", "true", {}),
    "figure_has_a_value_or_a_reason": (
        "AgreementFigure",
        "true",
        {"metric": "'x'", "value": "NULL", "undefined_because": "''"},
    ),
    "interval_is_ordered": ("AgreementFigure", "true", {"metric": "'x'", "low": "0.9", "high": "0.1"}),
    "subset_says_of_what": (
        "AgreementFigure",
        "true",
        {"metric": "'x'", "subset": "'source'", "subset_value": "''"},
    ),
    "shares_of_resamples_are_ordered": (
        "AgreementFigure",
        "true",
        {"metric": "'x'", "below_667": "0.9", "below_800": "0.1"},
    ),
    "dimension_of_a_unit_decided_once_at_a_time": ("Adjudication", "superseded_at IS NULL", {}),
    "kept_coder_named_when_kept": ("Adjudication", "true", {"kept_coder_id": "NULL"}),
    "adjudication_has_a_reason": ("Adjudication", "true", {"reason": "''"}),
    "adjudication_superseded_at_and_by": ("Adjudication", "true", {"superseded_at": "now()"}),
    "consensus_names_a_code_once": ("ConsensusCoding", "true", {}),
}

# Composite keys that Django does not know: (model, name) -> (which row, columns changed).
KEYS = {
    ("Post", "post_lies_in_the_source_of_its_thread"): (
        "true",
        {
            "digest": "'\\x01'",
            "position": FAR,
            "source_id": "(SELECT id FROM corpus_source s WHERE s.id <> source_id LIMIT 1)",
        },
    ),
    ("ThreadFacts", "facts_lie_in_the_source_of_their_thread"): (
        "true",
        {"thread_id": FAR},
    ),
    ("CodeDefinition", "parent_is_defined_in_the_version"): (
        DRAFT_CODE,
        {"code_id": scene.FREE_CODE, "position": FAR, "parent_id": scene.OTHER_FREE_CODE},
    ),
    ("Coding", "code_is_defined_in_the_version"): (
        LIVE,
        {"made_by_operation_id": scene.FREE_OPERATION, "code_id": scene.FREE_CODE},
    ),
    ("CodeExample", "example_is_of_a_code_of_the_version"): (DRAFT, {"code_id": scene.FREE_CODE}),
    ("ConsensusCoding", "code_is_defined_in_the_version"): ("true", {"code_id": scene.FREE_CODE}),
}

CLOSED = (
    "assignment_id IN (SELECT a.id FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id"
    " WHERE r.state = 'revealed')"
)
ONCE = "a row is made once and ended once"
STAYS = "a text changes only before its import is reviewed"
# The wording that the scene's later file brought, put in the place of the post's own.
REWRITE = "UPDATE corpus_post p SET text = c.text FROM corpus_textchange c WHERE c.post_id = p.id"


def _copy(where="true", **changes):
    return lambda model: scene.copy(model, where, **changes)


def _decided(decision, then):
    """Break a promise about a wording somebody decided about."""

    def breach(_model):
        changes = {"words_digest": OTHER_WORDS, "decision": f"'{decision}'", "decided_at": "now()"}
        scene.copy(TextChange, **changes)
        scene.execute(then)

    return breach


def _unreviewed(position, **changes):
    """Draw a unit when one post of its thread came with an import that nobody has reviewed."""

    def breach(model):
        scene.copy(ImportBatch, sha256="'unread'", reviewed_at="NULL", reviewed_by="''")
        unread = "(SELECT id FROM corpus_importbatch WHERE sha256 = 'unread')"
        scene.execute(f"UPDATE corpus_post SET batch_id = {unread} WHERE position = {position}")
        scene.copy(model, "kind = 'post' AND post_id IN (SELECT id FROM corpus_post WHERE position = 0)", **changes)

    return breach


# The settled round and the handed-on unit that two promises are about.
SETTLE = "UPDATE coding_app_round SET state = 'settled', settled_at = now(), settled_by_id = closed_by_id WHERE {}"
HAND_ON = (
    "UPDATE coding_app_assignment SET released_at = now(), released_by_id = coder_id"
    " WHERE submitted_at IS NULL AND skipped_at IS NULL"
)


def _after(first, then):
    """Break a promise that begins to hold with a first statement."""

    def breach(model):
        scene.execute(first)
        then(model) if callable(then) else scene.execute(then)

    return breach


# Triggers with a sense of their own: (model, name) -> [(statement or breach, words of the refusal)].
TRIGGERS = {
    ("Post", "frozen_columns"): [
        (f"UPDATE corpus_post SET {change}", "what was imported is not rewritten")
        for change in ("digest = '\\x02'", "author_id = NULL", "external_id = '7'", "posted_at = now()")
    ],
    ("Post", "text_stays"): [
        ("UPDATE corpus_post SET text = 'x'", STAYS),
        (REWRITE, STAYS),
        (_decided("kept", REWRITE), STAYS),
        (_decided("taken", "UPDATE corpus_post SET text = text || ' x' WHERE position = 1"), STAYS),
        (_decided("taken", "UPDATE corpus_post SET text = 'Autrement dit' WHERE position = 2"), STAYS),
    ],
    ("TextChange", "ends_once"): [
        ("UPDATE corpus_textchange SET text = 'x'", ONCE),
        ("UPDATE corpus_textchange SET text = 'x', decision = 'taken', decided_at = now()", ONCE),
        (_decided("kept", "UPDATE corpus_textchange SET decision = 'taken' WHERE decision = 'kept'"), ONCE),
        (
            _decided("kept", "UPDATE corpus_textchange SET decision = '', decided_at = NULL WHERE decision = 'kept'"),
            ONCE,
        ),
    ],
    ("CodebookVersion", "published_is_frozen"): [
        ("UPDATE coding_app_codebookversion SET note = 'x' WHERE state = 'published'", "published, therefore frozen"),
        (
            (
                "UPDATE coding_app_codebookversion SET state = 'draft', published_at = NULL, published_by_id = NULL"
                " WHERE state = 'published'"
            ),
            "published, therefore frozen",
        ),
        ("DELETE FROM coding_app_codebookversion WHERE state = 'published'", "published, therefore frozen"),
    ],
    ("CodeDefinition", "published_is_frozen"): [
        (f"UPDATE coding_app_codedefinition SET name_fr = 'x' WHERE NOT ({DRAFT})", "therefore frozen"),
        (f"DELETE FROM coding_app_codedefinition WHERE NOT ({DRAFT})", "therefore frozen"),
        (_copy(f"NOT ({DRAFT})", position=FAR, code_id=scene.FREE_CODE), "therefore frozen"),
        (
            (
                "UPDATE coding_app_codedefinition SET version_id = (SELECT max(id) FROM coding_app_codebookversion"
                f" WHERE state = 'published') WHERE {DRAFT}"
            ),
            "therefore frozen",
        ),
    ],
    ("CodeLineage", "published_is_frozen"): [
        (f"UPDATE coding_app_codelineage SET made_at = now() WHERE NOT ({DRAFT})", "therefore frozen"),
        (f"DELETE FROM coding_app_codelineage WHERE NOT ({DRAFT})", "therefore frozen"),
        (_copy(f"NOT ({DRAFT})", kind="'retired'", to_code_id="NULL"), "therefore frozen"),
    ],
    ("CodeExample", "published_is_frozen"): [
        (f"UPDATE coding_app_codeexample SET is_counter = true WHERE NOT ({DRAFT})", "therefore frozen"),
        (f"DELETE FROM coding_app_codeexample WHERE NOT ({DRAFT})", "therefore frozen"),
        (_copy(f"NOT ({DRAFT})", start="1"), "therefore frozen"),
    ],
    ("CodeQuestion", "ends_once"): [
        ("UPDATE coding_app_codequestion SET text = 'x'", ONCE),
        ("UPDATE coding_app_codequestion SET answer = 'x' WHERE answered_at IS NOT NULL", ONCE),
    ],
    ("Assignment", "explored_by_its_maker"): [
        (
            _copy(
                "round_id IN (SELECT id FROM coding_app_round WHERE kind = 'exploration')",
                position=FAR,
                coder_id="(SELECT created_by_id FROM coding_app_project LIMIT 1)",
            ),
            "belongs to the person who began it",
        ),
    ],
    ("ContentWarning", "ends_once"): [("UPDATE coding_app_contentwarning SET text = 'x'", ONCE)],
    ("NoteMention", "ends_once"): [("UPDATE coding_app_notemention SET note_id = 0, seen_at = now()", ONCE)],
    ("SplitAnswer", "ends_once"): [("UPDATE coding_app_splitanswer SET answered_at = now()", ONCE)],
    ("PinnedQuote", "ends_once"): [("UPDATE coding_app_pinnedquote SET place = 2", ONCE)],
    ("Unit", "unit_lies_in_its_text"): [
        (_copy("kind = 'post'", kind="'segment'", start="0", end="100000"), "outside its thread or its text"),
        ("UPDATE coding_app_unit SET thread_id = 0 WHERE kind = 'post'", "outside its thread or its text"),
    ],
    ("Unit", "unit_is_reviewed"): [
        (_unreviewed(0, kind="'segment'", start="0", end="1"), "its import was not reviewed yet"),
        (_unreviewed(0, kind="'thread'", post_id="NULL"), "its import was not reviewed yet"),
        (_unreviewed(5, kind="'thread'", post_id="NULL"), "its import was not reviewed yet"),
    ],
    ("Assignment", "handed_on_for_good"): [
        (_after(HAND_ON, f"UPDATE coding_app_assignment SET {change} WHERE released_at IS NOT NULL"), "stays so")
        for change in ("released_at = NULL, released_by_id = NULL", "doubted_at = now()")
    ],
    ("Adjudication", "decided_until_settled"): [
        (_after(SETTLE.format("state = 'revealed'"), then), "the consensus of a settled round stands")
        for then in (
            _copy(unit_id="(SELECT max(id) FROM coding_app_unit)"),
            "UPDATE coding_app_adjudication SET superseded_at = now(), superseded_by_id = made_by_id",
        )
    ],
    ("Round", "round_only_moves_forward"): [
        ("UPDATE coding_app_round SET name = 'x' WHERE state = 'revealed'", "only moves forward"),
        (
            (
                "UPDATE coding_app_round SET state = 'closed', revealed_at = NULL, revealed_by_id = NULL"
                " WHERE state = 'revealed'"
            ),
            "only moves forward",
        ),
        ("UPDATE coding_app_round SET state = 'draft' WHERE state = 'open'", "only moves forward"),
        ("UPDATE coding_app_round SET is_blind = NOT is_blind WHERE state = 'open'", "terms are fixed"),
        ("UPDATE coding_app_round SET number = 77 WHERE state = 'open'", "terms are fixed"),
        ("UPDATE coding_app_round SET kind = 'pilot' WHERE state = 'open'", "terms are fixed"),
        (f"UPDATE coding_app_round SET codebook_version_id = {NEWEST} WHERE state = 'open'", "terms are fixed"),
    ],
    ("Coding", "coding_fits_its_assignment"): [
        (
            _copy(LIVE, version_id="(SELECT max(id) FROM coding_app_codebookversion WHERE state = 'draft')"),
            "not under the version",
        ),
        (_copy(LIVE, start="0", end="100000"), "outside its text"),
    ],
    ("Coding", "coded_while_open"): [
        (_copy(CLOSED, code_id=OTHER_CODE), "its round is not open"),
        (
            (
                f"UPDATE coding_app_coding SET retracted_at = now(), retracted_by_id = 1, retracted_by_operation_id = 1"
                f" WHERE retracted_at IS NULL AND {CLOSED}"
            ),
            "its round is not open",
        ),
        (_after(HAND_ON, _copy(LIVE, code_id=OTHER_CODE)), "its unit was handed on"),
    ],
    ("Coding", "ends_once"): [
        (f"UPDATE coding_app_coding SET code_id = {OTHER_CODE} WHERE {LIVE}", ONCE),
        (f"UPDATE coding_app_coding SET made_at = now() WHERE {LIVE}", ONCE),
        ("UPDATE coding_app_coding SET retracted_at = now() WHERE retracted_at IS NOT NULL", ONCE),
        (
            (
                "UPDATE coding_app_coding SET retracted_at = NULL, retracted_by_id = NULL,"
                " retracted_by_operation_id = NULL WHERE retracted_at IS NOT NULL"
            ),
            ONCE,
        ),
    ],
    ("Note", "ends_once"): [
        ("UPDATE coding_app_note SET text = 'x'", ONCE),
        ("UPDATE coding_app_note SET text = 'x', ended_at = now()", ONCE),
    ],
    ("Adjudication", "ends_once"): [
        ("UPDATE coding_app_adjudication SET reason = 'x'", ONCE),
        ("UPDATE coding_app_adjudication SET decision = 'other', kept_coder_id = NULL", ONCE),
    ],
}

# Triggers that refuse nothing, with the test that fails without them.
WRITERS = {
    ("Post", "words_follow_the_text"): "test_the_words_follow_the_text",
    ("Thread", "words_follow_the_title"): "test_the_words_follow_what_is_around_the_text",
    ("PollOption", "words_follow_the_text"): "test_the_words_follow_what_is_around_the_text",
    ("Attachment", "words_follow_the_description"): "test_the_words_follow_what_is_around_the_text",
}

# Writes that leave a line of history: how each tracked table is changed, and which rows may be deleted.
ACTS = {
    "insert_insert": {},
    "update_update": {
        "Adjudication": ("superseded_at", "true", "now(), superseded_by_id = made_by_id"),
        "Assignment": ("position", "true", "position + 1000"),
        "Code": ("slug", "true", "slug || '_x'"),
        "CodeDefinition": ("name_fr", DRAFT, "name_fr || ' x'"),
        "Codebook": ("name_fr", "true", "'x'"),
        "CodebookVersion": ("note", "state = 'draft'", "'x'"),
        "Coding": (
            "retracted_at",
            LIVE,
            (
                "now(), retracted_by_id = (SELECT max(id) FROM coding_app_user),"
                " retracted_by_operation_id = made_by_operation_id"
            ),
        ),
        "Invitation": ("email", "true", "'x@example.org'"),
        "Membership": ("role", "role <> 'reader'", "'reader'"),
        "Note": ("ended_at", "true", "now()"),
        "Project": ("description", "true", "'x'"),
        "Round": ("name", "state = 'open'", "'x'"),
        "CodeExample": ("is_counter", DRAFT, "true"),
        "CodeQuestion": (
            "answered_at",
            "answered_at IS NULL",
            "now(), answered_by_id = asked_by_id, answer = 'x', outcome = 'answered'",
        ),
        "ContentWarning": ("ended_at", "true", "now(), ended_by_id = made_by_id"),
        "PinnedQuote": ("ended_at", "true", "now(), ended_by_id = pinned_by_id"),
        "SplitAnswer": ("superseded_at", "true", "now()"),
    },
    "delete_delete": {"CodebookVersion": "state = 'draft'", "CodeDefinition": DRAFT},
}
