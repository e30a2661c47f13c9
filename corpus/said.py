"""What a post says to the search: its text, the title of the thread it opens, its poll, what its pictures show."""

SAID = """concat_ws(chr(10), p.text,
    (SELECT NULLIF(t.title, '') FROM corpus_thread t WHERE t.id = p.thread_id AND p.position = 0),
    (SELECT string_agg(c.text, chr(10) ORDER BY c.position) FROM corpus_polloption c WHERE c.post_id = p.id),
    (SELECT string_agg(c.description, chr(10) ORDER BY c.position) FROM corpus_attachment c
     WHERE c.post_id = p.id AND c.description <> ''))"""
"""SQL of the words of the post `p`, one part under another."""
VECTOR = f"to_tsvector('entente_fr', {SAID})"
"""SQL of the stems of these words."""
AGAIN = f"UPDATE corpus_postwords w SET vector = {VECTOR} FROM corpus_post p WHERE w.post_id = p.id AND"  # noqa: S608
"""Statement that makes the stems again, where they were made; which posts is to follow."""
OF_A_THREAD = "p.thread_id = NEW.id AND p.position <= CASE WHEN OLD.title = '' THEN 0 ELSE 2147483647 END"
"""Which posts a new title is about: the opening; where the title had words, whatever post opened the thread before."""
