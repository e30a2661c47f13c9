"""How old codings become new ones when a round moves, as SQL: a few statements for each batch of units."""

# ruff: noqa: S608  (only constants of this module are put together)

# The parameters of every statement: see `mapping.parameters`.
MAPPED = """
direct(code_id, to_id) AS (SELECT * FROM unnest(%(direct_from)s::bigint[], %(direct_to)s::bigint[])),
divided(code_id) AS (SELECT unnest(%(divided)s::bigint[])),
-- What a part chosen under an earlier version means now; a part that was split since has no meaning yet.
meaning(version_id, choice_id, to_id) AS (
  SELECT * FROM unnest(%(meaning_version)s::bigint[], %(meaning_choice)s::bigint[], %(meaning_to)s::bigint[])),
unclear(version_id, choice_id) AS (
  SELECT * FROM unnest(%(unclear_version)s::bigint[], %(unclear_choice)s::bigint[])),
place(to_id, dimension_id, is_none, is_one, is_passage, is_whole) AS (
  SELECT * FROM unnest(%(place_code)s::bigint[], %(place_dimension)s::bigint[], %(place_none)s::boolean[],
                       %(place_one)s::boolean[], %(place_passage)s::boolean[], %(place_whole)s::boolean[])),
asked(dimension_id, is_reply) AS (SELECT * FROM unnest(%(asked_dimension)s::bigint[], %(asked_reply)s::boolean[])),
work AS (
  SELECT a.id, a.coder_id, a.submitted_at, u.kind, COALESCE(p.position, 0) > 0 AS is_reply
    FROM coding_app_assignment a
    JOIN coding_app_unit u ON u.id = a.unit_id
    LEFT JOIN corpus_post p ON p.id = u.post_id
   WHERE a.round_id = %(round)s AND a.released_at IS NULL),
answered AS (
  SELECT s.id AS coding_id, x.id AS answer_id, x.version_id
    FROM source s JOIN divided USING (code_id)
    JOIN coding_app_splitanswer x ON x.coding_id = s.id AND x.superseded_at IS NULL
   WHERE x.version_id = ANY(%(answer_versions)s::bigint[])
     AND NOT EXISTS (
       SELECT FROM coding_app_splitchoice h
         JOIN unclear c ON c.choice_id = h.code_id WHERE h.answer_id = x.id AND c.version_id = x.version_id)),
unanswered AS (
  SELECT s.id, s.assignment_id FROM source s JOIN divided USING (code_id)
   WHERE NOT EXISTS (SELECT FROM answered WHERE answered.coding_id = s.id)),
mapped AS (
  SELECT s.assignment_id, d.to_id, s.start, s."end" FROM source s JOIN direct d USING (code_id)
   UNION
  SELECT s.assignment_id, m.to_id, s.start, s."end"
    FROM source s JOIN answered w ON w.coding_id = s.id
    JOIN coding_app_splitchoice h ON h.answer_id = w.answer_id
    JOIN meaning m ON m.version_id = w.version_id AND m.choice_id = h.code_id),
-- Only where it is asked; never a bare code where the dimension is about passages, nor a passage where it is about
-- whole posts.
placed AS (
  SELECT m.*, p.dimension_id, p.is_none, p.is_one
    FROM mapped m JOIN place p USING (to_id) JOIN work w ON w.id = m.assignment_id
    JOIN asked k ON k.dimension_id = p.dimension_id AND k.is_reply = w.is_reply
   WHERE p.is_none OR CASE WHEN m.start IS NULL THEN NOT (p.is_passage AND w.kind = 'post') ELSE NOT p.is_whole END),
weighed AS (
  SELECT *, bool_or(NOT is_none) OVER (PARTITION BY assignment_id, dimension_id) AS has_code,
         min(to_id) OVER here AS lowest, max(to_id) OVER here AS highest
    FROM placed
  WINDOW here AS (PARTITION BY assignment_id, dimension_id, is_none, start, "end")),
-- "None applies" gives way to a code; two codes where one is allowed are both left to the coder.
kept AS (
  SELECT assignment_id, to_id, start, "end", dimension_id FROM weighed
   WHERE CASE WHEN is_none THEN NOT has_code ELSE NOT is_one OR lowest = highest END)
"""

