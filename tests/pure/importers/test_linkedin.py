"""LinkedIn tables: the account's own comments and shares, and comments saved by scrapers."""

from dataclasses import replace
from datetime import UTC, datetime

from corpus.importers import registry
from tests.pure.importers.conftest import places, read

POST = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7012345678901234567"
COMMENT = f"{POST}?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7012345678901234567%2C7012345678901239999%29"


def test_own_comments(file):
    path = file(
        "Date,Link,Message\n"
        f'2023-05-01 10:11:12,{POST},"Tout à fait, ""merci"""\n'
        f"2023-05-02 10:11:12,{COMMENT},Encore\n"
        "2023-05-03 10:11:12,https://www.linkedin.com/feed,Perdu\n"
        f"2023-05-03 10:11:12,{POST},\n"
    )
    recipe = registry.guess_recipe(path)
    assert (recipe.format, registry.entry("linkedin").questions(path, recipe)) == ("linkedin", ())
    posts, problems = read(path)
    assert [(p.text, p.parent_external_id, p.thread_external_id, p.kind) for p in posts] == [
        ('Tout à fait, "merci"', "7012345678901234567", "7012345678901234567", "reply"),
        ("Encore", "7012345678901234567", "7012345678901234567", "reply"),
        ("Perdu", "", "", "reply"),
    ]
    assert (posts[0].external_id[0], posts[1].external_id) == ("~", "7012345678901239999")
    assert (posts[0].posted_at, posts[0].time_status) == (datetime(2023, 5, 1, 8, 11, 12, tzinfo=UTC), "local_assumed")
    assert places(problems) == [(5, "text", "empty_text"), (0, "", "linkedin_thread_unknown")]


def test_own_shares(file):
    path = file(
        "Date,ShareLink,ShareCommentary,SharedURL,MediaURL,Visibility\n"
        f"2023-05-01 10:11:12,{POST},Un avis ?,https://exemple.org/a,,MEMBER_NETWORK\n"
    )
    (post,), problems = read(path)
    assert (post.external_id, post.thread_external_id, post.parent_external_id, post.kind, post.links) == (
        "7012345678901234567",
        "7012345678901234567",
        "",
        "post",
        ("https://exemple.org/a",),
    )
    assert problems == []


SCRAPED = (
    "postUrl,profileUrl,fullName,comment,timestamp,isReply,likes\n"
    f"{POST},https://www.linkedin.com/in/ana-fictive?x=1,Ana Fictive,Voici ce que nous faisons ici,2 sem.,false,3\n"
    f"{POST},https://www.linkedin.com/in/b%C3%A9a,Béa Fictive,Merci,WHEN,true,0\n"
)


def test_scraped_comments_with_relative_times(file):
    path = file(SCRAPED.replace("WHEN", "18h"))
    recipe = registry.guess_recipe(path)
    assert (recipe.format, registry.entry("linkedin").questions(path, recipe)) == ("linkedin", ("captured_on",))
    first, second = read(path, replace(recipe, options={"captured_on": "2024-03-20"}))[0]
    assert (first.posted_at, first.time_status, first.time_precision) == (
        datetime(2024, 3, 6, 11, tzinfo=UTC),
        "estimated",
        "week",
    )
    assert (first.author_name, first.author_handle, first.likes) == ("Ana Fictive", "ana-fictive", 3)
    assert (second.author_handle, second.parent_external_id) == ("béa", first.external_id)
    later = read(file(SCRAPED.replace("WHEN", "3 sem."), "later.csv"))[0]
    assert [p.external_id for p in later] == [first.external_id, second.external_id]


def test_tables_of_other_places_are_no_linkedin(file):
    path = file("Date,Link,Message\n2023-05-01,https://exemple.org/1,Un message du forum\n")
    assert registry.sniff(path)[0].name == "table"
