"""A link to a post says which post it is: long threads come in pages, and the anchor alone leads to the first."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_a_link_from_another_page_names_the_post_before_its_anchor():
    lines = [
        (path.relative_to(ROOT), line)
        for folder, ending in (("templates", "*.html"), ("coding_app", "*.py"))
        for path in sorted((ROOT / folder).rglob(ending))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(thread\.uuid|\{thread).*#post-", line)
    ]
    assert len(lines) > 6
    assert [(path, line) for path, line in lines if not re.search(r"\?post=[^#]*#post-", line)] == []
