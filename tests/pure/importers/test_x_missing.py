"""Posts that API v2 names in `errors` keep their place where an answer hangs on them; the rest is only told."""

import json

from tests.pure.importers.conftest import places, read


def answer(external_id: str, parent: str, thread: str) -> dict:
    told = {"id": external_id, "text": "oui", "author_id": "71", "created_at": "2021-03-01T08:00:00.000Z"}
    return told | {"conversation_id": thread, "referenced_tweets": [{"type": "replied_to", "id": parent}]}


def error(title: str, external_id: str, **more: str) -> dict:
    return {"title": title, "resource_type": "tweet", "resource_id": external_id, "detail": "quelquun_invente"} | more


def page(*answers: dict, errors: tuple[dict, ...] = ()) -> dict:
    return {"data": list(answers), "errors": list(errors), "meta": {"result_count": len(answers)}}


def of_file(file, *values: dict) -> tuple:
    posts, problems = read(file("".join(f"{json.dumps(value)}\n" for value in values), "p.jsonl"))
    gone = [(p.external_id, p.thread_external_id, p.kind, p.availability, p.text, p.line) for p in posts if not p.text]
    return gone, [p.external_id for p in posts if p.text], problems


def test_a_lost_post_that_was_answered_keeps_its_place_and_its_reason(file):
    first = page(
        answer("11", "10", "10"),
        answer("22", "21", "20"),
        errors=(error("Not Found Error", "10"), error("Authorization Error", "21"), error("Not Found Error", "99")),
    )
    gone, kept, problems = of_file(file, first)
    assert gone == [("10", "10", "post", "deleted", "", 1), ("21", "20", "reply", "withheld", "", 1)]
    assert kept == ["11", "22"]
    assert places(problems) == [(1, "errors", "x_error")] * 3
    assert "quelquun" not in str(problems)


def test_errors_and_answers_of_different_pages_meet(file):
    pages = (
        page(answer("11", "10", "10")),
        page(answer("31", "30", "30"), errors=(error("Not Found Error", "10"), error("Forbidden", "40"))),
        page(answer("41", "40", "40")),
    )
    gone, kept, problems = of_file(file, *pages)
    assert gone == [("10", "10", "post", "deleted", "", 2), ("40", "40", "post", "withheld", "", 2)]
    assert kept == ["11", "31", "41"]
    assert [p.params["detail"] for p in problems] == ["Not Found Error, tweet", "Forbidden, tweet"]


def test_one_place_for_a_post_lost_twice_after_the_posts_themselves(file):
    lost = (error("Not Found Error", "10"),)
    found = {"id": "10", "text": "là", "author_id": "7", "conversation_id": "10"}
    gone, kept, problems = of_file(file, page(answer("11", "10", "10"), errors=lost), page(found, errors=lost))
    assert (len(gone), kept, len(problems)) == (1, ["11", "10"], 2)


def test_an_error_about_a_person_or_without_an_id_makes_no_place(file):
    told = (error("Not Found Error", "10", resource_type="user"), {"title": "Forbidden", "resource_type": "tweet"})
    gone, kept, problems = of_file(file, page(answer("11", "10", "10"), errors=told))
    assert (gone, kept, places(problems)) == ([], ["11"], [(1, "errors", "x_error")] * 2)


def test_a_page_of_errors_alone_is_rejected_by_name_and_still_gives_the_place(file):
    gone, kept, problems = of_file(file, page(answer("11", "10", "10")), {"errors": [error("Not Found Error", "10")]})
    assert (len(gone), kept) == (1, ["11"])
    assert [(p.line, p.severity) for p in problems] == [(2, "rejected")]


def test_old_errors_and_answers_are_forgotten_in_a_file_larger_than_memory(file, monkeypatch):
    monkeypatch.setattr("corpus.importers.twitter.x_missing._REMEMBERED", 1)
    pages = (page(answer("11", "10", "10")), page(answer("21", "20", "20")), page(errors=(error("Forbidden", "10"),)))
    assert of_file(file, *pages)[0] == []
