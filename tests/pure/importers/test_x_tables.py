"""The tables of collectors of X: gazouilloire and minet, 4CAT, DMI-TCAT."""

import csv
import io
from datetime import UTC, datetime

import pytest

from corpus.importers import registry
from corpus.importers.base import (
    Medium,
    Mention,
    PostKind,
    PostRecord,
    Problem,
    Recipe,
    Severity,
    UnreadableFile,
)
from corpus.importers.problems import sentence
from tests.pure.importers.conftest import places, read, signed


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    stream = io.StringIO()
    names = list(dict.fromkeys(n for r in rows for n in r))
    writer = csv.DictWriter(stream, names, delimiter=delimiter, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


MEDIALAB = {
    "id": "1347000000000000101",
    "timestamp_utc": "1610005273.0",
    "local_time": "2021-01-07T08:41:13",
    "user_screen_name": "kine_invente",
    "text": "@ide_inventee Qui paie le #DocTocToc & les masques ?",
    "retweet_count": "0",
    "like_count": "2",
    "reply_count": "",
    "lang": "fr",
    "to_username": "ide_inventee",
    "to_tweetid": "1347000000000000100",
    "user_id": "51",
    "user_name": "Kiné Inventé",
    "collected_via": "search",
    "retweeted_id": "",
    "quoted_id": "",
    "links": "https://exemple.org/a|https://exemple.org/b",
    "media_urls": "",
    "media_types": "photo|video",
    "media_alt_texts": "Un masque|",
    "mentioned_names": "ide_inventee|autre",
    "mentioned_ids": "52|53",
    "hashtags": "doctoctoc",
}


def test_medialab_golden(file):
    path = file(table(MEDIALAB))
    best, others = registry.sniff(path)
    assert (best.name, best.delimiter, [o.name for o in others]) == ("medialab_csv", ",", ["table"])
    assert read(path) == (
        [
            PostRecord(
                text="@ide_inventee Qui paie le #DocTocToc & les masques ?",
                line=2,
                external_id="1347000000000000101",
                parent_external_id="1347000000000000100",
                **signed("51", "Kiné Inventé", "kine_invente", 2021, 1, 7, 7, 41, 13),
                kind=PostKind.REPLY,
                language="fr",
                likes=2,
                reposts=0,
                media=(Medium("image", "Un masque"), Medium("video")),
                links=("https://exemple.org/a", "https://exemple.org/b"),
                hashtags=("DocTocToc",),
                mentions=(Mention("ide_inventee", "52"), Mention("autre", "53")),
            )
        ],
        [],
    )


def test_medialab_kinds_times_and_refusals(file):
    opening = MEDIALAB | {"to_tweetid": "", "id": "1"}
    rows = [
        opening,
        opening | {"id": "2", "retweeted_id": "1", "text": "RT @kine_invente: Qui paie"},
        opening | {"id": "3", "quoted_id": "1"},
        opening | {"id": "4", "timestamp_utc": ""},
        opening | {"id": "5", "timestamp_utc": "", "local_time": "hier"},
        opening | {"id": "1,34E+18"},
        opening | {"id": ""},
        opening | {"id": "6", "text": "", "media_types": "", "media_urls": ""},
        opening | {"id": "7", "media_alt_texts": "Un | deux | trois"},
    ]
    posts, problems = read(file(table(*rows, delimiter=";")))
    assert [(p.external_id, p.thread_external_id, p.kind, p.time_status) for p in posts] == [
        ("1", "1", "post", "utc"),
        ("2", "2", "repost", "utc"),
        ("3", "3", "quote", "utc"),
        ("4", "4", "post", "local_assumed"),
        ("7", "7", "post", "utc"),
    ]
    assert posts[3].posted_at == datetime(2021, 1, 7, 7, 41, 13, tzinfo=UTC)
    assert posts[4].media == (Medium("image", "Un | deux | trois"), Medium("video"))
    assert places(problems) == [
        (6, "local_time", "date_relative"),
        (7, "id", "id_scientific"),
        (8, "id", "x_no_id"),
        (9, "text", "empty_text"),
    ]


FOURCAT = {
    "collected_from_url": "https://x.com/i/1",
    "id": "1790000000000000102",
    "thread_id": "1790000000000000101",
    "timestamp": "2024-05-13 06:00:00",
    "unix_timestamp": "1715580000",
    "link": "https://x.com/kine_invente/status/1",
    "body": "@ide_inventee oui &amp; non https://t.co/a https://t.co/img",
    "author": "kine_invente",
    "author_fullname": "Kiné Inventé",
    "author_id": "51",
    "language_guess": "fr",
    "retweet_count": "1",
    "reply_count": "0",
    "like_count": "4",
    "is_retweet": "no",
    "retweeted_user": "",
    "is_quote_tweet": "no",
    "is_reply": "yes",
    "replied_user": "ide_inventee",
    "hashtags": "Kine,Soin",
    "urls": "https://exemple.org/a",
    "images": "https://x/1.jpg",
    "videos": "",
    "mentions": "ide_inventee",
}


def test_4cat_golden(file):
    path = file(table(FOURCAT))
    assert registry.sniff(path)[0].name == "x_4cat_csv"
    posts, problems = read(path)
    assert posts == [
        PostRecord(
            text="@ide_inventee oui & non https://exemple.org/a",
            line=2,
            external_id="1790000000000000102",
            thread_external_id="1790000000000000101",
            **signed("51", "Kiné Inventé", "kine_invente", 2024, 5, 13, 6),
            kind=PostKind.REPLY,
            language="fr",
            likes=4,
            reposts=1,
            replies=0,
            media=(Medium("image"),),
            links=("https://exemple.org/a",),
            hashtags=("Kine", "Soin"),
            mentions=(Mention("ide_inventee"),),
        )
    ]
    assert problems == [Problem(0, "thread_id", "x_parent_not_exported", {}, Severity.WARNING)]
    assert "which post it answers" in sentence(problems[0].code, {})


def test_4cat_kinds_and_links_that_do_not_fit(file):
    opening = FOURCAT | {"id": "1790000000000000101", "is_reply": "no", "body": "Lien https://t.co/x"}
    opening |= {"urls": "https://exemple.org/a,b,https://exemple.org/c", "images": ""}
    repost = opening | {"id": "3", "thread_id": "3", "is_retweet": "yes", "body": "RT @a: coupé…", "urls": ""}
    quote = opening | {"id": "4", "thread_id": "4", "is_quote_tweet": "yes"}
    posts, problems = read(file(table(opening, repost, quote, opening | {"id": "1,79E+18"}, delimiter="\t"), "f.tsv"))
    assert [(p.external_id, p.kind, p.text) for p in posts] == [
        ("1790000000000000101", "post", "Lien https://t.co/x"),
        ("3", "repost", "RT @a: coupé…"),
        ("4", "quote", "Lien https://t.co/x"),
    ]
    assert places(problems) == [
        (0, "thread_id", "x_parent_not_exported"),
        (5, "id", "id_scientific"),
        (0, "", "x_reposts_cut"),
    ]


TCAT = {
    "id": "650000000000000102",
    "time": "1443700000",
    "created_at": "2015-10-01 11:46:40",
    "from_user_name": "interne_invente",
    "text": "@chef_invente Gardes &gt; sommeil https://t.co/a",
    "filter_level": "low",
    "retweet_count": "3",
    "favorite_count": "4",
    "lang": "fr",
    "to_user_name": "chef_invente",
    "in_reply_to_status_id": "650000000000000101",
    "from_user_id": "61",
    "from_user_realname": "Interne",
    "quoted_status_id": "",
    "urls": "https://t.co/a; https://t.co/m",
    "urls_expanded": "https://exemple.org/a; https://twitter.com/interne_invente/status/650000000000000102/photo/1",
    "media_type": "; photo",
    "mentions": "chef_invente",
    "hashtags": "garde; sommeil",
}


@pytest.mark.parametrize(("delimiter", "name"), [(",", "tcat.csv"), ("\t", "tcat.tsv")])
def test_tcat_golden(file, delimiter, name):
    path = file("\ufeff" + table(TCAT, delimiter=delimiter), name)
    assert registry.sniff(path)[0].name == "tcat_csv"
    assert read(path) == (
        [
            PostRecord(
                text="@chef_invente Gardes > sommeil https://exemple.org/a",
                line=2,
                external_id="650000000000000102",
                parent_external_id="650000000000000101",
                **signed("61", "Interne", "interne_invente", 2015, 10, 1, 11, 46, 40),
                kind=PostKind.REPLY,
                language="fr",
                likes=4,
                reposts=3,
                media=(Medium("image"),),
                links=("https://exemple.org/a",),
                hashtags=("garde", "sommeil"),
                mentions=(Mention("chef_invente"),),
            )
        ],
        [],
    )


def test_tcat_times_and_kinds(file):
    opening = TCAT | {"in_reply_to_status_id": "0", "time": "", "urls": "", "urls_expanded": "", "media_type": ""}
    rows = [
        opening | {"id": "1"},
        opening | {"id": "2", "text": "RT @chef_invente: dormez"},
        opening | {"id": "3", "quoted_status_id": "1"},
        opening | {"id": "4", "created_at": "2015-13-01 11:46:40"},
    ]
    posts, problems = read(file(table(*rows)))
    assert [(p.external_id, p.kind, p.time_status, p.posted_at) for p in posts] == [
        ("1", "post", "utc", datetime(2015, 10, 1, 11, 46, 40, tzinfo=UTC)),
        ("2", "repost", "utc", datetime(2015, 10, 1, 11, 46, 40, tzinfo=UTC)),
        ("3", "quote", "utc", datetime(2015, 10, 1, 11, 46, 40, tzinfo=UTC)),
    ]
    assert places(problems) == [(5, "created_at", "date_impossible")]


@pytest.mark.parametrize("name", ["medialab_csv", "x_4cat_csv", "tcat_csv", "twarc_csv"])
def test_a_table_without_its_columns_is_refused(file, name):
    path = file("id,autre\n1,2\n")
    with pytest.raises(UnreadableFile) as refused:
        list(registry.read(path, Recipe(format=name)))
    assert refused.value.code == "header_missing"
    with pytest.raises(UnreadableFile):
        registry.guess_recipe(path, name)


def test_broken_rows_cost_themselves_only(file):
    good = table(MEDIALAB)
    head, row = good.split("\n", 1)
    row = row.strip("\n")
    bad = row.replace("kine_invente", "ki\0ne", 1)
    posts, problems = read(file(f"{head}\n{row}\n{row},de trop\n{bad}\n{row.replace('1347000000000000101', '9')}\n"))
    assert [p.external_id for p in posts] == ["1347000000000000101", "9"]
    assert places(problems) == [(3, "", "too_many_cells"), (4, "user_screen_name", "nul_character")]


def test_edited_posts_of_twarc_tables(file):
    def row(external_id: str, text: str, versions: str) -> dict[str, str]:
        return {
            "id": external_id,
            "conversation_id": "1576000000000000001",
            "author_id": "11",
            "created_at": "2022-10-03T17:57:11.000Z",
            "text": text,
            "author.username": "dr_blouse_test",
            "edit_history_tweet_ids": versions,
        }

    both = '["1576000000000000001", "1576000000000000002"]'
    path = file(
        table(row("1576000000000000001", "Fotte", '["1576000000000000001"]'), row("1576000000000000002", "Faute", both))
    )
    posts, problems = read(path)
    assert [(p.external_id, p.text, p.is_edited) for p in posts] == [("1576000000000000001", "Faute", True)]
    assert places(problems) == [(2, "", "x_older_version")]
