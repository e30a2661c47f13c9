"""Facepager, Netvizz and CrowdTangle tables keep the threads they have."""

from datetime import UTC, datetime

import pytest

from corpus.importers import registry
from corpus.importers.base import Medium
from tests.pure.importers.conftest import places, read

FACEPAGER = """path;id;parent_id;level;object_id;object_type;query_status;from.name;from.id;message;created_time;\
full_picture
Page;1;None;0;page.fictive;seed;fetched (200);None;None;None;None;None
Page;2;1;1;100_200;data;fetched (200);Page Fictive;100;"Vos avenants ;
où en êtes-vous ?";2019-03-01T10:00:00+0000;None
Page;3;2;2;200_301;data;fetched (200);None;None;Rien du tout.;2019-03-01T11:00:00+0000;None
Page;4;3;3;200_302;data;fetched (200);None;None;Courage !;2019-03-01T12:00:00+0000;None
Page;5;2;2;200_303;data;fetched (200);None;None;None;2019-03-01T12:30:00+0000;None
Page;6;2;2;None;offcut;fetched (200);None;None;None;None;None
Page;8;7;2;900_901;data;fetched (200);None;None;Sous un post absent;2019-03-02T12:30:00+0000;None
Page;9;1;1;100_201;data;fetched (200);Page Fictive;100;None;2019-03-03T10:00:00+0000;https://exemple.org/p.jpg
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_facepager_golden(file, encoding):
    path = file(FACEPAGER, encoding=encoding)
    assert registry.sniff(path)[0].name == "facepager"
    posts, problems = read(path)
    assert [(p.line, p.external_id, p.parent_external_id, p.thread_external_id, p.kind, p.text) for p in posts] == [
        (3, "100_200", "", "100_200", "post", "Vos avenants ;\noù en êtes-vous ?"),
        (5, "200_301", "100_200", "100_200", "reply", "Rien du tout."),
        (6, "200_302", "200_301", "100_200", "reply", "Courage !"),
        (9, "900_901", "900", "900", "reply", "Sous un post absent"),
        (10, "100_201", "", "100_201", "post", ""),
    ]
    assert (posts[0].posted_at, posts[0].time_status) == (datetime(2019, 3, 1, 10, tzinfo=UTC), "utc")
    assert (posts[0].author_name, posts[0].author_external_id, posts[1].author_name) == ("Page Fictive", "100", "")
    assert posts[4].media == (Medium("image"),)
    assert places(problems) == [(7, "text", "empty_text"), (0, "", "facebook_not_posts")]
    assert problems[1].params == {"count": "2"}


NETVIZZ_COMMENTS = (
    "position\tpost_id\tpost_by\tpost_text\tpost_published\tcomment_id\tcomment_by\tis_reply\tcomment_message"
    "\tcomment_published\tcomment_like_count\n"
    '0_0\t10_20\tAna Fictive\tUn "avenant ?\t2016-01-12T15:22:19+0000\t20_1\tBéa Fictive\t0\t"Jamais vu'
    "\t2016-01-12T16:00:00+0000\t2\n"
    "0_1\t10_20\tAna Fictive\tUn\t2016-01-12T15:22:19+0000\t20_2\tc0ffee\t1\tMoi non plus"
    "\t2016-01-12T17:00:00+0000\t0\n"
    "0_2\t10_20\tAna Fictive\tUn\t2016-01-12T15:22:19+0000\t20_3\tc0ffee\t1\t\t2016-01-12T17:00:00+0000\t0\n"
    "1_0\t10_21\tpost_user\tAutre\t2016-02-12T15:22:19+0000\t21_1\tc0ffee\t1\tRéponse sans tête"
    "\t2016-02-12 17:00:00\t\n"
    "1_0\t10_21\tpost_user\tAutre\t2016-02-12\t21_2\tc0ffee\t0\ttrop\t2016-02-12\t1\ten trop\n"
)


def test_netvizz_comments_golden(file):
    path = file(NETVIZZ_COMMENTS, "c.tab")
    assert registry.sniff(path)[0].name == "netvizz"
    posts, problems = read(path)
    assert [(p.line, p.external_id, p.parent_external_id, p.thread_external_id, p.text) for p in posts] == [
        (2, "10_20", "", "10_20", 'Un "avenant ?'),
        (2, "20_1", "10_20", "10_20", '"Jamais vu'),
        (3, "20_2", "20_1", "10_20", "Moi non plus"),
        (5, "10_21", "", "10_21", "Autre"),
        (5, "21_1", "10_21", "10_21", "Réponse sans tête"),
    ]
    assert [p.author_name for p in posts] == ["Ana Fictive", "Béa Fictive", "c0ffee", "", "c0ffee"]
    assert (posts[1].likes, posts[1].posted_at) == (2, datetime(2016, 1, 12, 16, tzinfo=UTC))
    assert (posts[4].posted_at, posts[4].time_status) == (datetime(2016, 2, 12, 16, tzinfo=UTC), "local_assumed")
    assert places(problems) == [(4, "text", "empty_text"), (6, "", "too_many_cells")]


def test_netvizz_posts(file):
    path = file(
        "type\tby\tpost_id\tpost_link\tpost_message\tfull_picture\tlink\tpost_published\tpost_published_unix"
        "\tlikes_count_fb\tcomments_count_fb\tshares_count_fb\n"
        'link\tpost_page\t10_20\thttps://fb\tLisez "ceci\t\thttps://exemple.org/a\t2016-01-12\t1452612139\t5\t2\t1\n'
        "photo\tpost_user\t10_21\thttps://fb\t\thttps://i\t\t2016-01-12T15:22:19+0000\t\t0\t0\t0\n",
        "p.tab",
    )
    (linked, pictured), problems = read(path)
    assert (linked.text, linked.external_id, linked.links, linked.author_name) == (
        'Lisez "ceci',
        "10_20",
        ("https://exemple.org/a",),
        "",
    )
    assert (linked.posted_at, linked.time_status) == (datetime(2016, 1, 12, 15, 22, 19, tzinfo=UTC), "utc")
    assert (linked.likes, linked.replies, linked.reposts) == (5, 2, 1)
    assert (pictured.text, pictured.media, problems) == ("", (Medium("image"),), [])


def test_crowdtangle_golden(file):
    path = file(
        '"Group Name","User Name","Facebook Id","Post Created","Type","Total Interactions","Likes","Comments","Shares",'
        '"URL","Message","Link","Final Link","Image Text","Link Text","Description",'
        '"Overperforming Score (weighted  —  Likes 1x )"\n'
        '"Aides fictives","","55","2020-10-05 18:12:23 EDT","Photo","1,240","1,234","6","0",'
        '"https://www.facebook.com/groups/55/permalink/1234567890","Un planning","","","LUNDI 8 H","","","1.5"\n'
        '"Aides fictives","","55","2020-01-05 18:12:23 CET","Link","3","1","1","1","","Un article",'
        '"https://exemple.org/a","","","","","1.5"\n'
        '"Aides fictives","","55","2020-13-05 18:12:23 CET","Link","3","1","1","1","","Un article","","","","","","0"\n'
    )
    assert registry.sniff(path)[0].name == "crowdtangle"
    (first, second), problems = read(path)
    assert (first.external_id, first.thread_external_id, first.text, first.author_name, first.author_external_id) == (
        "1234567890",
        "1234567890",
        "Un planning",
        "",
        "",
    )
    assert (first.posted_at, first.time_status) == (datetime(2020, 10, 5, 22, 12, 23, tzinfo=UTC), "offset")
    assert (first.likes, first.replies, first.media) == (1234, 6, (Medium("image", "LUNDI 8 H"),))
    assert (second.posted_at, second.links) == (
        datetime(2020, 1, 5, 17, 12, 23, tzinfo=UTC),
        ("https://exemple.org/a",),
    )
    assert second.external_id.startswith("~")
    assert places(problems) == [(4, "Post Created", "date_impossible")]


def test_crowdtangle_page_is_an_author(file):
    path = file(
        "Page Name,User Name,Facebook Id,Post Created,Type,Total Interactions,URL,Message\n"
        "Page Fictive,pagefictive,77,2020-10-05 18:12:23 PDT,Status,0,https://www.facebook.com/77/posts/1234567890,Bonjour\n"
    )
    (post,), _ = read(path)
    assert (post.author_name, post.author_handle, post.author_external_id) == ("Page Fictive", "pagefictive", "77")
    assert post.posted_at == datetime(2020, 10, 6, 1, 12, 23, tzinfo=UTC)
