"""A version on paper: both languages, keys, patterns, examples with their warning; page and DOCX."""

import io

import docx
import pytest
from django.urls import reverse

from coding_app.codebook import printing
from coding_app.codebook.models import CodeExample
from corpus.models import ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED

WORDS = "je quitte le travail à vingt heures passées"


@pytest.fixture
def post(study):
    source = Source.objects.create(
        corpus=study.project.corpus, platform="x", name="#auxvie", profession="home_help", access="public"
    )
    batch = ImportBatch.objects.create(source=source, state="done", file_name="f.csv", sha256="0" * 64, **REVIEWED)
    thread = Thread.objects.create(source=source, batch=batch, digest=b"t")
    return Post.objects.create(source=source, thread=thread, batch=batch, digest=b"p", position=0, text=f"🙂 {WORDS}")


def example(study, post, slug="stance.for", **other):
    return CodeExample.objects.create(
        version=study.draft, code=study.code(slug), post=post, picked_by=study.manager, **other
    )


def page(study, name="version_print", who=None):
    return study.client(who or study.manager).get(reverse(f"codebook:{name}", args=[study.project.slug, 1]))


def test_every_entry_is_printed_in_both_languages_with_key_and_color(study):
    html = page(study, who=study.reader).content.decode()
    row = study.entry("stance.for")
    assert row.definition_fr.split("'")[0][:20] in html.replace("&#x27;", "'")
    for text in (row.name_fr, row.name_en, "<kbd>1</kbd>", f"swatch k{row.colour}", "Français", "Exactly one"):
        assert text in html
    assert html.count("page-break") == 2  # three dimensions, the first begins the print
    assert "This print holds words of posts" not in html
    assert "DOCX" not in html  # readers take no files away


def test_examples_come_with_their_warning_and_a_tombstone_has_no_words(study, post):
    example(study, post, start=2, end=2 + len(WORDS))
    example(study, post, slug="stance.against", start=0, end=1, is_counter=True)
    html = page(study).content.decode()
    assert f"<blockquote>{WORDS}</blockquote>" in html
    assert "<blockquote>🙂</blockquote>" in html
    assert f"P-{post.uuid.hex[:8]}" in html
    assert "2 examples, 1 of them long enough" in html
    assert html.count("can be found: paraphrase it") == 1
    Post.objects.filter(pk=post.pk).update(availability=Post.Availability.DELETED)
    html = page(study).content.decode()
    assert WORDS not in html
    assert "deleted by its author" in html


def test_the_docx_holds_what_the_page_holds(study, post):
    post_id = example(study, post, start=2, end=2 + len(WORDS)).post_id
    assert post_id == post.pk
    answer = page(study, "version_docx")
    document = docx.Document(io.BytesIO(answer.content))
    lines = [one.text for one in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    row = study.entry("stance.for")
    assert f"Example: “{WORDS}”   P-{post.uuid.hex[:8]}" in lines
    assert any(line.endswith(f"{row.name_fr} / {row.name_en}") for line in lines)
    assert {row.definition_fr, row.definition_en, "Français"} <= set(cells)
    assert any("key 1" in line for line in lines)
    assert (document.core_properties.author, document.core_properties.language) == ("", "en")
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)
    assert page(study, "version_docx", who=study.reader).status_code == 403


def test_sixteen_colors_have_sixteen_patterns(study, django_assert_num_queries):
    assert len(set(printing.PATTERNS)) == 16
    entries = len(study.slugs())
    with django_assert_num_queries(2):
        assert len(printing.book(study.draft).entries) == entries


def test_characters_that_no_document_holds_are_left_out(study):
    row = study.entry("stance.for")
    type(row).objects.filter(pk=row.pk).update(definition_fr="avant\x0baprès")
    assert page(study, "version_docx").content.startswith(b"PK")
