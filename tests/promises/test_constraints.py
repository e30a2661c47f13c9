"""Every promise of the database is broken once, and refused. A promise without a case here fails."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.promises import scene
from tests.promises.breaches import ACTS, CONSTRAINTS, COVERED, FAR, KEYS, LIVE, REWRITE, TRIGGERS, WRITERS

pytestmark = pytest.mark.django_db
OURS = [model for model in apps.get_models() if model._meta.app_label in {"corpus", "coding_app"}]
BY_NAME = {model.__name__: model for model in OURS}
HISTORIES = [model for model in OURS if hasattr(model, "pgh_tracked_model")]
REFUSALS = {"23001", "23514"}  # restrict_violation, check_violation


def refused(breach):
    """Run a breach and return the error of PostgreSQL."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        breach()
    return caught.value.__cause__.diag


def constraints():
    return [(model.__name__, each.name) for model in OURS for each in model._meta.constraints]


def unique_columns():
    return [
        (model.__name__, field.column)
        for model in OURS
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]


def triggers():
    return [(model.__name__, each.name) for model in OURS for each in getattr(model._meta, "triggers", [])]


def test_every_constraint_has_a_case():
    assert {name for _model, name in constraints()} == set(CONSTRAINTS)


def test_every_composite_key_has_a_case(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1")
        assert {(name) for (name,) in cursor.fetchall()} == {name for _model, name in KEYS}


def test_every_trigger_has_a_case():
    general = {"never_deleted", "never_truncated", "never_updated", "append_only", *ACTS}
    assert {pair for pair in triggers() if pair[1] not in general} == {*TRIGGERS, *WRITERS}
    assert set(WRITERS.values()) <= set(globals())


def test_every_trigger_is_in_the_database_and_on(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'pgtrigger_%' AND t.tgenabled = 'O' GROUP BY 1"
        )
        found = dict(cursor.fetchall())
    wanted = {model._meta.db_table: len(getattr(model._meta, "triggers", [])) for model in OURS}
    assert found == {table: number for table, number in wanted.items() if number}


def test_every_table_has_a_row(broken):
    assert [model.__name__ for model in OURS if not model._default_manager.exists()] == []


def test_tables_of_decisions_are_tracked():
    followed = {model.pgh_tracked_model.__name__ for model in HISTORIES}
    assert followed == {
        "Adjudication", "Assignment", "Code", "CodeDefinition", "CodeExample", "CodeQuestion", "Codebook",
        "CodebookVersion", "Coding", "ContentWarning", "Invitation", "Membership", "Note", "PinnedQuote", "Project",
        "Round", "SplitAnswer",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(CONSTRAINTS))
def test_constraint_is_kept(broken, name):
    model, where, changes = CONSTRAINTS[name]
    assert name in {each.name for each in BY_NAME[model]._meta.constraints}
    assert refused(lambda: scene.copy(BY_NAME[model], where, **changes)).constraint_name == COVERED.get(name, name)


@pytest.mark.parametrize(("model", "name"), sorted(KEYS))
def test_composite_key_is_kept(broken, model, name):
    where, changes = KEYS[model, name]
    error = refused(lambda: scene.copy(BY_NAME[model], where, **changes))
    assert (error.sqlstate, error.constraint_name) == ("23503", name)


@pytest.mark.parametrize(("model", "column"), unique_columns())
def test_unique_column_is_kept(broken, model, column):
    """Copy a row with everything else fresh."""
    fresh = {"slug": "'nulle_part'", "username": "'nulle-part'", "email": "''", "sequence": FAR}
    fresh |= {"job_id": "NULL", "batch_id": "NULL"} if model == "Upload" else {}
    fields = {field.column for field in BY_NAME[model]._meta.concrete_fields}
    changes = {name: value for name, value in fresh.items() if name in fields} | {column: f'"{column}"'}
    where = LIVE if model == "Coding" else f'"{column}" IS NOT NULL'
    error = refused(lambda: scene.copy(BY_NAME[model], where, **changes))
    assert (error.sqlstate, column in error.constraint_name) == ("23505", True)


def of_name(*names):
    return [model for model, name in triggers() if name in names]


@pytest.mark.parametrize("model", of_name("never_deleted"))
def test_rows_are_never_deleted(broken, model):
    error = refused(lambda: scene.execute(f"DELETE FROM {BY_NAME[model]._meta.db_table}"))
    assert (error.sqlstate, error.message_primary.endswith(": rows are never deleted")) == ("23001", True)


@pytest.mark.parametrize("model", of_name("never_truncated"))
def test_rows_are_never_truncated(broken, model):
    error = refused(lambda: scene.execute(f"TRUNCATE {BY_NAME[model]._meta.db_table} CASCADE"))
    label, sentence = error.message_primary.split(": ")
    words = BY_NAME[model]._meta.verbose_name.removesuffix(" event")
    assert (error.sqlstate, sentence) == ("23001", "rows are never truncated")
    assert label.removesuffix(" history").replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize("model", of_name("never_updated"))
def test_rows_are_never_changed(broken, model):
    error = refused(lambda: scene.execute(f"UPDATE {BY_NAME[model]._meta.db_table} SET id = id"))
    assert (error.sqlstate, error.message_primary.endswith(": rows are never changed")) == ("23001", True)


@pytest.mark.parametrize("model", [model.__name__ for model in HISTORIES])
def test_history_is_neither_changed_nor_deleted(broken, model):
    table = BY_NAME[model]._meta.db_table
    for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):
        assert refused(lambda sql=statement: scene.execute(sql)).message_primary.startswith("pgtrigger: Cannot")


