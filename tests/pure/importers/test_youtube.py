"""Comments from the Data API, YouTube Data Tools and yt-dlp become threads; no comment is lost."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import Mention, PostRecord, Recipe, Severity, UnreadableFile
from corpus.importers.youtube.comments import Participants, parent_of, split_name, words_of
from tests.pure.importers.conftest import FIXTURES, places, read

THREADS, INFO = FIXTURES / "youtube" / "threads.json", FIXTURES / "youtube" / "video.info.json"


def tree(posts):
    return [(p.external_id, p.thread_external_id, p.parent_external_id, p.kind) for p in posts]


def test_api_golden():
    best, _ = registry.sniff(THREADS)
    assert (best.name, best.reason) == ("youtube_api", "api")
    posts, problems = read(THREADS)
    assert tree(posts) == [
        ("UgFictif1", "UgFictif1", "", "post"),
        ("UgFictif1.b", "UgFictif1", "UgFictif1", "reply"),
        ("UgFictif1.a", "UgFictif1", "UgFictif1", "reply"),
        ("UgFictif2", "UgFictif2", "", "post"),
    ]
    assert [p.text for p in posts] == [
        "Le trajet n'est jamais payé.\nVoir exemple.org/a",
        "@Nadia Inventée chez nous si & c'est <tout>",
        "@zoe_fictive où ?",
        "@quelquun bonjour",
    ]
    first = posts[0]
    assert (first.posted_at, first.time_status, first.time_precision) == (
        datetime(2023, 5, 2, 10, tzinfo=UTC),
        "utc",
        "second",
    )
    assert (first.likes, first.replies, first.links) == (4, 3, ("https://exemple.org/a",))
    assert [p.is_edited for p in posts] == [True, False, False, False]
    assert [(p.author_name, p.author_handle, p.author_external_id) for p in posts] == [
        ("Nadia Inventée", "", "UCn"),
        ("", "zoe_fictive", "UCz"),
        ("", "paul.faux", "UCp"),
        ("Anonyme", "", ""),
    ]
    assert [p.mentions for p in posts] == [
        (),
        (Mention("Nadia Inventée", "UCn"),),
        (Mention("zoe_fictive", "UCz"),),
        (),
    ]
    assert [(p.line, p.column, p.code, p.severity, p.params) for p in problems] == [
        (1, "items[2]", "youtube_not_comment", "rejected", {}),
        (0, "", "youtube_replies_missing", "warning", {"count": "1"}),
    ]


def comment(own, text="t", **snippet):
    shown = {"textOriginal": text, "authorDisplayName": "@a", "publishedAt": "2023-05-05T10:00:00Z"}
    return {"kind": "youtube#comment", "id": own, "snippet": shown | snippet}


def thread(own, count, *replies, video="vid1"):
    snippet = {"videoId": video, "topLevelComment": comment(own), "totalReplyCount": count}
    return {"kind": "youtube#commentThread", "id": own, "snippet": snippet, "replies": {"comments": list(replies)}}


def page(*items):
    return {"kind": "youtube#commentThreadListResponse", "items": list(items)}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(page(thread("U1", 1, comment("U1.a")))),
        json.dumps([page(thread("U1", 1, comment("U1.a")))]),
        json.dumps(page(thread("U1", 1))) + "\n" + json.dumps({"items": [comment("U1.a", parentId="U1")]}) + "\n",
        json.dumps([thread("U1", 1, comment("U1.a"))]),
        json.dumps(thread("U1", 1)) + "\n" + json.dumps(comment("U1.a")) + "\n",
        json.dumps(thread("U1", 1, comment("U1.a")), indent=1),
        json.dumps(
            [{"id": "U1", "snippet": thread("U1", 1)["snippet"]}, {k: comment("U1.a")[k] for k in ("id", "snippet")}]
        ),
    ],
)
def test_pages_lists_and_lines(file, content):
    path = file(content, "c.json")
    assert registry.sniff(path)[0].name == "youtube_api"
    posts, problems = read(path)
    assert tree(posts) == [("U1", "U1", "", "post"), ("U1.a", "U1", "U1", "reply")]
    assert problems == []


def test_other_json_is_not_taken_for_comments(file):
    for data in (
        [{"id": "1", "text": "a", "replies": [{"id": "2", "text": "b"}]}],
        {"comments": [{"author": "A", "body": "b"}], "id": "1"},
        {"kind": "Listing", "items": [{"kind": "t3", "id": "1"}]},
    ):
        try:
            best, others = registry.sniff(file(json.dumps(data), "c.json"))
        except UnreadableFile:
            continue
        assert not [s.name for s in (best, *others) if s.name.startswith("youtube")]


def test_titles_errors_and_missing_answers(file):
    values = [
        {
            "kind": "youtube#videoListResponse",
            "items": [{"kind": "youtube#video", "id": "vid1", "snippet": {"title": "Titre"}}],
        },
        page(thread("U1", 3, comment("U1.a"), comment("U1.b")), thread("U2", 5, video="vid2")),
        {"kind": "youtube#commentListResponse", "items": [comment("U1.b"), comment("U1.c"), 7]},
        {"error": {"code": 403, "message": "commentsDisabled"}},
        page(),
        3,
    ]
    posts, problems = read(file("\n".join(map(json.dumps, values)), "c.jsonl"), Recipe(format="youtube_api"))
    assert [(p.external_id, p.title, p.line) for p in posts] == [
        ("U1", "Titre", 2), ("U1.a", "", 2), ("U1.b", "", 2), ("U2", "", 2), ("U1.b", "", 3), ("U1.c", "", 3),
    ]  # fmt: skip
    assert [(p.line, p.column, p.code, p.params) for p in problems] == [
        (3, "items[2]", "json_not_object", {}),
        (4, "error", "youtube_error", {"detail": "commentsDisabled"}),
        (6, "", "json_not_object", {}),
        (0, "", "youtube_replies_missing", {"count": "5"}),
    ]


HEADER = (
    "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,isReply,isReplyTo,"
    "isReplyToName"
)


def test_data_tools_golden(file):
    rows = (
        f"{HEADER}\n"
        'UgA,2,"5",2021-03-01 07:00:00,Nadia Inventée,"Bonjour, qui &quot;paie&quot; ?",UCn,http://x,0,,\n'
        "UgA.b,,1,2021-03-01 08:00:00,@zoe_fictive,@Nadia Inventée moi,UCz,http://x,1,UgA,Nadia Inventée\n"
        "UgA.c,,0,2021-03-01 09:00:00,@paul.faux,@zoe_fictive ah,UCp,http://x,1,UgA.b,zoe_fictive\n"
        "UgD,0,0,hier,Anonyme,sans date,UCq,,0,,\n"
        "1.23E+18,0,0,2021-03-01 09:00:00,A,arrondi,UCq,,0,,\n"
        ",0,0,2021-03-01 09:00:00,A,sans id,UCq,,0,,\n"
        "UgE,0,0,2021-13-01 09:00:00,A,mois treize,UCq,,0,,\n"
        "UgF,0,0,2021-03-01 09:00:00,A,,UCq,,0,,\n"
        "UgG,0,0,2021-03-01 09:00:00,A,trop,UCq,,0,,,cellule\n"
    )
    path = file(rows, "c.csv")
    best, _ = registry.sniff(path)
    assert (best.name, best.delimiter) == ("youtube_data_tools", ",")
    posts, problems = read(path)
    assert tree(posts) == [
        ("UgA", "UgA", "", "post"),
        ("UgA.b", "UgA", "UgA", "reply"),
        ("UgA.c", "UgA", "UgA.b", "reply"),
        ("UgD", "UgD", "", "post"),
    ]
    assert (posts[0].text, posts[0].likes, posts[0].replies, posts[1].replies) == ('Bonjour, qui "paie" ?', 5, 2, None)
    assert (posts[0].posted_at, posts[0].time_status) == (datetime(2021, 3, 1, 7, tzinfo=UTC), "utc")
    assert [p.mentions for p in posts[:3]] == [
        (),
        (Mention("Nadia Inventée", "UCn"),),
        (Mention("zoe_fictive", "UCz"),),
    ]
    assert (posts[3].posted_at, posts[3].time_status) == (None, "unknown")
    assert places(problems) == [
        (5, "publishedAt", "date_relative"),
        (6, "id", "id_scientific"),
        (7, "id", "youtube_not_comment"),
        (8, "publishedAt", "date_impossible"),
        (9, "text", "empty_text"),
        (10, "", "too_many_cells"),
    ]


def test_data_tools_tabs_pseudonyms_and_broken_files(file):
    columns = "id\treplyCount\tlikeCount\tpublishedAt\tauthorName\ttext\tisReply\tisReplyToId\tisReplyToName"
    rows = (
        f"{columns}\n"
        'aa11\t1\t0\t2021-03-01 07:00:00\th1\t"Bonjour" dit-elle\t0\t\t\n'
        'bb22\t\t0\t2021-03-01 08:00:00\th2\t"un ""deux"" trois"\t1\taa11\th1\n'
        "cc33\t\t0\t2021-03-01 09:00:00\th3\tà bb22\t1\tbb22\th2\n\n"
    )
    path = file(rows, "c.tab")
    assert (registry.sniff(path)[0].name, registry.sniff(path)[0].delimiter) == ("youtube_data_tools", "\t")
    posts, problems = read(path)
    assert [p.text for p in posts] == ['"Bonjour" dit-elle', 'un "deux" trois', "à bb22"]
    assert tree(posts) == [
        ("aa11", "aa11", "", "post"), ("bb22", "", "aa11", "reply"), ("cc33", "", "bb22", "reply"),
    ]  # fmt: skip
    assert problems == []
    for content, code in (
        (f"{columns}\n", "file_no_rows"),
        ("id\ttext\n1\ta\n", "header_missing"),
        ("\n", "header_missing"),
    ):
        with pytest.raises(UnreadableFile, match=code):
            read(file(content, "d.tab"), Recipe(format="youtube_data_tools", delimiter="\t"))


def test_ytdlp_golden():
    best, _ = registry.sniff(INFO)
    assert (best.name, best.reason) == ("youtube_ytdlp", "info")
    posts, problems = read(INFO)
    assert tree(posts) == [
        ("UgFictif9", "UgFictif9", "", "post"),
        ("UgFictif9.a", "UgFictif9", "UgFictif9", "reply"),
        ("UgFictif9.b", "UgFictif9", "UgFictif9", "reply"),
    ]
    assert [(p.posted_at, p.time_status, p.time_precision) for p in posts] == [
        (datetime(2023, 1, 1, tzinfo=UTC), "estimated", "year"),
        (datetime(2024, 1, 1, tzinfo=UTC), "estimated", "week"),
        (None, "unknown", None),
    ]
    assert [p.title for p in posts] == ["Une vidéo inventée", "", ""]
    assert [(p.author_name, p.author_handle, p.author_external_id) for p in posts] == [
        ("", "nadia_inventee", "UCn"),
        ("", "zoe_fictive", ""),
        ("", "paul.faux", ""),
    ]
    assert [p.mentions for p in posts] == [(), (Mention("nadia_inventee", "UCn"),), ()]
    assert ([p.is_edited for p in posts], [p.likes for p in posts]) == ([False, True, False], [12, None, None])
    assert places(problems) == [(4, "", "youtube_not_comment")]


@pytest.mark.parametrize(
    ("shown", "precision"),
    [
        ("5 seconds ago", "second"), ("3 minutes ago", "minute"), ("1 hour ago", "hour"), ("6 days ago", "day"),
        ("il y a 2 semaines", "week"), ("11 months ago (edited)", "month"), ("il y a 1 an", "year"), ("", "year"),
    ],
)  # fmt: skip
def test_how_far_an_estimated_time_goes(file, shown, precision):
    listed = [{"id": "U1", "parent": "root", "text": "a", "timestamp": 1672531200, "_time_text": shown}]
    for content in (
        json.dumps(listed),
        json.dumps(listed[0]) + "\n",
        json.dumps({"title": "v", "comments": listed}) * 2,
    ):
        path = file(content, "c.json")
        assert registry.sniff(path)[0].name == "youtube_ytdlp"
        posts, problems = read(path)
        assert {(p.time_precision, p.time_status) for p in posts} == {(precision, "estimated")}
        assert problems == []


def test_damaged_info_keeps_what_came_before(file):
    content = (
        '{"title": "v", "comments": [{"id": "U1", "parent": "root", "text": "a", "timestamp": 1672531200}, 4, {"id"'
    )
    posts, problems = read(file(content, "c.info.json"), Recipe(format="youtube_ytdlp"))
    assert [p.external_id for p in posts] == ["U1"]
    assert places(problems) == [(2, "", "json_not_object"), (3, "", "json_invalid")]


def test_names_words_and_parents():
    assert [parent_of(i) for i in ("U1", "U1.a", ".a", "U1.")] == ["", "U1", "", ""]
    assert [split_name(n) for n in ("@zoe", "Zoé F", "@", " ")] == [("", "zoe"), ("Zoé F", ""), ("@", ""), ("", "")]
    assert words_of("a < b & c") == ("a < b & c", ())
    assert words_of("a &lt; b<br>c") == ("a < b\nc", ())
    people = Participants()
    for name, own in (("@ann", "1"), ("@anna", "2"), ("Anna Fausse", "3"), ("", "4")):
        people.add("T", name, own)
    told = [
        people.mentioned("T", t) for t in ("@anna oui", "@annabelle", "\u200b@Anna Fausse, oui", "anna", "@", "@ann")
    ]
    assert told == [(Mention("anna", "2"),), (), (Mention("Anna Fausse", "3"),), (), (), (Mention("ann", "1"),)]
    assert people.mentioned("autre", "@anna") == ()


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4), st.just({}), st.just([]))
SNIPPETS = st.fixed_dictionaries(
    {},
    optional={
        "textOriginal": SCALARS, "textDisplay": SCALARS,
        "publishedAt": st.one_of(SCALARS, st.just("2023-05-05T10:00:00Z")),
        "authorDisplayName": SCALARS, "authorChannelId": SCALARS, "parentId": SCALARS, "likeCount": SCALARS,
    },
)  # fmt: skip
COMMENTS = st.one_of(SCALARS, st.fixed_dictionaries({"id": SCALARS, "snippet": st.one_of(SNIPPETS, SCALARS)}))
ITEMS = st.one_of(
    COMMENTS,
    st.builds(
        lambda top, count, replies: {
            "snippet": {"topLevelComment": top, "totalReplyCount": count}, "replies": {"comments": replies},
        },
        COMMENTS, SCALARS, st.lists(COMMENTS, max_size=3),
    ),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(ITEMS, max_size=8))
def test_every_comment_is_a_post_or_a_named_reject(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("youtube") / "c.json"
    path.write_text(json.dumps({"items": items}))
    found = list(registry.read(path, Recipe(format="youtube_api", encoding="utf-8")))
    rows = [f for f in found if isinstance(f, PostRecord) or f.severity is Severity.REJECTED]
    answers = sum(len(i["replies"]["comments"]) for i in items if isinstance(i, dict) and "replies" in i)
    assert len(rows) == len(items) + answers
