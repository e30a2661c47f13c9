"""One member's "download your information": own words of one group, nothing else."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

from corpus.importers import registry
from corpus.importers.base import Medium, PollOption, Recipe
from corpus.importers.facebook import own_data
from tests.pure.importers.conftest import places, read


def broken(text):
    """Write a text the way Meta does: each byte of UTF-8 as a character."""
    return text.encode().decode("latin-1")


COMMENTS = {
    "group_comments_v2": [
        {
            "timestamp": 1577100001,
            "title": broken("Ana Fictive a commenté la publication de Béa Fictive."),
            "data": [
                {
                    "comment": {
                        "timestamp": 1577100000,
                        "comment": broken("Ce n’est pas payé 😀"),
                        "author": "Ana Fictive",
                        "group": broken("Aides à domicile fictives"),
                    }
                }
            ],
        },
        {
            "timestamp": 1577100100,
            "title": "Ana Fictive a commenté",
            "data": [
                {"comment": {"timestamp": 1577100100, "comment": "privé", "author": "Ana Fictive", "group": "Jardin"}}
            ],
        },
        {"timestamp": 1577100200, "title": broken("Aides à domicile fictives")},
    ]
}
POSTS = {
    "group_posts_v2": [
        {
            "timestamp": 1577200000,
            "title": broken("Ana Fictive a publié dans Aides à domicile fictives."),
            "data": [{"post": broken("Un planning à revoir ?")}, {"update_timestamp": 1577200001}],
            "attachments": [
                {"data": [{"media": {"uri": "groups/media/1.jpg", "description": broken("Le planning affiché")}}]},
                {"data": [{"external_context": {"url": "https://exemple.org/a"}}]},
            ],
        },
        {
            "timestamp": 1577300000,
            "title": broken("Ana Fictive a créé un sondage dans Aides à domicile fictives."),
            "data": [],
            "attachments": [
                {"data": [{"poll": {"question": broken("Payé ?"), "options": [{"option": "Oui"}, {"option": "Non"}]}}]}
            ],
        },
    ]
}


def archive(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in files.items():
            target.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return stream.getvalue()


def test_zip_golden(file):
    path = file(
        archive(
            **{
                "your_facebook_activity/groups/your_comments_in_groups.json": COMMENTS,
                "your_facebook_activity/groups/group_posts_and_comments_1.json": POSTS,
                "your_facebook_activity/groups/anonymous_posts_you_ve_written.json": {"secret": ["anonyme"]},
                "your_facebook_activity/groups/your_answers_to_membership_questions.json": {"secret": ["réponse"]},
                "your_facebook_activity/messages/inbox/x/message_1.json": {"messages": [{"content": "SECRET"}]},
                "your_facebook_activity/comments_and_reactions/comments.json": {"comments_v2": [{"secret": 1}]},
                "groups/media/1.jpg": b"\xff\xd8",
            }
        ),
        "facebook.zip",
    )
    recipe = registry.guess_recipe(path)
    assert (recipe.format, own_data.questions(path, recipe)) == ("facebook_own_data", ("group",))
    recipe = replace(recipe, options={"group": "aides à domicile"})
    assert own_data.questions(path, recipe) == ()
    (post, poll, comment), problems = read(path, recipe)
    assert (post.text, post.author_name, post.kind, post.parent_external_id) == (
        "Un planning à revoir ?",
        "Ana Fictive",
        "post",
        "",
    )
    assert (post.posted_at, post.time_status) == (datetime(2019, 12, 24, 15, 6, 40, tzinfo=UTC), "utc")
    assert post.media == (Medium("image", "Le planning affiché", "groups/media/1.jpg"),)
    assert post.links == ("https://exemple.org/a",)
    assert (poll.text, poll.poll) == ("Payé ?", (PollOption("Oui"), PollOption("Non")))
    assert (comment.text, comment.kind, comment.author_name) == ("Ce n’est pas payé 😀", "reply", "Ana Fictive")
    assert comment.posted_at == datetime(2019, 12, 23, 11, 20, tzinfo=UTC)
    assert all(p.external_id.startswith("~") for p in (post, poll, comment))
    assert [(p.code, p.params) for p in problems] == [
        ("facebook_other_groups", {"count": "1"}),
        ("facebook_without_text", {"count": "1"}),
        ("facebook_no_threads", {}),
    ]
    assert "SECRET" not in str((post, poll, comment, problems))


def test_single_file_and_the_same_ids_again(file):
    path = file(json.dumps(POSTS), "group_posts_and_comments.json")
    assert registry.sniff(path)[0].name == "facebook_own_data"
    assert own_data.questions(path, Recipe(format="facebook_own_data")) == ("group", "owner")
    first, _ = read(path, Recipe(format="facebook_own_data", options={"owner": "Ana Fictive"}))
    again, _ = read(
        file(json.dumps(POSTS, indent=2), "b.json"),
        Recipe(options={"owner": "Ana Fictive"}, format="facebook_own_data"),
    )
    assert [p.external_id for p in first] == [p.external_id for p in again]
    assert [p.author_name for p in first] == ["Ana Fictive", "Ana Fictive"]


def labelled(number, text, address, group="Aides fictives"):
    return {
        "timestamp": 1770000000 + number,
        "media": [],
        "label_values": [
            {"label": "Genre", "value": "Groupe privé, ouvert aux membres"},
            {"label": broken("Mots écrits"), "value": broken(text)},
            {"label": "URL", "value": address, "href": address},
            {"title": "Groupe", "dict": [{"label": "Nom", "value": broken(group)}]},
        ],
        "fbid": str(26793200973707650 + number),
    }


def test_label_values_are_read_by_their_form(file):
    post = "https://www.facebook.com/groups/55/posts/1234567890/"
    rows = [
        labelled(1, "Qui a déjà eu un avenant ?", post),
        labelled(2, "Jamais chez nous", f"{post}?comment_id=2222222222"),
        labelled(3, "Oui", f"{post}?comment_id=2222222222&reply_comment_id=3333333333"),
        labelled(4, "", f"{post}?comment_id=4444444444"),
    ]
    path = file(json.dumps(rows), "your_comments_in_groups.json")
    assert registry.sniff(path)[0].name == "facebook_own_data"
    recipe = registry.guess_recipe(path)
    assert own_data.questions(path, recipe) == ("owner",)
    posts, problems = read(path, recipe)
    assert [(p.text, p.external_id, p.parent_external_id, p.thread_external_id) for p in posts] == [
        ("Qui a déjà eu un avenant ?", "1234567890", "", "1234567890"),
        ("Jamais chez nous", "2222222222", "1234567890", "1234567890"),
        ("Oui", "3333333333", "2222222222", "1234567890"),
    ]
    assert posts[0].posted_at == datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)
    assert [(p.code, p.params) for p in problems] == [("facebook_without_text", {"count": "1"})]


def test_broken_json_is_one_named_problem_behind_the_good_entries(file):
    text = json.dumps(POSTS)
    posts, problems = read(file(text[: text.index("attachments", 400)], "p.json"), Recipe(format="facebook_own_data"))
    assert [p.text for p in posts] == ["Un planning à revoir ?"]
    assert places(problems) == [(2, "", "json_invalid")]
