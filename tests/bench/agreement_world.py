"""A closed round of 10,000 posts, three coders and five codes, made by a few statements."""

import secrets

from django.db import connection
from django.utils import timezone

from coding_app.accounts.actions import create_user
from coding_app.codebook.actions import publish_version
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition
from coding_app.projects.actions import add_member, create_project
from coding_app.sampling.models import Round, Sample
from tests.bench.corpus_world import World

CODERS, CODES = 3, 5
# Most answers are that of the unit; one in five is another one.
ANSWER = "(%(codes)s::bigint[])[1 + CASE WHEN a.id %% 5 = 0 THEN (a.id / 5) %% %(n)s ELSE (a.unit_id * 7) %% %(n)s END]"
TABLES = [f"coding_app_{name}" for name in ("unit", "sampleunit", "assignment", "operation", "coding")]
STATEMENTS = (
    (
        "INSERT INTO coding_app_unit (uuid, project_id, kind, thread_id, post_id) "
        "SELECT gen_random_uuid(), %(project)s, 'post', thread_id, id FROM corpus_post"
    ),
    (
        "INSERT INTO coding_app_sampleunit (sample_id, unit_id, position, stratum) "
        "SELECT %(sample)s, id, row_number() OVER (ORDER BY id), '' FROM coding_app_unit"
    ),
    (
        "INSERT INTO coding_app_assignment (uuid, round_id, unit_id, coder_id, position, submitted_at) "
        "SELECT gen_random_uuid(), %(round)s, u.id, coder, row_number() OVER (PARTITION BY coder ORDER BY u.id), now() "
        "FROM coding_app_unit u CROSS JOIN unnest(%(coders)s::bigint[]) AS coder"
    ),
    (
        "INSERT INTO coding_app_operation (operation_id, assignment_id, sequence, kind, code_id, reason, made_at) "
        f"SELECT gen_random_uuid(), a.id, 1, 'apply', {ANSWER}, '', now() FROM coding_app_assignment a"
    ),
    (
        "INSERT INTO coding_app_coding (uuid, assignment_id, code_id, version_id, made_by_operation_id, made_at) "
        "SELECT gen_random_uuid(), assignment_id, code_id, %(version)s, id, made_at FROM coding_app_operation"
    ),
)


class Study:
    """The project, its owner, its round."""

    def __init__(self, posts: int) -> None:
        mark = secrets.token_hex(3)
        self.owner = create_user(username=f"bench-{mark}", display_name="Bench")
        self.project = create_project(name=f"Bench {mark}", by=self.owner)
        World(self.project.corpus).grow(posts)
        people = [create_user(username=f"coder-{mark}-{n}", display_name=f"Coder {n}") for n in range(CODERS)]
        for person in people:
            add_member(project=self.project, user=person, role="coder", by=self.owner)
        version, codes = self._codebook()
        sample = Sample.objects.create(project=self.project, seed=1, population=posts, created_by=self.owner)
        now = {f"{step}_at": timezone.now() for step in ("opened", "closed", "revealed")}
        by = {f"{step}_by": self.owner for step in ("opened", "closed", "revealed")}
        self.round = Round.objects.create(
            project=self.project, number=1, name="Bench", kind="main", unit_kind="post", sample=sample,
            codebook_version=version, state="revealed", created_by=self.owner, **now, **by,
        )  # fmt: skip
        given = {
            "project": self.project.pk, "sample": sample.pk, "round": self.round.pk, "version": version.pk,
            "coders": [person.pk for person in people], "codes": codes, "n": len(codes),
        }  # fmt: skip
        with connection.cursor() as cursor:
            # Nothing here is wrong; a trigger for each row would only take time. The owner of the tables may rest them.
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in STATEMENTS:
                cursor.execute(statement, given)
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("VACUUM ANALYZE")

    def _codebook(self) -> tuple[CodebookVersion, list[int]]:
        """Publish a dimension of five codes, one of which is chosen, and "none applies"."""
        book = Codebook.objects.create(project=self.project, name_fr="Essai", name_en="Trial")
        draft = CodebookVersion.objects.create(codebook=book, number=1)
        slugs = ["topic", *(f"topic.c{n}" for n in range(CODES)), "topic.none"]
        codes = [Code.objects.create(codebook=book, slug=slug) for slug in slugs]
        for position, code in enumerate(codes):
            kind = "dimension" if not position else "none" if position > CODES else "code"
            asked = {"selection": "one", "level": "nominal", "applies_to": "any"} if not position else {}
            CodeDefinition.objects.create(
                version=draft, code=code, parent=codes[0] if position else None, position=position + 1, kind=kind,
                name_fr=code.slug, name_en=code.slug, key={"dimension": "", "none": "0"}.get(kind, str(position)),
                **asked,
            )  # fmt: skip
        return publish_version(version=draft, note="", by=self.owner), [code.pk for code in codes[1:]]
