"""manage.py import_source: the same import without a browser."""

import json

import pytest
from django.core.management import CommandError, call_command

from coding_app.core.models import Job
from coding_app.projects.actions import create_project
from coding_app.sources.models import Upload
from corpus.models import ImportBatch, Post, Source
from tests.factories import complete_record
from tests.sources.conftest import COLUMNS, content, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "groupe.csv"
    made.write_bytes(content())
    return made


@pytest.fixture
def record(tmp_path):
    made = tmp_path / "record.json"
    made.write_text(json.dumps(complete_record(), default=str))
    return made


@pytest.fixture
def run(small, capsys, record):
    def call(path, *more, source="Groupe", profession="home_help"):
        call_command(
            "import_source", str(path), "--project", small.project.slug, "--source", source, "--platform", "facebook",
            "--profession", profession, "--record", str(record), *more,
        )  # fmt: skip
        return capsys.readouterr().out

    return call


def test_it_makes_the_source_imports_and_reports(small, run, path, folders):
    told = json.loads(run(path, "--json"))
    batch = ImportBatch.objects.get()
    assert told | {"problems": []} == {
        "state": "imported", "batch": str(batch.uuid), "rows": 7, "posts": 5, "threads": 3, "authors": 3, "orphans": 1,
        "duplicates": 0, "changed": 0, "vanished": 0, "refused": 0, "rejected": 2, "warnings": 0, "problems": [],
    }  # fmt: skip
    assert told["problems"][0] == {
        "line": 5, "column": "Publié le", "sentence": "“31/02/2020 10:00” is not a date that exists.", "rejected": True,
    }  # fmt: skip
    job = Job.objects.get()
    assert (job.kind, job.state, job.created_by, job.result["batch"]) == (
        "import",
        "done",
        small.owner,
        str(batch.uuid),
    )
    assert Source.objects.get().profession == "home_help"
    assert list(stored(folders)) == []


def test_without_its_record_nothing_is_imported(run, path, record):
    record.write_text("{}")
    with pytest.raises(
        CommandError, match=r"record of this source is not complete: .*legal basis, line in the register"
    ):
        run(path)
    assert (Post.objects.count(), ImportBatch.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [("not json", "cannot be read as JSON"), ('{"retain_until": "tomorrow"}', "The record is not right: retain_until")],
)
def test_a_wrong_record_is_refused(run, path, record, lines, sentence):
    record.write_text(lines)
    with pytest.raises(CommandError, match=sentence):
        run(path)
    assert Source.objects.count() == 0


def test_a_second_time_adds_nothing(run, path):
    run(path)
    told = json.loads(run(path, "--json"))
    assert (told["state"], told["posts"], told["duplicates"]) == ("repeat", 0, 5)
    assert Post.objects.count() == 5


def test_a_dry_run_writes_nothing_at_all(run, path, folders):
    told = json.loads(run(path, "--dry-run", "--json"))
    assert (told["state"], told["posts"], told["rejected"]) == ("dry run", 5, 2)
    assert [Source.objects.count(), Upload.objects.count(), Job.objects.count(), Post.objects.count()] == [0, 0, 0, 0]
    assert list(stored(folders)) == []


def test_figures_in_words_without_json(run, path):
    told = run(path)
    assert "posts        5" in told
    assert "5 Publié le “31/02/2020 10:00” is not a date that exists." in told


@pytest.mark.parametrize("shape", ["columns", "recipe"])
def test_a_mapping_of_ones_own(run, path, tmp_path, shape):
    columns = {"text": "Pseudo", "external_id": "Id message"}
    mapping = tmp_path / "m.json"
    mapping.write_text(json.dumps(columns if shape == "columns" else {"columns": columns, "timezone": "UTC"}))
    assert json.loads(run(path, "--json", "--mapping", str(mapping)))["posts"] == 7
    assert ImportBatch.objects.get().mapping["columns"] == columns


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ('{"columns": 3}', "The mapping m.json cannot be used"),
        ("no json", "The mapping m.json cannot be used"),
        ('["text"]', "The mapping m.json cannot be used"),
        ('{"text": "Absente"}', "The columns “Absente” of the mapping are not in the file."),
    ],
)
def test_a_wrong_mapping_is_refused(run, path, tmp_path, given, sentence):
    mapping = tmp_path / "m.json"
    mapping.write_text(given)
    with pytest.raises(CommandError, match=sentence):
        run(path, "--mapping", str(mapping))
    assert not Post.objects.exists()


def test_a_refusal_is_json_too_and_still_an_error(run, tmp_path, capsys):
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="The file is empty"):
        run(empty, "--json")
    assert json.loads(capsys.readouterr().out) == {
        "refused": "The file is empty. Nothing was imported. Choose another file."
    }


def test_unknown_project_account_file_and_another_profession(small, run, path, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="There is no project “nulle-part”"):
        call_command(
            "import_source",
            str(path),
            "--project",
            "nulle-part",
            "--source",
            "S",
            "--platform",
            "x",
            "--profession",
            "gp",
        )
    with pytest.raises(CommandError, match="There is no account “personne”"):
        run(path, "--by", "personne")
    run(path, "--by", small.manager.username)
    assert ImportBatch.objects.get().made_by == "manager Petit"
    with pytest.raises(CommandError, match="belongs to another profession"):
        run(path, profession="gp")


def test_another_project_is_left_alone(small, run, path):
    other = create_project(name="Autre", by=small.owner)
    run(path)
    assert not other.corpus.sources.exists()
    assert COLUMNS["text"] == ImportBatch.objects.get().mapping["columns"]["text"]


CHAT = "03/04/2020 09:00 - Mimi: Qui travaille dimanche ?\n03/04/2020 09:05 - Zouzou: Moi\n04/04/2020 8:00 - Mimi: Ah\n"


@pytest.mark.parametrize(
    ("more", "months"),
    [(["--option", "date_order=mdy"], {3, 4}), (["--option", "date_order=dmy"], {4}), (["--assume"], {4})],
)
def test_what_the_file_leaves_open_is_answered_or_assumed(run, tmp_path, more, months):
    chat = tmp_path / "chat.txt"
    chat.write_text(CHAT)
    with pytest.raises(CommandError, match=r"The file leaves open: date_order\. Nothing was imported\."):
        run(chat)
    assert not Post.objects.exists()
    run(chat, *more)
    assert {moment.month for moment in Post.objects.values_list("posted_at", flat=True)} == months


def test_options_of_the_importer_are_given_by_name(run, tmp_path):
    chat = tmp_path / "chat.txt"
    chat.write_text(CHAT)
    with pytest.raises(CommandError, match="no option gap; it has: gap_minutes, cut_at, join_at, date_order"):
        run(chat, "--option", "gap=3")
    with pytest.raises(CommandError, match="order of dates is one of: dmy, mdy, ymd"):
        run(chat, "--option", "date_order=french")
    run(chat, "--option", "date_order=dmy", "--option", "gap_minutes=3")
    assert ImportBatch.objects.get().mapping["options"] == {"gap_minutes": "3"}
    assert ImportBatch.objects.get().threads_added == 3
