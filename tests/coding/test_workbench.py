"""The coding screen."""

import json
import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.utils import translation

from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.models import CodeExample
from coding_app.coding import actions, code_panel, panels
from coding_app.coding.workbench import workbench
from coding_app.sampling.steps import close_round
from corpus.models import ImportBatch, Post
from tests.coding.conftest import Coded, add_thread, make_coded
from tests.coding.parts import assert_shown, hang_on
from tests.factories import REVIEWED


def page(coded: Coded, client: Client, position: int = 1, query: str = "") -> str:
    response = client.get(coded.url("workbench", coded.assignment("coder", position)) + query)
    assert response.status_code == 200
    return response.content.decode()


def model(html: str, name: str = "unit-model") -> dict:
    return json.loads(re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', html)[1])


def unit(html: str) -> dict:
    """Return the unit of the address as the browser gets it."""
    found = model(html)
    return next(one for one in found["units"] if one["assignment"] == found["current"])


def asked(html: str) -> list[str]:
    names = {dimension["uuid"]: dimension["name"] for dimension in model(html, "panel-model")["dimensions"]}
    return [names[uuid] for uuid in unit(html)["asked"]]


def test_works(coded: Coded, coder: Client) -> None:
    html = page(coded, coder, 1)
    assert "Non, ce n’est pas dans le contrat" in html
    assert asked(html) == ["Thème", "Acte", "Réponse", "Position", "Tonalité", "Registre"]
    assert "Réponse" not in asked(page(coded, coder, 0))


def test_all_units_of_the_thread_are_at_hand(coded: Coded, coder: Client) -> None:
    html = page(coded, coder, 3)
    found, panel = model(html), model(html, "panel-model")
    posts = list(coded.assignment("coder").unit.thread.posts.order_by("position").values_list("uuid", flat=True))
    assert [one["post"] for one in found["units"]] == [str(uuid) for uuid in posts]
    assert found["current"] == str(coded.assignment("coder", 3).uuid)
    work = coded.assignment("coder", 5)
    one = found["units"][5]
    assert {name: one[name] for name in ("page", "operations", "press", "memo")} == {
        "page": coded.url("workbench", work),
        "operations": coded.url("operation_create", work),
        "press": coded.url("operation_form", work),
        "memo": coded.url("note_save", work),
    }
    assert (one["kind"], one["start"], one["end"], one["position"]) == ("post", None, None, work.position)
    assert found["progress"] == {"done": 0, "total": 6} and found["recordsTime"] is False
    assert (found["isTraining"], panel["inVivo"]) == (False, "")
    codes = {code["name"]: code for code in panel["dimensions"][0]["codes"]}
    tasks = codes["Tâches et limites"] if "Tâches et limites" in codes else next(iter(codes.values()))
    assert tasks["path"].startswith("Thème") and 1 <= tasks["colour"] <= 16 and tasks["depth"] >= 0


def test_it_speaks_english_too(coded: Coded, coder: Client) -> None:
    with translation.override("en"):
        html = coder.get(
            coded.url("workbench", coded.assignment("coder", 1)), headers={"accept-language": "en"}
        ).content.decode()
    assert asked(html)[:3] == ["Topic", "Act", "Answer"]


def test_it_shows_what_the_coder_has_done(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks")
    coded.act(work, "apply", "law.tasks", start=0, end=3)
    coded.act(work, "doubt", reason="Ironie ?")
    skipped = coded.assignment("coder", 2)
    coded.act(skipped, "skip", reason="Illisible")
    actions.write_memo(assignment=work, text="À revoir <b>", by=coded.people["coder"], previous=None)
    html = page(coded, coder, 1)
    code, one = str(coded.code("law.tasks").uuid), unit(html)
    assert one["marks"] == [{"code": code, "start": None, "end": None}, {"code": code, "start": 0, "end": 3}]
    assert (one["sequence"], one["doubted"], one["doubt"], one["submitted"]) == (3, True, "Ironie ?", False)
    assert one["memoText"] == "À revoir <b>" and one["memoPrevious"]
    assert "À revoir &lt;b&gt;" in html and "<b>" not in html.split("<main")[1]
    other = model(html)["units"][2]
    assert (other["skipped"], other["skipReason"], other["doubt"]) == (True, "Illisible", "")


def test_the_lines_tell_whom_and_how_long_after(coded: Coded) -> None:
    posts = coded.assignment("coder").unit.thread.posts.order_by("position")
    posts.filter(position=4).update(time_precision="day")
    lines = workbench(coded.assignment("coder", 3)).lines
    assert [line.depth for line in lines] == [0, 1, 1, 2, 1, 2]
    uuids = [str(post.uuid) for post in posts]
    assert [line.parent for line in lines] == ["", uuids[0], uuids[0], uuids[1], uuids[0], uuids[4]]
    # Replies come minute by minute; one of them is known to the day only.
    assert [line.waited and line.waited.total_seconds() / 60 for line in lines] == [None, 1, 2, 2, None, None]
    assert [line.is_current for line in lines] == [False, False, False, True, False, False]
    assert all(line.is_unit for line in lines)


def test_what_hangs_on_a_post_is_on_the_screen(coded: Coded, coder: Client) -> None:
    post = coded.assignment("coder", 1).unit.post
    hang_on(post)
    assert_shown(page(coded, coder, 1), coded.project.slug, post)
    # Where it is context only, too.
    coded.round.assignments.filter(coder=coded.people["coder"], unit__post=post).update(coder=coded.people["owner"])
    assert_shown(page(coded, coder, 3), coded.project.slug, post)


def test_context_is_read_and_not_coded(coded: Coded, coder: Client) -> None:
    gone = coded.assignment("coder", 4)
    type(gone).objects.filter(pk=gone.pk).update(coder=coded.people["owner"])
    work = workbench(coded.assignment("coder", 1))
    assert [line.is_unit for line in work.lines] == [True, True, True, True, False, True]
    assert str(gone.uuid) not in page(coded, coder, 1)
    assert coded.post(coder, gone, slug="law.tasks").status_code == 404


def test_examples_of_the_codebook_are_at_hand(coded: Coded) -> None:
    draft = create_draft(codebook=coded.project.codebook, by=coded.people["manager"])
    code, post = coded.code("law.tasks"), coded.assignment("coder", 3).unit.post
    pick = {"version": draft, "code": code, "post": post, "picked_by": coded.people["manager"]}
    CodeExample.objects.create(start=0, end=7, **pick)
    CodeExample.objects.create(is_counter=True, **pick)
    version = publish_version(version=draft, note="avec exemples", by=coded.people["manager"])
    asked = workbench(coded.assignment("coder", 1)).asked
    found = [choice for choice in panels.read(version, asked)[0].choices if choice.entry.id == code.pk]
    assert found[0].examples == (("Regarde", False), (post.text, True))


def test_reader_stranger_colleague(coded: Coded, client_of: Callable) -> None:
    url = coded.url("workbench", coded.assignment("coder"))
    assert client_of(coded.people["reader"]).get(url).status_code == 403
    assert client_of(coded.people["stranger"]).get(url).status_code == 404
    for person in ("second_coder", "owner", "adjudicator"):
        assert client_of(coded.people[person]).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_post_is_refused(coded: Coded, coder: Client) -> None:
    assert coder.post(coded.url("workbench", coded.assignment("coder"))).status_code == 405


def test_nothing_of_a_colleague_is_on_it_open_or_closed(coded: Coded, coder: Client) -> None:
    before = page(coded, coder, 1)
    colleague = coded.assignment("second_coder", 1)
    coded.fill(colleague, "law.tasks", "answer.rule")
    actions.write_memo(assignment=colleague, text="Avis secret", by=colleague.coder, previous=None)
    for _state in ("open", "closed"):
        html = page(coded, coder, 1)
        assert "Avis secret" not in html and "second_coder" not in html
        assert not any(one["marks"] for one in model(html)["units"])
        assert model(html) | {"isOpen": True} == model(before)
        close_round(round=coded.round, by=coded.people["manager"]) if _state == "open" else None


def test_a_closed_round_is_read_only(coded: Coded, coder: Client) -> None:
    close_round(round=coded.round, by=coded.people["manager"])
    html = page(coded, coder, 1)
    assert model(html)["isOpen"] is False
    assert 'data-do="done"' not in html


def test_a_long_thread_is_folded_and_opens(coded: Coded, coder: Client, small: object) -> None:
    thread = coded.assignment("coder", 1).unit.thread
    batch, source = thread.batch, thread.source
    first = thread.posts.get(position=0)
    thread.posts.model.objects.bulk_create(
        thread.posts.model(
            source=source, thread=thread, batch=batch, author=first.author, parent=first, position=at,
            text=f"Réponse numéro {at}", digest=at.to_bytes(32, "big"), time_status="unknown",
        )
        for at in range(6, 212)
    )  # fmt: skip
    html = page(coded, coder, 3)
    # The opening, the post it answers, its neighbors and its only sibling: positions 0 to 6.
    assert "Réponse numéro 6" in html and "Réponse numéro 7" not in html
    assert "?all=1" in html and "Réponse numéro 211" in page(coded, coder, 3, "?all=1")
    work = workbench(coded.assignment("coder", 3))
    assert (len(work.lines), work.posts, work.hidden) == (8, 212, 205)
    # Far away in a long thread the coder's other units come along, with what they answer.
    far = thread.posts.get(position=200)
    mine = coded.assignment("coder", 5)
    type(mine.unit).objects.filter(pk=mine.unit_id).update(post=far)
    work = workbench(coded.assignment("coder", 200))
    assert [one.view.post for one in work.units] == [
        *thread.posts.filter(position__lt=5).order_by("position").values_list("pk", flat=True), far.pk,
    ]  # fmt: skip


def test_imported_text_stays_text(coded: Coded, coder: Client) -> None:
    thread = add_thread(coded.project, ["<img src=x onerror=alert(1)>{{ 7 }}</script>"], [None], name="<b>")
    thread.title = "<script>alert(2)</script>"
    thread.save()
    unit = coded.assignment("coder", 0).unit
    type(unit).objects.filter(pk=unit.pk).update(thread=thread, post=thread.posts.get())
    html = page(coded, coder, 0)
    assert "<img src=x" not in html and "&lt;img src=x" in html
    assert "<script>alert" not in html


def test_a_whole_thread_can_be_the_unit(small: object, client_of: Callable) -> None:
    coded = make_coded(small, unit_kind="thread")
    work = coded.round.assignments.get(coder=coded.people["coder"])
    html = client_of(coded.people["coder"]).get(coded.url("workbench", work)).content.decode()
    assert len(unit(html)["asked"]) == 5 and unit(html)["post"] == ""
    found = workbench(work)
    assert found.thread_unit is not None and found.thread_unit.uuid == work.uuid
    assert not any(line.is_unit for line in found.lines) and all(line.is_near for line in found.lines)


def test_answers_of_an_import_that_was_not_reviewed_are_not_read(coded: Coded, coder: Client) -> None:
    post = coded.assignment("coder", 1).unit.post
    source = post.source
    batch = ImportBatch.objects.create(source=source, state="done", file_name="b.csv", sha256="b" * 64)
    Post.objects.create(
        source=source, thread=post.thread, batch=batch, parent=post, digest=b"late", position=90, text="Appelle Lambda"
    )
    assert "Appelle Lambda" not in page(coded, coder, query="?all")
    ImportBatch.objects.filter(pk=batch.pk).update(**REVIEWED)
    assert "Appelle Lambda" in page(coded, coder, query="?all")


def test_the_neighbors(coded: Coded, coder: Client) -> None:
    works = list(coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position"))
    third = coded.round.assignments.select_related("round__codebook_version", "unit__post").get(pk=works[3].pk)
    coded.fill(third)
    html = coder.get(coded.url("workbench", works[2])).content.decode()
    found = unit(html)
    assert [found[name] for name in ("previous", "next", "nextOpen")] == [
        coded.url("workbench", works[1]), coded.url("workbench", works[3]), coded.url("workbench", works[4]),
    ]  # fmt: skip
    assert model(html)["progress"] == {"done": 1, "total": 6}
    last = unit(coder.get(coded.url("workbench", works[5])).content.decode())
    assert (last["next"], last["nextOpen"]) == ("", "")


def test_single_keys_can_be_off(coded: Coded, coder: Client) -> None:
    coded.people["coder"].has_single_key_shortcuts = False
    coded.people["coder"].save()
    html = page(coded, coder)
    assert model(html)["hasKeys"] is False and 'data-shortcuts="off"' in html


def test_query_count(coded: Coded, coder: Client, django_assert_num_queries: Callable) -> None:
    url = coded.url("workbench", coded.assignment("coder", 1))
    key = panel_key(coder.get(url).content.decode())
    # session, user, membership; assignment, shape of the thread, own units in it, what was done on them, posts with
    # what hangs on them, progress; examples, unless the browser has the panel. Codes once a process.
    for more, count in [({}, 10), ({"X-Panels": key}, 9)]:
        with django_assert_num_queries(count):
            coder.get(url, headers=more)
    for position in range(6):
        coded.fill(coded.assignment("coder", position), "law.tasks")
    with django_assert_num_queries(10):
        coder.get(url)


def panel_key(html: str) -> str:
    return re.search(r'data-codes-panel="(\w{16})"', html)[1]


def test_the_modules_get_only_what_is_new(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    whole, url = page(coded, coder, 1), coded.url("workbench", work)
    key = panel_key(whole)
    first, later = (coder.get(url, headers={"X-Panels": known}).content.decode() for known in ("x", f"x {key}"))
    assert panel_key(first) == panel_key(later) == key
    for part in (first, later):
        assert "<html" not in part and "words" not in model(part)
        assert {**model(part), "words": {}} == {**model(whole), "words": {}}
    assert model(first, "panel-model") == model(whole, "panel-model") and 'name="act"' in first
    assert "panel-model" not in later and 'data-code="' not in later
    # The opening is asked other questions than a reply; of this thread both are on the page, of one post not.
    coded.round.assignments.filter(coder=work.coder, unit__post__position__gt=0).update(coder=coded.people["owner"])
    assert panel_key(page(coded, coder, 0)) != key


def test_the_panel_shows_what_stands_on_the_unit_and_nothing_of_another(coded: Coded, coder: Client) -> None:
    law = coded.code("law.tasks").uuid
    before = page(coded, coder, 1)
    coded.act(coded.assignment("coder", 1), "apply", "law.tasks")
    html = page(coded, coder, 1)
    assert f'value="apply:{law}"' in before and f'value="retract:{law}"' in html
    assert 'aria-pressed="true"' in html and "dimension is-closed" in html
    for other in (page(coded, coder, 2), before):
        assert f'value="apply:{law}"' in other and 'aria-pressed="true"' not in other


def test_an_example_that_was_erased_is_gone_from_the_panel(coded: Coded, coder: Client) -> None:
    draft = create_draft(codebook=coded.project.codebook, by=coded.people["manager"])
    post = coded.assignment("coder", 3).unit.post
    CodeExample.objects.create(
        version=draft, code=coded.code("law.tasks"), post=post, start=0, end=7, picked_by=coded.people["manager"]
    )
    version = publish_version(version=draft, note="avec exemples", by=coded.people["manager"])
    work = workbench(coded.assignment("coder", 1))
    work.assignment.round.codebook_version = version
    assert ">Regarde</dd>" in code_panel.code_panel(work).definitions
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")
    type(post).objects.filter(pk=post.pk).update(text="[effacé] la convention")
    assert ">[effacé</dd>" in code_panel.code_panel(work).definitions
