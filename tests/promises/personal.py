"""Every field of the database, by what it says about people.

personal: identifies a person of the team, directly or by a key to their account, or may hold a name.
pseudonymous: about the people who wrote the posts, or about a colleague by their work; linked to them by whoever
holds the key, or by context. Words that people wrote are here: a text can be looked for.
plain: the rest.

History tables hold copies and follow the tables they record. Foreign keys are classed by what they lead to.
"""

ACCOUNT = "password last_login username email date_joined uuid display_name id"

PERSONAL = {
    "User": f"{ACCOUNT} groups user_permissions",
    "LoginLink": "user token_sha256",
    "ApiToken": "user name token_sha256",
    "Project": "created_by",
    "Membership": "user",
    "Invitation": "email token_sha256 created_by accepted_by",
    "CodebookVersion": "published_by",
    "CodeLineage": "made_by",
    "Sample": "created_by",
    "Round": "created_by opened_by closed_by",
    "Assignment": "coder",
    "AgreementRun": "made_by",
    "AgreementFigure": "coder_a coder_b",
    "Coding": "retracted_by",
    "Note": "author",
    "Job": "created_by",
    "Event": "by",
    "Export": "made_by",
    "Adjudication": "kept_coder made_by superseded_by",
    "Upload": "file_name created_by",
    "ImportBatch": "file_name made_by reviewed_by undone_by",
    "Erasure": "made_by",
    "RedactionHit": "decided_by",
    "TextChange": "decided_by",
    "SavedSearch": "created_by",
    "Source": "opt_out_contact",
    "Redaction": "made_by",
    "AccessAttempt": "user_agent ip_address username get_data post_data path_info attempt_time",
    "AccessAttemptExpiration": "access_attempt",
    "AccessFailureLog": "user_agent ip_address username path_info attempt_time",
    "AccessLog": "user_agent ip_address username path_info attempt_time logout_time session_hash",
    "Session": "session_key session_data",
    "Context": "metadata",
}

PSEUDONYMOUS = {
    "Author": "uuid id alias",
    "AuthorDigest": "author digest",
    "Thread": "external_id digest title",
    "Post": "author external_id missing_parent_digest digest text posted_at words_digest is_about_third_party",
    "PostWords": "vector",
    "ThreadFacts": "opened_at first_at last_at hashtags",
    "Erasure": "alias reason",
    "ErasedDigest": "digest",
    "RedactionHit": "start end original same",
    "TextChange": "text text_before words_digest",
    "Vanishing": "post",
    "SavedSearch": "query",
    "PollOption": "text",
    "Attachment": "description sha256",
    "Hashtag": "written name",
    "Mention": "post author",
    "Redaction": "start end",
    "ImportProblem": "params",
    "Note": "text",
    "Adjudication": "reason",
    "Assignment": "submitted_at position",
    "Operation": "assignment kind code start end made_at",
    "Coding": "assignment code start end made_at retracted_at",
    "Upload": "options",
    "Job": "parameters result message",
    "Event": "detail object_uuid at",
}

PLAIN = {
    "Corpus": "id uuid name created_at",
    "Source": "id uuid corpus platform name profession access legal_basis retain_until created_at"
    " register_number ethics_reference notice_text notice_given_on consent sensitive kept_longer_because purged_at"
    " period_start period_end keeps_identities",
    "ImportRecipe": "id uuid corpus name format mapping created_at",
    "ImportBatch": "id uuid source state sha256 importer importer_version mapping rows_read threads_added posts_added"
    " authors_added orphans duplicates rejected warnings started_at finished_at undone_at captured_on"
    " capture_note changed vanished refused indexed_at reviewed_at",
    "ImportProblem": "id batch severity line column reason",
    "Author": "corpus profession",
    "AuthorDigest": "id corpus kind",
    "Thread": "id uuid source batch",
    "Post": "id uuid source thread batch parent position kind language time_status time_precision is_edited likes"
    " reposts replies_count availability",
    "PostWords": "post",
    "ThreadFacts": "thread source month answers participants depth first_answer_after is_answered_by_other questions"
    " opens_with_question has_poll has_image has_rough_times kinds shape",
    "Erasure": "id uuid corpus posts codings made_at",
    "ErasedDigest": "id corpus erasure",
    "RedactionHit": "id batch post kind decision decided_at",
    "TextChange": "id batch post decision decided_at found_at",
    "Vanishing": "id batch",
    "SavedSearch": "id uuid project name created_at",
    "PollOption": "id post position votes",
    "Attachment": "id post position kind width height withheld_because",
    "Hashtag": "id post",
    "Mention": "id",
    "Redaction": "id post reason made_at",
    "User": "is_superuser is_staff is_active language theme has_single_key_shortcuts",
    "LoginLink": "id created_at expires_at used_at",
    "ApiToken": "id uuid created_at expires_at revoked_at",
    "Project": "id uuid slug name description corpus created_at",
    "Membership": "id uuid project role created_at ended_at",
    "Invitation": "id uuid project role created_at expires_at accepted_at withdrawn_at",
    "Codebook": "id uuid project name_fr name_en created_at",
    "CodebookVersion": "id uuid codebook number state note created_at published_at",
    "Code": "id uuid codebook slug created_at",
    "CodeDefinition": "id version code parent position kind selection level applies_to key colour is_sensitive"
    " name_fr name_en definition_fr definition_en use_when_fr use_when_en do_not_use_when_fr do_not_use_when_en"
    " positive_example_fr positive_example_en negative_example_fr negative_example_en",
    "CodeLineage": "id version kind from_code to_code made_at",
    "Unit": "id uuid project kind thread post start end",
    "Sample": "id uuid project seed recipe population created_at",
    "SampleUnit": "id sample unit position",
    "Round": "id uuid project number name kind unit_kind sample codebook_version is_blind double_share triple_share"
    " instructions state created_at opened_at closed_at",
    "Assignment": "id uuid round unit",
    "AgreementRun": "id uuid round parameters data_sha256 app_version made_at",
    "AgreementFigure": "id run code metric value low high units pairs prevalence undefined_because",
    "Operation": "id operation_id sequence",
    "Coding": "id uuid version made_by_operation retracted_by_operation",
    "Note": "id uuid project thread post assignment coding code made_at ended_at",
    "Job": "id uuid project kind state done total attempts created_at started_at lease_until cancel_requested_at"
    " finished_at",
    "Event": "id project verb object_kind",
    "Export": "id uuid project job format profile file_name sha256 size rows made_at",
    "Adjudication": "id uuid round unit dimension decision made_at superseded_at",
    "ConsensusCoding": "id adjudication code version",
    "Upload": "id uuid project source size sha256 format job batch created_at discarded_at",
    "AccessAttempt": "id http_accept failures_since_start",
    "AccessAttemptExpiration": "expires_at",
    "AccessFailureLog": "id http_accept locked_out",
    "AccessLog": "id http_accept",
    "Session": "expire_date",
    "Context": "id created_at updated_at",
    "Group": "id name permissions",
    "Permission": "id name content_type codename",
    "ContentType": "id app_label model",
}

CLASSES = {"personal": PERSONAL, "pseudonymous": PSEUDONYMOUS, "plain": PLAIN}