@pytest.mark.parametrize(("model", "name"), sorted(TRIGGERS))
def test_trigger_refuses(broken, model, name):
    for statement, sentence in TRIGGERS[model, name]:
        error = refused(lambda sql=statement: scene.execute(sql) if isinstance(sql, str) else sql(BY_NAME[model]))
        assert error.sqlstate in REFUSALS, statement
        assert sentence in error.message_primary, statement


def found(words):
    """Return the positions of the posts whose stems have a word."""
    search = "vector @@ to_tsquery('entente_fr', %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.position FROM corpus_postwords w JOIN corpus_post p ON p.id = w.post_id WHERE {search}", [words]
        )
        return [position for (position,) in cursor.fetchall()]


def test_the_words_follow_the_text(broken):
    """A wording that was taken may be written, and the search finds its words and no longer the ones before."""
    assert (found("contrat"), found("autrement")) == ([1], [])
    scene.execute("UPDATE corpus_textchange SET decision = 'taken', decided_by = 'owner', decided_at = now()")
    scene.execute(REWRITE)
    assert (found("contrat"), found("autrement")) == ([], [1])


@pytest.mark.parametrize(
    "column", ["corpus_thread SET title", "corpus_polloption SET text", "corpus_attachment SET description"]
)
def test_the_words_follow_what_is_around_the_text(broken, column):
    """The search finds the words of a title, a poll, a description, and no longer those before."""
    scene.execute(f"UPDATE {column} = 'Une baleine'")
    assert (found("baleine") != [], found("girafe")) == (True, [])
    scene.execute(f"UPDATE {column} = 'Une girafe'")
    assert (found("baleine"), found("girafe") != []) == ([], True)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda model: model.__name__)
def test_raw_sql_is_recorded(broken, history):
    """One statement over all rows leaves one line of history a row, whatever the ORM knows of it."""
    model, table = history.pgh_tracked_model, history.pgh_tracked_model._meta.db_table
    column, where, change = ACTS["update_update"][model.__name__]
    before = scene.count(history, pgh_label="update")
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = {change} WHERE {where}')
        touched = cursor.rowcount
    assert touched > 0
    assert scene.count(history, pgh_label="update") == before + touched
    made = scene.count(history, pgh_label="insert")
    assert made == model.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")
        cursor.execute(f"DELETE FROM {table} WHERE {ACTS['delete_delete'].get(model.__name__, 'true')}")
        assert cursor.rowcount > 0
        gone = cursor.rowcount
    assert scene.count(history, pgh_label="delete") == gone


def test_bulk_writes_are_recorded(broken):
    assignment = BY_NAME["Assignment"]
    history = BY_NAME["AssignmentEvent"]
    before = scene.count(history)
    touched = assignment.objects.update(position=models.F("position") + 1000)
    assert touched > 1
    assert scene.count(history) == before + touched
    row = history.objects.latest("pgh_id")
    assert (row.pgh_label, row.pgh_obj.position) == ("update", row.position)


def test_the_way_for_lawful_erasure_ends_with_its_transaction(broken):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")
        cursor.execute("UPDATE corpus_post SET text = '████' WHERE id = (SELECT min(id) FROM corpus_post)")
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL entente.lawful_erasure = 'off'")
    assert refused(lambda: scene.execute("UPDATE corpus_post SET text = 'x'")).sqlstate == "23001"
