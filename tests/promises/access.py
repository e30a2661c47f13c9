"""Who may do what, address by address. A new address without a row here fails the tests.

`get` and `post` name the people who may; None means that the method is refused (405) for everybody. `hidden` names
members to whom a thing does not exist because it belongs to somebody else: they get 404 where the role alone would do.
`kind` says how the others are answered: a page sends the anonymous to sign in, "json" and "api" answer 401.
`about` names the objects of the address (see `Objects` in test_access.py), `query` and `body` what it needs besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

People = frozenset[str]

READ: People = frozenset({"reader", "coder", "adjudicator", "manager", "owner"})
CODE: People = READ - {"reader"}
REVIEW: People = CODE - {"coder"}
MANAGE: People = REVIEW - {"adjudicator"}
OWNER: People = frozenset({"owner"})
CODER: People = frozenset({"coder"})
SIGNED_IN: People = READ | {"stranger"}
EVERYBODY: People = SIGNED_IN | {"anonymous"}


@dataclass(frozen=True)
class Row:
    """Who may GET and POST one address, and how the others are answered."""

    get: People | None = None
    post: People | None = None
    kind: str = "page"
    about: Mapping[str, str] = field(default_factory=dict)
    hidden: People = frozenset()
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)
    is_ours: bool = True
    sends_json: bool = False

    @property
    def is_json(self) -> bool:
        """Say whether the address takes JSON."""
        return self.sends_json or self.kind == "api"


def inside(**row: object) -> Row:
    """Return a row of an address inside a project."""
    return Row(**{"about": {}} | row | {"is_ours": True})  # type: ignore[arg-type]


def outside(**row: object) -> Row:
    """Return a row of an address outside any project."""
    return Row(**row | {"is_ours": False})  # type: ignore[arg-type]


THREAD, SOURCE, POST = {"uuid": "thread"}, {"uuid": "source"}, {"uuid": "post"}
AUTHOR = {"uuid": "author"}
BATCH, UPLOAD, JOB = {"uuid": "batch"}, {"uuid": "upload"}, {"uuid": "job"}
PICTURE = {"uuid": "illustrated", "position": "position"}
ROUND, VERSION, CODE_UUID, DRAFT_ENTRY = {"number": "round"}, {"number": "version"}, {"uuid": "code"}, {"uuid": "entry"}
CASE = {"number": "closed_round", "unit": "unit"}
WORK, MY_WORK, CODING, EXPORT = {"assignment": "work"}, {"uuid": "work"}, {"uuid": "coding"}, {"uuid": "export"}
NOT_THEIRS = CODE - CODER

PAGES = {
    # Outside projects
    "healthz": outside(get=EVERYBODY, post=None),
    "help": outside(get=SIGNED_IN),
    "styleguide": outside(get=EVERYBODY),
    "set_language": outside(get=EVERYBODY, post=EVERYBODY),
    "accounts:login": outside(get=EVERYBODY, post=EVERYBODY),
    "accounts:logout": outside(post=EVERYBODY),
    "accounts:login_link": outside(get=EVERYBODY, post=EVERYBODY, about={"token": "word"}),
    "accounts:preferences": outside(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:password_change": outside(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:token_create": outside(post=SIGNED_IN),
    "accounts:token_revoke": outside(post=OWNER, hidden=SIGNED_IN - OWNER, about={"uuid": "token"}),
    "projects:project_list": outside(get=SIGNED_IN),
    "projects:project_new": outside(get=SIGNED_IN, post=SIGNED_IN),
    "projects:invitation_accept": outside(get=EVERYBODY, post=EVERYBODY, about={"token": "invitation_token"}),
    # A project, its team, its jobs
    "home:home": inside(get=READ),
    "projects:team": inside(get=READ),
    "projects:project_edit": inside(get=MANAGE, post=MANAGE),
    "projects:invitation_create": inside(post=MANAGE),
    "projects:invitation_withdraw": inside(post=MANAGE, about={"uuid": "invitation"}),
    "projects:member_change": inside(post=MANAGE, about={"uuid": "member"}),
    "projects:member_remove": inside(post=MANAGE, about={"uuid": "member"}),
    "projects:job_list": inside(get=REVIEW),
    "projects:job": inside(get=REVIEW, about=JOB),
    "projects:job_cancel": inside(post=REVIEW, about=JOB),
    # The corpus and its imports
    "sources:thread_list": inside(get=READ),
    "sources:thread": inside(get=READ, about=THREAD),
    "sources:source_list": inside(get=READ),
    "sources:source": inside(get=READ, about=SOURCE),
    "sources:saved_search_new": inside(post=CODE, body={"name": "Litière", "query": "q=chat"}),
    "sources:saved_search_delete": inside(post=MANAGE, about={"uuid": "saved_search"}),
    "sources:source_new": inside(get=MANAGE, post=MANAGE),
    "sources:source_record": inside(get=MANAGE, post=MANAGE, about=SOURCE),
    "sources:batch_review": inside(get=MANAGE, post=MANAGE, about=BATCH, body={"act": "accept_kind"}),
    "sources:post_mask": inside(get=MANAGE, post=MANAGE, about=POST),
    "sources:author_find": inside(get=MANAGE, post=MANAGE),
    "sources:author_erase": inside(get=MANAGE, post=MANAGE, about=AUTHOR),
    "sources:identity_open": inside(get=OWNER, post=OWNER, about=AUTHOR),
    "sources:retention": inside(get=MANAGE, post=MANAGE, body={"source": "source"}),
    "sources:upload_new": inside(get=MANAGE, post=MANAGE),
    "sources:paste_new": inside(get=MANAGE, post=MANAGE),
    "sources:picture": inside(get=READ, about=PICTURE),
    "sources:changes": inside(get=MANAGE, about=BATCH),
    "sources:change_decide": inside(post=MANAGE, about={"uuid": "batch", "post": "changed"}, body={"decision": "keep"}),
    "sources:picture_describe": inside(post=MANAGE, about=PICTURE),
    "sources:picture_withhold": inside(post=MANAGE, about=PICTURE),
    "sources:upload_source": inside(get=MANAGE, post=MANAGE, about=UPLOAD),
    "sources:upload_columns": inside(get=MANAGE, post=MANAGE, about=UPLOAD),
    "sources:upload_check": inside(get=MANAGE, about=UPLOAD),
    "sources:upload_start": inside(post=MANAGE, about=UPLOAD),
    "sources:upload_progress": inside(get=MANAGE, about=UPLOAD),
    "sources:upload_discard": inside(post=MANAGE, about=UPLOAD),
    "sources:batch": inside(get=MANAGE, about=BATCH),
    "sources:batch_problems": inside(get=MANAGE, about=BATCH),
    "sources:batch_undo": inside(post=MANAGE, about=BATCH),
    # The codebook
    "codebook:codebook": inside(get=READ),
    "codebook:codebook_new": inside(get=MANAGE, post=MANAGE),
    "codebook:code": inside(get=READ, about=CODE_UUID),
    "codebook:version_list": inside(get=READ),
    "codebook:version": inside(get=READ, about=VERSION),
    "codebook:version_print": inside(get=READ, about=VERSION),
    "codebook:version_docx": inside(get=REVIEW, about=VERSION),
    "codebook:version_file": inside(get=REVIEW, about=VERSION | {"format": "file_format"}),
    "codebook:exchange": inside(get=READ),
    "codebook:exchange_upload": inside(post=MANAGE),
    "codebook:exchange_check": inside(get=MANAGE, post=MANAGE),
    "codebook:exchange_discard": inside(post=MANAGE),
    "codebook:draft": inside(get=MANAGE),
    "codebook:draft_create": inside(post=MANAGE),
    "codebook:version_publish": inside(post=MANAGE),
    "codebook:entry_new": inside(get=MANAGE, post=MANAGE, query={"kind": "dimension"}),
    "codebook:definition_edit": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "codebook:entry_step": inside(post=MANAGE, about=DRAFT_ENTRY),
    "codebook:entry_move": inside(post=MANAGE, about=DRAFT_ENTRY),
    "codebook:entry_remove": inside(post=MANAGE, about=DRAFT_ENTRY),
    "codebook:example_pick": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "codebook:example_drop": inside(post=MANAGE, about={"uuid": "example"}),
    "codebook:version_compare": inside(get=READ),
    "codebook:version_read": inside(post=READ, about=VERSION),
    "codebook:news": inside(get=READ),
    "codebook:decisions": inside(get=READ),
    "codebook:question_list": inside(get=READ),
    "codebook:question_new": inside(get=CODE, post=CODE, about=CODE_UUID),
    "codebook:question": inside(get=MANAGE, post=MANAGE, about={"uuid": "question"}),
    # Surgery: what rests on a code, changes in the draft, rounds that move, one's own codings on split codes
    "surgery:surgery": inside(get=MANAGE),
    "surgery:versions": inside(get=READ),
    "surgery:consequences": inside(get=READ, about=CODE_UUID),
    "surgery:merge": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "surgery:split": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "surgery:retire": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "surgery:restore": inside(get=MANAGE, post=MANAGE, about=DRAFT_ENTRY),
    "surgery:undo": inside(post=MANAGE, about=DRAFT_ENTRY),
    "surgery:round_move": inside(get=MANAGE, post=MANAGE, about=ROUND),
    "surgery:worklist": inside(get=CODE),
    "surgery:split_answer": inside(get=CODER, about={"uuid": "divided"}, hidden=NOT_THEIRS),
    "surgery:split_answer_save": inside(
        post=CODER, about={"uuid": "divided"}, hidden=NOT_THEIRS, body={"answer": "neither"}
    ),
    "surgery:split_answer_undo": inside(post=CODE),
    # Rounds
    "sampling:round_list": inside(get=READ),
    "sampling:round_new": inside(get=MANAGE, post=MANAGE),
    "sampling:round_preview": inside(post=MANAGE),
    "sampling:round": inside(get=READ, about=ROUND),
    "sampling:round_redraw": inside(get=MANAGE, about=ROUND),
    "sampling:round_open": inside(post=MANAGE, about=ROUND),
    "sampling:round_withdraw": inside(post=MANAGE, about=ROUND),
    "sampling:round_close": inside(post=MANAGE, about=ROUND),
    "sampling:round_reveal": inside(post=MANAGE, about=ROUND),
    "sampling:round_hand_on": inside(get=MANAGE, post=MANAGE, about=ROUND),
    "review:round_settle": inside(get=MANAGE, post=MANAGE, about={"number": "closed_round"}),
    "sampling:exploration_list": inside(get=CODE),
    "sampling:exploration_new": inside(get=CODE, post=CODE),
    "sampling:exploration_add": inside(post=CODE, body={"post": "post"}),
    "sampling:exploration_close": inside(post=CODER, about={"uuid": "exploration"}, hidden=NOT_THEIRS),
    # Coding: one's own queue and nobody else's
    "coding:queue": inside(get=CODE),
    "coding:workbench": inside(get=CODER, about=WORK, hidden=NOT_THEIRS),
    "coding:operation_create": inside(
        post=CODER,
        about=WORK,
        hidden=NOT_THEIRS,
        kind="json",
        sends_json=True,
        body={"operation_id": "6a0c3f2e-0c38-4a5e-9d4f-1f2f0b6d8a11", "kind": "submit", "after": "0"},
    ),
    "coding:operation_form": inside(post=CODER, about=WORK, hidden=NOT_THEIRS),
    "coding:note_save": inside(post=CODER, about=WORK, hidden=NOT_THEIRS, kind="json"),
    "coding:flag_list": inside(get=READ, about=ROUND),
    "coding:session_state": inside(get=CODE, kind="json"),
    "coding:warning_create": inside(post=CODE, about={"post": "post"}, body={"text": "violence"}),
    "coding:warning_end": inside(post=CODE, about={"uuid": "warning"}),
    # Notes
    "notes:note_list": inside(get=READ),
    "notes:mentions_read": inside(post=READ),
    "notes:about": inside(get=READ, post=CODE, about={"kind": "note_kind", "uuid": "code"}),
    "notes:note": inside(get=READ, post=CODE, about={"uuid": "note"}),
    "notes:note_end": inside(post=OWNER, about={"uuid": "note"}, hidden=CODE - OWNER),
    # Agreement, review, comparison, export
    "agreement:agreement": inside(get=READ),
    "agreement:agreement_compute": inside(post=REVIEW, body={"round": "1"}),
    "agreement:agreement_code": inside(get=READ, about={"number": "closed_round", "code": "code"}),
    "agreement:agreement_passages": inside(get=READ, about={"number": "closed_round"}),
    "agreement:agreement_code_passages": inside(get=READ, about={"number": "closed_round", "code": "code"}),
    "agreement:agreement_stability": inside(get=READ, about={"number": "closed_round"}),
    "review:round_scores": inside(get=READ, about={"number": "closed_round"}),
    "agreement:agreement_by": inside(get=READ, about={"number": "closed_round", "division": "division"}),
    "agreement:agreement_text": inside(get=READ, about={"number": "closed_round"}),
    "review:negotiated": inside(get=READ, about={"number": "closed_round"}),
    "agreement:agreement_figures": inside(get=REVIEW, about={"number": "closed_round"}),
    "agreement:agreement_data": inside(get=REVIEW, about={"number": "closed_round"}),
    "agreement:agreement_stability_data": inside(get=REVIEW, about={"number": "closed_round"}),
    "review:round_scores_data": inside(get=REVIEW, about={"number": "closed_round"}),
    "agreement:agreement_script": inside(get=REVIEW, about={"language": "script"}),
    "review:review": inside(get=REVIEW),
    "review:case": inside(get=REVIEW, about=CASE),
    "review:case_settle": inside(post=REVIEW, about=CASE, body={"dimension": "dimension"}),
    "summaries:professions": inside(get=READ),
    "summaries:posts_behind": inside(get=READ, about=CODE_UUID, query={"profession": "home_help"}),
    "quotes:code": inside(get=READ, about=CODE_UUID),
    "quotes:pin_create": inside(post=CODE, about=CODE_UUID),
    "quotes:pin_end": inside(post=CODE, about={"uuid": "pinned_code", "pin": "pin"}),
    "quotes:report": inside(get=READ),
    "quotes:report_file": inside(get=REVIEW, about=CODE_UUID | {"kind": "report_kind"}),
    "exports:professions_table": inside(get=READ),
    "exports:export_list": inside(get=REVIEW),
    "exports:export_create": inside(post=REVIEW),
    "exports:export_download": inside(get=REVIEW, about=EXPORT),
    "exports:export_readme": inside(get=REVIEW, about=EXPORT),
}

API = {
    "api:schema": outside(get=SIGNED_IN, kind="api"),
    "api:project_list": outside(get=SIGNED_IN, kind="api"),
    "api:project": inside(get=READ, kind="api"),
    "api:source_list": inside(get=READ, kind="api"),
    "api:source": inside(get=READ, kind="api", about=SOURCE),
    "api:thread_list": inside(get=READ, kind="api"),
    "api:thread": inside(get=READ, kind="api", about=THREAD),
    "api:post_list": inside(get=READ, kind="api"),
    "api:post": inside(get=READ, kind="api", about=POST),
    "api:codebook": inside(get=READ, kind="api"),
    "api:codebook_version": inside(get=READ, kind="api", about=VERSION),
    "api:round_list": inside(get=READ, kind="api"),
    "api:round": inside(get=READ, kind="api", about=ROUND),
    "api:round_agreement": inside(get=READ, kind="api", about={"number": "closed_round"}),
    "api:queue": inside(get=CODE, kind="api"),
    "api:assignment": inside(get=CODER, kind="api", about=MY_WORK, hidden=NOT_THEIRS),
    "api:assignment_submit": inside(post=CODER, kind="api", about=MY_WORK, hidden=NOT_THEIRS),
    "api:assignment_reopen": inside(post=CODER, kind="api", about=MY_WORK, hidden=NOT_THEIRS),
    "api:coding_list": inside(get=READ, post=CODE, kind="api"),
    "api:coding": inside(get=CODER, kind="api", about=CODING, hidden=READ - CODER),
    "api:coding_retract": inside(post=CODER, kind="api", about=CODING, hidden=NOT_THEIRS),
    "api:consensus_list": inside(get=REVIEW, kind="api"),
    "api:export_list": inside(get=REVIEW, post=REVIEW, kind="api"),
    "api:export": inside(get=REVIEW, kind="api", about=EXPORT),
    "api:export_file": inside(get=REVIEW, kind="api", about=EXPORT),
}

TABLE = PAGES | API
