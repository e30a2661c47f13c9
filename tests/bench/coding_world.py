"""An open round of 100,000 posts and 30 coders with 1,000,000 codings behind them, made by a few statements."""

import json
import secrets
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.models import Code
from coding_app.coding.queries import structure
from coding_app.projects.actions import add_member, create_project
from coding_app.sampling.models import Assignment, Round, Sample
from tests.bench.corpus_world import World

CODERS, LEFT, FRESH = 30, 300, 400
LONGEST = "6min"
TABLES = ["coding_app_unit", "coding_app_assignment", "coding_app_operation", "coding_app_coding"]
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""
BACKEND = "django.contrib.auth.backends.ModelBackend"

# Each unit for two of the coders; a coder's units stand in the order of the corpus, thread after thread.
ASSIGN = """
    INSERT INTO coding_app_assignment (uuid, round_id, unit_id, coder_id, position)
    SELECT gen_random_uuid(), %(round)s, unit, coder, row_number() OVER (PARTITION BY coder ORDER BY unit)
      FROM (SELECT u.id AS unit, (%(coders)s::bigint[])[1 + (u.id + shift * 7) %% %(n)s] AS coder
              FROM coding_app_unit u CROSS JOIN (VALUES (0), (1)) AS s(shift)) AS shares
"""
ASSIGN_FRESH = """
    INSERT INTO coding_app_assignment (uuid, round_id, unit_id, coder_id, position)
    SELECT gen_random_uuid(), %s, id, %s, row_number() OVER (ORDER BY id)
      FROM (SELECT id FROM coding_app_unit ORDER BY id LIMIT %s) AS chosen
"""
DIMENSIONS = """
    CREATE TEMP TABLE bench_dimension AS
    SELECT n, is_reply, ARRAY(SELECT jsonb_array_elements_text(codes)::bigint) AS codes
      FROM jsonb_to_recordset(%s::jsonb) AS x(n int, codes jsonb, is_reply bool)
"""
APPLY = """
    INSERT INTO coding_app_operation (operation_id, assignment_id, sequence, kind, code_id, reason, made_at)
    SELECT gen_random_uuid(), a.id, row_number() OVER (PARTITION BY a.id ORDER BY d.n), 'apply',
           d.codes[1 + (a.id * 31 + d.n) %% array_length(d.codes, 1)], '', now()
      FROM coding_app_assignment a
      JOIN coding_app_unit u ON u.id = a.unit_id
      JOIN corpus_post p ON p.id = u.post_id
      JOIN bench_dimension d ON p.position > 0 OR NOT d.is_reply
     WHERE a.round_id = %(round)s AND a.coder_id = ANY(%(coders)s) AND a.position <= %(upto)s
"""
CODE = """
    INSERT INTO coding_app_coding (uuid, assignment_id, code_id, version_id, made_by_operation_id, made_at)
    SELECT gen_random_uuid(), assignment_id, code_id, %s, id, made_at FROM coding_app_operation WHERE kind = 'apply'
"""
SUBMIT = """
    WITH done AS (
        INSERT INTO coding_app_operation (operation_id, assignment_id, sequence, kind, reason, made_at)
        SELECT gen_random_uuid(), assignment_id, max(sequence) + 1, 'submit', '', now()
          FROM coding_app_operation GROUP BY assignment_id RETURNING assignment_id
    )
    UPDATE coding_app_assignment a SET submitted_at = now() FROM done WHERE a.id = done.assignment_id
"""


TRIVIAL = "CREATE TABLE bench_row (id bigserial PRIMARY KEY, made_at timestamptz DEFAULT now(), body text NOT NULL)"


class Rests(NamedTuple):
    """The statements that put the checks of rows to rest, and those that bring them back."""

    begin: list[str]
    end: list[str]


