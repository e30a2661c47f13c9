"""A large file is read in a process of its own: the same posts, the same refusals, and no process left behind."""

import fcntl
import pickle
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest

from corpus.importers import aside, registry
from corpus.importers.base import PostRecord, Problem, UnreadableFile

ROWS = "id,texte,date,auteur\n" + "".join(
    f"m{n},Bonjour {n} 👩‍⚕️,2024-03-0{n % 9 + 1} 10:00,Inventée\n" for n in range(1_200)
)


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch):
    monkeypatch.setattr(aside, "SMALL", 0)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text(ROWS + "m9,Dernier,pas une date,Inventée\n", encoding="utf-8")
    return path


def test_the_same_posts_and_problems_arrive(table):
    recipe = registry.guess_recipe(table)
    found = list(aside.read(table, recipe))
    assert found == list(registry.read(table, recipe))
    assert [type(item) for item in found[-2:]] == [PostRecord, Problem]
    assert len(found) == 1_201


@pytest.mark.parametrize("name", registry.NAMES)
def test_the_process_is_told_each_importer_by_its_name(name):
    read = registry.entry(name).read
    assert pickle.loads(pickle.dumps(read)) is read


def test_a_refusal_of_the_whole_file_arrives_as_one(table):
    recipe = replace(registry.guess_recipe(table), timezone="Mars/Olympus")
    with pytest.raises(UnreadableFile) as refused:
        list(aside.read(table, recipe))
    assert (refused.value.code, refused.value.params) == ("time_zone_unknown", {"value": "Mars/Olympus"})


def test_who_stops_listening_leaves_no_process(table):
    posts = aside.read(table, registry.guess_recipe(table))
    next(posts)
    (reader,) = psutil.Process().children()
    posts.close()
    assert not reader.is_running()


def test_a_reader_that_dies_is_told(table, monkeypatch):
    monkeypatch.setattr(aside, "_READER", "this")  # a module that prints and ends
    with pytest.raises(RuntimeError, match="ended before the file did"):
        list(aside.read(table, registry.guess_recipe(table)))


def test_a_system_without_wide_pipes_reads_all_the_same(table, monkeypatch):
    asked = []

    def refuse(stream, *_what):
        asked.append(stream)
        raise PermissionError

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    recipe = registry.guess_recipe(table)
    assert list(aside.read(table, recipe)) == list(registry.read(table, recipe))
    assert asked


def test_a_reader_waits_for_no_other_importer():
    told = "import sys, corpus.importers.reader; print(*(m for m in sys.modules if m.startswith('corpus.')))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["corpus.importers", "corpus.importers.base", "corpus.importers.reader"]
