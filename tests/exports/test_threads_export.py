"""The export of threads: each once, coded or not, with its figures; what of it leaves the team."""

import pytest

from coding_app.exports.formats import FORMATS
from coding_app.exports.sharing import shared
from coding_app.exports.thread_rows import THREAD_COLUMNS, thread_rows
from coding_app.exports.writers.profiles import PROFILES


def rows(study, profile="rfc4180"):
    return list(shared(study.project, profile, thread_rows(study.project, study.owner)))


def test_every_thread_of_the_corpus_once(study, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = list(thread_rows(study.project, study.owner))
    threads = [study.posts[f"{name}.0"].thread.uuid for name in ("H1", "H2", "G1", "G2")]
    assert sorted(row.thread for row in found) == sorted(threads)
    assert [row.source for row in found] == sorted(row.source for row in found)
    assert {column.name for column in THREAD_COLUMNS} == set(FORMATS["threads_csv"].meanings)


def test_one_row_in_full(study):
    thread = study.posts["G1.0"].thread.uuid
    (row,) = (row for row in rows(study) if row.thread == thread)
    assert row._asdict() == {
        "project": "Petit projet", "source": "#DocTocToc", "platform": "x", "profession": "gp", "thread": thread,
        "alias": "MG-001", "date": "2020-02-03T11:00:00+01:00", "date_status": "utc", "thread_answers": 2,
        "thread_participants": 1, "thread_depth": 1, "thread_first_answer_minutes": 60,
        "thread_answered_by_other": "0", "thread_questions": 1, "thread_question_share": 0.3333,
        "opens_with_question": "1", "has_poll": "0", "has_picture": "0",
    }  # fmt: skip


@pytest.mark.parametrize(("profile", "starts"), [("deposit", "P-"), ("publication", "")])
def test_what_leaves_names_no_place_no_person_and_no_day(study, profile, starts):
    for row in rows(study, profile):
        assert row.source.startswith(f"{row.platform}, ")
        assert (row.alias or "")[:2] == starts
        assert len(row.date) == 7


def test_the_file_of_each_profile_can_be_written(study):
    for name, profile in PROFILES.items():
        pieces = b"".join(profile.pieces(THREAD_COLUMNS, shared(study.project, name, thread_rows(study.project, None))))
        assert pieces.count(b"thread_question_share") == 1