def _rests(cursor: CursorWrapper) -> Rests:
    """Return how the checks of the tables rest while they are filled; the foreign keys are checked when they are back.

    Nothing here is wrong: a trigger for each of a million rows would only take minutes. The owner of the tables may.
    """
    cursor.execute(FOREIGN_KEYS, [TABLES])
    keys = cursor.fetchall()
    begin = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
    begin += [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _words in keys]
    end = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}' for table, name, words in keys]
    return Rests(begin, end + [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES])


@dataclass
class Desk:
    """A coder's session and the units still to do: the outside name, and whether it is a reply."""

    user: User
    session: str
    units: list[tuple[UUID, bool]]


class Study:
    """The project, its round, its coders."""

    def __init__(self, posts: int) -> None:
        mark = secrets.token_hex(3)
        owner = create_user(username=f"bench-{mark}", display_name="Bench")
        self.project = create_project(name=f"Bench {mark}", by=owner)
        book = create_codebook(project=self.project, starter="care_and_work", by=owner)
        self.version = publish_version(version=book.versions.get(), note="", by=owner)
        World(self.project.corpus).grow(posts)
        people = [create_user(username=f"coder-{mark}-{n}", display_name=f"Coder {n}") for n in range(CODERS + 1)]
        for person in people:
            add_member(project=self.project, user=person, role="coder", by=owner)
        sample = Sample.objects.create(project=self.project, seed=1, recipe={}, population=posts, created_by=owner)
        self.round = Round.objects.create(
            project=self.project, number=1, name="Bench", kind="main", unit_kind="post", sample=sample,
            codebook_version=self.version, state="open", created_by=owner, opened_at=timezone.now(), opened_by=owner,
        )  # fmt: skip
        self.people, self.fresh = people[:CODERS], people[CODERS]
        self._fill(posts)

    def _fill(self, posts: int) -> None:
        questions = structure(self.version).questions
        coders = [person.pk for person in self.people]
        dimensions = [
            {"n": n, "codes": sorted(question.codes), "is_reply": question.applies_to == "reply"}
            for n, question in enumerate(questions)
        ]
        with connection.cursor() as cursor:
            # What takes longer than the longest of these statements should is an error of the bench, and stops it.
            cursor.execute(f"SET statement_timeout = '{LONGEST}'")
            for statement in (rests := _rests(cursor)).begin:
                cursor.execute(statement)
            cursor.execute(
                "INSERT INTO coding_app_unit (uuid, project_id, kind, thread_id, post_id) "
                "SELECT gen_random_uuid(), %s, 'post', thread_id, id FROM corpus_post",
                [self.project.pk],
            )
            cursor.execute(ASSIGN, {"round": self.round.pk, "coders": coders, "n": CODERS})
            cursor.execute(ASSIGN_FRESH, [self.round.pk, self.fresh.pk, FRESH])
            cursor.execute(DIMENSIONS, [json.dumps(dimensions)])
            upto = posts * 2 // CODERS - LEFT
            cursor.execute(APPLY, {"round": self.round.pk, "coders": coders, "upto": upto})
            cursor.execute(CODE, [self.version.pk])
            self.codings: int = cursor.rowcount
            cursor.execute(SUBMIT)
            for statement in rests.end:
                cursor.execute(statement)
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(TRIVIAL)
            cursor.execute("VACUUM ANALYZE")

    def desk(self, person: User) -> Desk:
        """Sign a coder in and return what is still to do."""
        store = SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        rows = Assignment.objects.filter(round=self.round, coder=person, submitted_at=None).order_by("position")
        units = [(uuid, position > 0) for uuid, position in rows.values_list("uuid", "unit__post__position")]
        return Desk(person, str(store.session_key), units)

    def choices(self) -> list[tuple[bool, list[str]]]:
        """Return each dimension: whether it is asked of replies only, and the outside names of its codes."""
        names = dict(Code.objects.values_list("pk", "uuid"))
        return [
            (question.applies_to == "reply", sorted(str(names[code]) for code in question.codes))
            for question in structure(self.version).questions
        ]
