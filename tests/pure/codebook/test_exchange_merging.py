"""A file laid beside a draft: what is the same entry, what is new, what it would change."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings

from coding_app.codebook.exchange import merging, rows
from coding_app.codebook.exchange.neutral import Codebook, Entry, Words
from coding_app.codebook.exchange.rows import Note
from tests.pure.codebook.test_exchange_forms import books
from tests.pure.codebook.test_exchange_rows import Definition, Id


def definition(id, kind, slug, name, parent=None, key="", **other):
    texts = {name: other.pop(name) for name in list(other) if name.endswith(("_fr", "_en")) and name[:5] != "name_"}
    code = Id(slug, UUID(int=id))
    made = Definition(id, parent, id, kind, code, name, key=key, texts=texts, **other)
    object.__setattr__(made, "is_sensitive", False)
    object.__setattr__(made, "is_interpretive", False)
    return made


TOPIC = [
    definition(1, "dimension", "topic", "Thème", selection="one", level="nominal", applies_to="any"),
    definition(2, "group", "money", "Argent", 1),
    definition(3, "code", "money.pay", "Paie", 2, "p", definition_fr="Le salaire"),
    definition(4, "code", "topic.other", "Autre", 1, "o"),
    definition(5, "none", "topic.none", "Aucun", 1, "0"),
]
TONE = [
    definition(6, "dimension", "tone", "Ton", selection="one", level="ordinal", applies_to="reply"),
    definition(7, "code", "tone.other", "Autre", 6, "o"),
    definition(8, "none", "tone.none", "Aucun", 6, "0"),
]
DRAFT = [*TOPIC, *TONE]


def fr(text, **other):
    return Entry(Words(fr=text), **other)


def planned(*entries, draft=DRAFT, gone=()):
    return merging.plan(rows.from_neutral(Codebook(tuple(entries))), draft, gone)


def told(found):
    return [(step.name, step.found.code.slug if step.found else None, step.how) for step in found.steps]


def test_identity_comes_before_stable_name_and_stable_name_before_name():
    found = planned(
        fr("Thème", kind="dimension", entries=(
            fr("Autre", guid=UUID(int=3)),
            fr("Paie", slug="topic.other"),
            fr("Argent", kind="group", entries=(fr("Primes"),)),
        ))
    )  # fmt: skip
    assert told(found) == [
        ("Thème", "topic", "name"),
        ("Autre", "money.pay", "identity"),
        ("Paie", "topic.other", "stable_name"),
        ("Argent", "money", "name"),
        ("Primes", None, ""),
        ("Aucun code ne convient", "topic.none", "place"),
    ]
    assert (found.new, found.same, found.changed) == (1, 5, 2)


def test_a_name_used_in_two_dimensions_is_matched_in_its_own_and_nowhere_when_that_is_not_known():
    own = planned(fr("ton", kind="dimension", entries=(fr("AUTRE"),)))
    assert told(own)[1] == ("AUTRE", "tone.other", "name")
    loose = planned(fr("Autre"), fr("Paie"))
    assert told(loose) == [
        ("Codes", None, ""),
        ("Autre", None, ""),
        ("Paie", "money.pay", "name"),
        ("Aucun code ne convient", None, ""),
    ]


def test_a_dimension_whose_codes_are_all_there_is_not_made():
    found = planned(fr("Paie"))
    assert told(found) == [("Paie", "money.pay", "name")]
    assert found.steps[0].values == {}  # a bare name changes nothing


def test_only_what_the_file_says_is_written_over_what_is_there():
    found = planned(
        fr("Thème", kind="dimension", selection="any", entries=(
            fr("Paye", guid=UUID(int=3), definition=Words("Le revenu", "Income"), is_sensitive=True),
        ))
    )  # fmt: skip
    assert found.steps[0].values == {"selection": "any"}
    assert found.steps[1].values == {
        "name_fr": "Paye", "definition_fr": "Le revenu", "definition_en": "Income", "is_sensitive": True,
    }  # fmt: skip


def test_a_key_another_code_of_the_dimension_has_is_dropped_and_told():
    found = planned(fr("Thème", kind="dimension", entries=(fr("Primes", key="p"), fr("Repos", key="r"))))
    assert [step.values.get("key") for step in found.steps[1:3]] == ["", "r"]
    assert Note("key_dropped", "Primes", "p") in found.notes


def test_a_code_that_became_a_heading_elsewhere_stays_and_the_heading_is_new():
    found = planned(fr("Thème", kind="dimension", entries=(fr("Paie", guid=UUID(int=3), entries=(fr("Primes"),)),)))
    assert told(found)[1:3] == [("Paie", None, ""), ("Primes", None, "")]
    assert Note("kind_differs", "Paie") in found.notes


def test_a_code_the_draft_lost_comes_back_by_its_identity():
    gone = definition(9, "code", "topic.old", "Ancien", 1, definition_fr="Jadis")
    found = planned(fr("Thème", kind="dimension", entries=(fr("Ancien", guid=UUID(int=9)),)), gone=[gone])
    step = found.steps[1]
    assert (step.is_back, step.is_new, step.values) == (True, True, {})
    assert told(planned(fr("Ancien"), gone=[gone]))[1] == ("Ancien", None, "")  # a name alone is not enough


@settings(max_examples=60)
@given(books())
def test_a_codebook_laid_beside_itself_changes_nothing(form):
    made = rows.from_neutral(form).rows
    ids = {row["slug"]: number for number, row in enumerate(made, start=1)}
    draft = []
    for number, row in enumerate(made, start=1):
        uuid = UUID(row["uuid"]) if "uuid" in row else UUID(int=number << 64)
        one = Definition(
            number, ids.get(row["parent"]), number, row["kind"], Id(row["slug"], uuid), row["name_fr"], row["name_en"],
            row["key"], row["colour"], row.get("selection", ""), row.get("level", ""), row.get("applies_to", ""),
            {name: row[name] for name in merging.TEXTS if not name.startswith("name_")},
        )  # fmt: skip
        for flag in ("is_sensitive", "is_interpretive"):
            object.__setattr__(one, flag, row.get(flag, False))
        draft.append(one)
    found = merging.plan(replace(rows.from_neutral(form)), draft)
    assert (found.new, found.changed) == (0, 0)
    assert len(found.steps) == len(made)
