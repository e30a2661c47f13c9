"""Tie a post's source to its thread's source by a composite key."""

from django.db import migrations

CREATE = """
ALTER TABLE corpus_post ADD CONSTRAINT post_lies_in_the_source_of_its_thread
    FOREIGN KEY (source_id, thread_id) REFERENCES corpus_thread (source_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
DROP = "ALTER TABLE corpus_post DROP CONSTRAINT post_lies_in_the_source_of_its_thread;"


class Migration(migrations.Migration):
    """Django's own foreign keys hold one column each."""

    dependencies = [("corpus", "0002_corpus")]
    operations = [migrations.RunSQL(CREATE, DROP)]
