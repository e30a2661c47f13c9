"""Search the titles of threads, the answers of polls and what pictures show, with the posts they belong to."""

import pgtrigger.compiler
from django.db import migrations

from corpus import migrating

AGAIN = """UPDATE corpus_postwords w SET vector = to_tsvector('entente_fr', concat_ws(chr(10), p.text,
    (SELECT NULLIF(t.title, '') FROM corpus_thread t WHERE t.id = p.thread_id AND p.position = 0),
    (SELECT string_agg(c.text, chr(10) ORDER BY c.position) FROM corpus_polloption c WHERE c.post_id = p.id),
    (SELECT string_agg(c.description, chr(10) ORDER BY c.position) FROM corpus_attachment c
     WHERE c.post_id = p.id AND c.description <> ''))) FROM corpus_post p WHERE w.post_id = p.id AND"""
THERE = f"""{AGAIN} p.id IN (SELECT post_id FROM corpus_polloption
    UNION SELECT post_id FROM corpus_attachment WHERE description <> ''
    UNION SELECT o.id FROM corpus_post o JOIN corpus_thread h ON h.id = o.thread_id
        WHERE o.position = 0 AND h.title <> '')"""  # noqa: S608  (built from a constant)


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0010_emoticons_and_late_authors"),
    ]

    operations = [
        migrating.RemoveTrigger(model_name="post", name="words_follow_the_text"),
        migrating.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="words_follow_the_description",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.description IS DISTINCT FROM NEW.description)",
                    func=f"{AGAIN} p.id = NEW.post_id; RETURN NULL;",
                    hash="f89c46dd158a9bd8c45e44d3164022f7fb7cbb3a",
                    operation='UPDATE OF "description"',
                    pgid="pgtrigger_words_follow_the_description_426aa",
                    table="corpus_attachment",
                    when="AFTER",
                ),
            ),
        ),
        migrating.AddTrigger(
            model_name="polloption",
            trigger=pgtrigger.compiler.Trigger(
                name="words_follow_the_text",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.text IS DISTINCT FROM NEW.text)",
                    func=f"{AGAIN} p.id = NEW.post_id; RETURN NULL;",
                    hash="6c37117afe310d9e39f41567fc1ca9453bc0b0e8",
                    operation='UPDATE OF "text"',
                    pgid="pgtrigger_words_follow_the_text_0b1cf",
                    table="corpus_polloption",
                    when="AFTER",
                ),
            ),
        ),
        migrating.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="words_follow_the_text",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.text IS DISTINCT FROM NEW.text)",
                    func=f"{AGAIN} p.id = NEW.id; RETURN NULL;",
                    hash="5cb9bfba98acdc1d9d91a5fb19c96ffe2fa13c6f",
                    operation='UPDATE OF "text"',
                    pgid="pgtrigger_words_follow_the_text_d4a12",
                    table="corpus_post",
                    when="AFTER",
                ),
            ),
        ),
        migrating.AddTrigger(
            model_name="thread",
            trigger=pgtrigger.compiler.Trigger(
                name="words_follow_the_title",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.title IS DISTINCT FROM NEW.title)",
                    func=f"{AGAIN} p.thread_id = NEW.id AND p.position <= CASE WHEN OLD.title = '' THEN 0 ELSE 2147483647 END; RETURN NULL;",
                    hash="597d3cd5b791057d9907e0dea70038183bb0cdff",
                    operation='UPDATE OF "title"',
                    pgid="pgtrigger_words_follow_the_title_7cf1d",
                    table="corpus_thread",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(THERE, migrations.RunSQL.noop),
    ]
