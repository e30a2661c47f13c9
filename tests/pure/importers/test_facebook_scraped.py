"""Threads saved by browser scrapers keep their trees, in one file or in pieces."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corpus.importers import registry
from corpus.importers.base import Medium, Mention
from corpus.importers.facebook.scraped_fields import comment_of, native_id, person_of, post_of
from tests.pure.importers.conftest import places, read

POST = "https://www.facebook.com/groups/111/posts/2222222222/"
TREE = [
    {
        "post_id": "2222222222",
        "text": "Doit-on nettoyer la litière du chat ?",
        "time": "2024-03-01 08:30:00",
        "username": "Ana Fictive",
        "user_id": "900000001",
        "likes": 12,
        "images": ["https://exemple.org/a.jpg", "https://exemple.org/b.jpg"],
        "comments": 3,
        "comments_full": [
            {
                "comment_id": "3333333331",
                "commenter_name": "Béa Fictive",
                "commenter_id": "900000002",
                "comment_text": "Non, pas dans le contrat.",
                "comment_time": "2024-03-01 09:00:00",
                "comment_reaction_count": 4,
                "replies": [
                    {
                        "comment_id": "3333333332",
                        "commenter_name": "Ana Fictive",
                        "comment_text": "Merci !",
                        "comment_time": None,
                    }
                ],
            },
            {"comment_id": "3333333333", "commenter_name": "Cléo Fictive", "comment_text": "", "comment_time": None},
        ],
    }
]


def tree(posts):
    """Return (text, text of the post answered) of each post."""
    texts = {p.external_id: p.text for p in posts}
    return [(p.text, texts.get(p.parent_external_id, p.parent_external_id)) for p in posts]


def test_facebook_scraper_golden(file):
    path = file(json.dumps(TREE))
    best, _ = registry.sniff(path)
    assert (best.name, best.confidence) == ("facebook_scraped", 0.8)
    (first, answer, thanks), problems = read(path)
    assert (first.text, first.external_id, first.thread_external_id, first.parent_external_id, first.kind) == (
        "Doit-on nettoyer la litière du chat ?",
        "2222222222",
        "2222222222",
        "",
        "post",
    )
    assert (first.posted_at, first.time_status) == (datetime(2024, 3, 1, 7, 30, tzinfo=UTC), "local_assumed")
    assert (first.author_external_id, first.author_name, first.likes, first.replies) == (
        "900000001",
        "Ana Fictive",
        12,
        3,
    )
    assert first.media == (Medium("image"), Medium("image"))
    assert (answer.external_id, answer.parent_external_id, answer.thread_external_id, answer.kind, answer.likes) == (
        "3333333331",
        "2222222222",
        "2222222222",
        "reply",
        4,
    )
    assert (thanks.text, thanks.parent_external_id, thanks.posted_at) == ("Merci !", "3333333331", None)
    assert places(problems) == [(4, "text", "empty_text")]


def userscript(*comments, **top):
    return json.dumps({"postUrlScraped": POST, "accountName": "g", "comments": list(comments), **top})


def comment(number, author, text, when="2 sem.", **more):
    return {
        "id": f"comment-{number}", "author": author, "profileUrl": f"https://www.facebook.com/user/{900 + number}/",
        "text": text, "timestamp": when, "likes": "3", "depth": 0, "parentId": None, "replyToAuthor": None,
        "detectionMethod": "dom", "replies": [], **more,
    }  # fmt: skip


def test_userscript_depth_parents_and_relative_times(file):
    path = file(
        userscript(
            comment(1, "Ana Fictive", "Cela dépend du plan d'aide.", "3 j"),
            comment(2, "Béa Fictive", "Non merci", "hier à 14:30", depth=1, parentId="comment-1"),
            comment(3, "Cléo Fictive", "Béa Fictive pourquoi ?", depth=1, replyToAuthor="Béa Fictive"),
            comment(4, "Dan Fictif", "Autre sujet", "12 mars 2024", replies=[comment(5, "Ana Fictive", "Oui")]),
        )
    )
    recipe = registry.guess_recipe(path)
    assert registry.entry(recipe.format).questions(path, recipe) == ("captured_on",)
    recipe = replace(recipe, options={"captured_on": "2024-03-20"})
    assert registry.entry(recipe.format).questions(path, recipe) == ()
    posts, problems = read(path, recipe)
    assert tree(posts) == [
        ("Cela dépend du plan d'aide.", "2222222222"),
        ("Non merci", "Cela dépend du plan d'aide."),
        ("Béa Fictive pourquoi ?", "Non merci"),
        ("Autre sujet", "2222222222"),
        ("Oui", "Autre sujet"),
    ]
    assert [(p.posted_at, p.time_status, p.time_precision) for p in posts] == [
        (datetime(2024, 3, 17, 11, tzinfo=UTC), "estimated", "day"),
        (datetime(2024, 3, 19, 13, 30, tzinfo=UTC), "estimated", "minute"),
        (datetime(2024, 3, 6, 11, tzinfo=UTC), "estimated", "week"),
        (datetime(2024, 3, 11, 23, tzinfo=UTC), "local_assumed", "day"),
        (datetime(2024, 3, 6, 11, tzinfo=UTC), "estimated", "week"),
    ]
    assert all(p.external_id.startswith("~") and p.thread_external_id == "2222222222" for p in posts)
    assert (posts[2].mentions, posts[2].author_external_id) == ((Mention("Béa Fictive"),), "903")
    assert problems == []


def test_relative_times_without_a_day_of_capture_are_kept_undated(file):
    posts, problems = read(file(userscript(comment(1, "Ana Fictive", "Un texte", "2 sem."))))
    assert (posts[0].posted_at, posts[0].time_status) == (None, "unknown")
    assert [(p.code, p.severity) for p in problems] == [("date_relative", "warning")]


def test_five_captures_of_one_thread_are_one_tree(file):
    """Each piece sees other comments, other relative times, folded texts; the ids are the same."""
    long = "Moi je dis que cela fait partie du bien-être de la personne, donc pourquoi pas"
    root = comment(0, "Ana Fictive", "Doit-on nettoyer la litière ?")
    answer = comment(1, "Béa Fictive", long, "1 j", replies=[comment(2, "Ana Fictive", "Merci", "2 h")])
    other = comment(
        3, "Cléo Fictive", "Ce n'est pas notre travail, point.", replies=[comment(4, "Ana Fictive", "Merci")]
    )
    again = comment(
        9, "Béa Fictive", long + "… Voir plus", "3 sem.", replies=[comment(2, "Ana Fictive", "Merci", "3 sem.")]
    )
    late = comment(7, "Dan Fictif", "Tout est dans le plan d'aide, relisez-le.", "1 min")
    captures = [
        userscript(answer, other),
        userscript(again),
        userscript(other, late),
        userscript(post=root | {"replies": []}, comments=[answer]),
        userscript(late, answer, other),
    ]
    found = {}
    for number, capture in enumerate(captures):
        posts, _ = read(file(capture, f"{number}.json"))
        for post in posts:
            found.setdefault(post.external_id, set()).add(post.parent_external_id)
    assert len(found) == 6
    assert all(len(parents) == 1 for parents in found.values())
    assert sum(parents == {"2222222222"} for parents in found.values()) == 3


def test_comments_that_name_no_post_ask_for_the_thread(file):
    rows = [comment(1, "Ana Fictive", "Une première réponse assez longue"), comment(2, "Béa Fictive", "Une autre")]
    path = file(json.dumps(rows))
    recipe = registry.guess_recipe(path)
    assert registry.entry(recipe.format).questions(path, recipe) == ("captured_on", "thread")
    posts, problems = read(path, recipe)
    assert [p.parent_external_id for p in posts] == ["", ""]
    assert (problems[-1].code, problems[-1].params) == ("facebook_thread_unknown", {"count": "2"})
    named = replace(recipe, options={"thread": "La litière", "captured_on": "2024-03-20"})
    posts, problems = read(path, named)
    thread = posts[0].thread_external_id
    assert thread.startswith("~")
    assert [(p.thread_external_id, p.parent_external_id) for p in posts] == [(thread, thread)] * 2
    assert problems == []
    root = [
        {"postText": "Doit-on ?", "author": "Ana Fictive", "profileUrl": "x", "detectionMethod": "", "comments": rows}
    ]
    posts, _ = read(file(json.dumps(root), "root.json"), named)
    assert (posts[0].external_id, posts[0].parent_external_id, len(posts)) == (thread, "", 3)


def test_apify_rows_as_json_and_csv(file):
    rows = [
        {
            "facebookUrl": POST, "commentUrl": f"{POST}?comment_id=3333333331", "commentId": "3333333331",
            "id": "Y29tbWVudDoyMjIyMjIyMjIyXzMzMzMzMzMzMzE=", "date": "2026-02-04T08:38:25.000Z", "text": "Premier",
            "profileName": "Ana Fictive", "profileId": "pfbid0abc", "likesCount": "8", "threadingDepth": 0,
            "commentsCount": 1, "facebookId": "2222222222", "replyToCommentId": "",
        },
        {
            "facebookUrl": POST, "commentUrl": f"{POST}?comment_id=3333333331&reply_comment_id=3333333339",
            "commentId": "3333333339", "id": "", "date": "2026-02-04T09:00:00.000Z", "text": "Second",
            "profileName": "Béa Fictive", "profileId": "", "likesCount": "0", "threadingDepth": 1, "commentsCount": 0,
            "facebookId": "2222222222", "replyToCommentId": "3333333331",
        },
    ]  # fmt: skip
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    for name, content in (("a.json", json.dumps(rows)), ("a.csv", table.getvalue())):
        path = file(content, name)
        assert registry.sniff(path)[0].name == "facebook_scraped"
        posts, problems = read(path)
        assert [(p.external_id, p.parent_external_id, p.thread_external_id) for p in posts] == [
            ("3333333331", "2222222222", "2222222222"),
            ("3333333339", "3333333331", "2222222222"),
        ]
        assert (posts[0].posted_at, posts[0].time_status, posts[0].likes, posts[0].replies) == (
            datetime(2026, 2, 4, 8, 38, 25, tzinfo=UTC),
            "utc",
            8,
            1,
        )
        assert problems == []
    assert [p.line for p in posts] == [2, 3]


def test_rows_are_never_lost(file):
    path = file(
        "profileName,facebookUrl,text,date\n"
        f"Ana,{POST},un texte,2024-01-01\n"
        f"Ana,{POST},,2024-01-01\n"
        f"Ana,{POST},un,2024-01-01,en trop\n"
        f"Ana,{POST},demain,date fausse\n"
        f"Ana,{POST},nul\0,2024-01-01\n"
    )
    posts, problems = read(path)
    assert [p.text for p in posts] == ["un texte"]
    assert places(problems) == [
        (3, "text", "empty_text"),
        (4, "", "too_many_cells"),
        (5, "time", "date_unknown"),
        (6, "text", "nul_character"),
    ]


@pytest.mark.parametrize(
    ("address", "post"),
    [
        ("https://www.facebook.com/groups/12/posts/2222222222/?x=1", "2222222222"),
        ("https://www.facebook.com/groups/12/permalink/2222222222", "2222222222"),
        ("https://www.facebook.com/page/posts/un-titre-dans-l-adresse/2222222222/", "2222222222"),
        ("https://m.facebook.com/story.php?story_fbid=2222222222&id=1", "2222222222"),
        ("https://www.facebook.com/page/posts/pfbid02abcdefghijklmnopqrst", "pfbid02abcdefghijklmnopqrst"),
        ("https://www.facebook.com/page", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_posts_in_addresses(address, post):
    assert post_of(address) == post


def test_people_comments_and_ids():
    assert person_of("https://www.facebook.com/profile.php?id=900000001&x=1") == ("900000001", "")
    assert person_of("https://www.facebook.com/groups/12/user/900000001/") == ("900000001", "")
    assert person_of("https://www.facebook.com/ana.fictive?comment_id=Y29") == ("", "ana.fictive")
    assert person_of("https://www.facebook.com/groups/12") == ("", "")
    assert person_of("ana") == ("", "")
    assert comment_of(f"{POST}?comment_id=3333333331&reply_comment_id=3333333339") == "3333333339"
    assert native_id("Y29tbWVudDoyMjIyMjIyMjIyXzMzMzMzMzMzMzE=") == "3333333331"
    assert (native_id("comment-12"), native_id("12"), native_id("Y29tbWVudD!")) == ("", "", "")


def test_other_tables_are_left_to_their_importers(file):
    assert registry.sniff(file("auteur;texte;date\nAna;Bonjour à toutes;2024-01-01\n"))[0].name == "table"
    assert registry.sniff(file(json.dumps([{"author": "Ana", "text": "un", "depth": 1}])))[0].name == "table"