LIVE = """
source AS (
  SELECT c.id, c.assignment_id, c.code_id, c.start, c."end"
    FROM coding_app_coding c JOIN coding_app_assignment a ON a.id = c.assignment_id
   WHERE a.round_id = %(round)s AND a.released_at IS NULL AND c.retracted_at IS NULL)
"""
# Which submitted units are open again: a question without an answer, or a split code whose coder did not say.
OPEN_AGAIN = """
closed AS (SELECT assignment_id, count(DISTINCT dimension_id) AS n FROM kept GROUP BY 1),
expected AS (SELECT is_reply, count(*) AS n FROM asked GROUP BY 1),
asking AS (SELECT assignment_id, count(*) AS n FROM unanswered GROUP BY 1),
open_again AS (
  SELECT w.id, w.coder_id
    FROM work w
    LEFT JOIN expected e ON e.is_reply = w.is_reply
    LEFT JOIN closed c ON c.assignment_id = w.id
    LEFT JOIN asking n ON n.assignment_id = w.id
   WHERE w.submitted_at IS NOT NULL AND (COALESCE(c.n, 0) < COALESCE(e.n, 0) OR n.n > 0))
"""

FORETELL = f"""
WITH {LIVE}, {MAPPED}, {OPEN_AGAIN},
old AS (SELECT assignment_id, count(*) AS n FROM source GROUP BY 1),
new AS (SELECT assignment_id, count(*) AS n FROM kept GROUP BY 1)
SELECT w.coder_id, count(*) FILTER (WHERE w.submitted_at IS NOT NULL), count(open_again.id),
       COALESCE(sum(old.n), 0), COALESCE(sum(new.n), 0), COALESCE(sum(asking.n), 0)
  FROM work w
  LEFT JOIN open_again ON open_again.id = w.id
  LEFT JOIN old ON old.assignment_id = w.id
  LEFT JOIN new ON new.assignment_id = w.id
  LEFT JOIN asking ON asking.assignment_id = w.id
 GROUP BY w.coder_id
"""

LOCK = "SELECT id FROM coding_app_assignment WHERE round_id = %(round)s ORDER BY id FOR NO KEY UPDATE"

# What is to be made, and who is to take up what again, before anything is written. Tables, so that the planner knows
# how much there is when it plans the writes.
STAGE = [
    f'CREATE TEMP TABLE moving_kept AS WITH {LIVE}, {MAPPED} SELECT assignment_id, to_id, start, "end" FROM kept',
    f"CREATE TEMP TABLE moving_open AS WITH {LIVE}, {MAPPED}, {OPEN_AGAIN} SELECT id AS assignment_id FROM open_again",
    "ANALYZE moving_kept",
    "ANALYZE moving_open",
]

WRITE_CARRIES = [
    """
    CREATE TEMP TABLE moving_carried AS
    SELECT gen_random_uuid() AS operation_id, a.id AS assignment_id,
           1 + COALESCE((SELECT max(o.sequence) FROM coding_app_operation o WHERE o.assignment_id = a.id), 0)
             AS sequence,
           (row_number() OVER (ORDER BY a.id) - 1) / %(size)s AS batch
      FROM coding_app_assignment a WHERE a.round_id = %(round)s AND a.released_at IS NULL
    """,
    """
    INSERT INTO coding_app_operation (operation_id, assignment_id, sequence, kind, reason, made_at)
    SELECT operation_id, assignment_id, sequence, 'carry', '', statement_timestamp() FROM moving_carried
    """,
    "ALTER TABLE moving_carried ADD COLUMN id bigint",
    """
    UPDATE moving_carried m SET id = o.id FROM coding_app_operation o WHERE o.operation_id = m.operation_id
    """,
    "ANALYZE moving_carried",
]

BATCHES = "SELECT count(*), count(DISTINCT batch) FROM moving_carried"

# A batch of units after the other, so that whoever waits sees how far it is, and can stop it.
RETRACT = """
UPDATE coding_app_coding c
   SET retracted_at = statement_timestamp(), retracted_by_id = %(by)s, retracted_by_operation_id = m.id
  FROM moving_carried m
 WHERE c.assignment_id = m.assignment_id AND c.retracted_at IS NULL AND m.batch = %(batch)s
"""

MAKE = """
INSERT INTO coding_app_coding (uuid, assignment_id, code_id, version_id, start, "end", made_by_operation_id, made_at)
SELECT gen_random_uuid(), k.assignment_id, k.to_id, %(version)s, k.start, k."end", m.id, statement_timestamp()
  FROM moving_kept k JOIN moving_carried m USING (assignment_id) WHERE m.batch = %(batch)s
"""

REOPEN = """
WITH taken_up AS (
  UPDATE coding_app_assignment a SET submitted_at = NULL
    FROM moving_open o WHERE a.id = o.assignment_id RETURNING a.id)
INSERT INTO coding_app_operation (operation_id, assignment_id, sequence, kind, reason, made_at)
SELECT gen_random_uuid(), m.assignment_id, m.sequence + 1, 'reopen', '', statement_timestamp()
  FROM moving_carried m JOIN taken_up ON taken_up.id = m.assignment_id
"""

UNSTAGE = "DROP TABLE moving_kept, moving_open, moving_carried"
