"""Nothing is lost silently: what a file holds is what the corpus got, plus what was named as refused or repeated."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import facts
from corpus import ingest as importing
from corpus.importers.base import PostKind, PostRecord, Problem, Severity, TimeStatus
from corpus.models import Corpus, ImportProblem, Post, Source, Thread
from tests.corpus.conftest import origin

IDS = st.sampled_from(["", "1", "2", "3", "x4", "~5", "Nom Propre"])
records = st.builds(
    PostRecord,
    text=st.text(alphabet="ab é@#🐈\0\ud800\n0123456789?", max_size=30),
    line=st.integers(1, 99),
    external_id=IDS,
    thread_external_id=st.sampled_from(["", "", "1", "fil"]),
    parent_external_id=IDS,
    author_external_id=st.sampled_from(["", "", "77"]),
    author_name=st.sampled_from(["", "Jo", "Al Untel"]),
    posted_at=st.one_of(
        st.none(), st.integers(0, 3).map(lambda n: datetime(2020, 2, 3, 12, tzinfo=UTC) + timedelta(minutes=n))
    ),
    kind=st.sampled_from([PostKind.POST, PostKind.QUESTION, PostKind.REPOST]),
    title=st.sampled_from(["", "", "Titre de Al Untel"]),
).map(lambda r: r if r.posted_at is None else _dated(r))
problems = st.builds(
    Problem,
    line=st.integers(1, 99),
    column=st.just("Date"),
    code=st.just("empty_text"),
    severity=st.sampled_from([Severity.REJECTED, Severity.WARNING]),
)
files = st.lists(st.one_of(records, records, problems), max_size=12)


def _dated(record):
    status = TimeStatus.ESTIMATED if len(record.text) % 3 == 0 else TimeStatus.UTC
    values = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return PostRecord(**(values | {"time_status": status}))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(files, min_size=1, max_size=3))
def test_counts_in_are_counts_out(source, brought):
    corpus = Corpus.objects.create(name="Compte")
    into = Source.objects.create(corpus=corpus, platform="facebook", name=f"Source {corpus.pk}", profession="gp")
    for number, items in enumerate(brought):
        before = Post.objects.filter(source=into).count()
        said = importing.dry_run(into, iter(items))
        report = importing.ingest(into, iter(items), origin(f"{corpus.pk} {number}"))
        stored = Post.objects.filter(source=into).count() - before
        rejected = sum(isinstance(i, Problem) and i.severity is Severity.REJECTED for i in items)
        assert report.rows == sum(isinstance(i, PostRecord) for i in items) + rejected
        assert report.rows == report.posts + report.duplicates + report.refused + report.rejected
        assert (report.posts, report.rejected) == (stored, rejected)
        assert ImportProblem.objects.filter(batch=report.batch, severity="rejected").count() == rejected
        assert (said.posts, said.duplicates, said.threads) == (report.posts, report.duplicates, report.threads)
    posts = Post.objects.filter(source=into)
    for thread in Thread.objects.filter(source=into):
        places = sorted(posts.filter(thread=thread).values_list("position", flat=True))
        assert places == list(range(len(places)))
        assert places
    assert all(p.parent is None or p.parent.thread_id == p.thread_id for p in posts.select_related("parent"))
    assert not _has_circle({p.pk: p.parent_id for p in posts})
    assert facts.check().is_right


def _has_circle(above):
    for start in above:
        post, steps = start, 0
        while post is not None:
            post, steps = above[post], steps + 1
            if steps > len(above):
                return True
    return False
