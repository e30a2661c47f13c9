"""Content warnings: one on a post, for the whole team, until somebody takes it back."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from coding_app.coding.warning_actions import add_warning, end_warning
from coding_app.coding.workbench import workbench
from coding_app.core.models import Event
from coding_app.exports import traces
from coding_app.projects.actions import create_project
from corpus.models import Post
from tests.coding.conftest import Coded, add_thread


def address(coded: Coded, name: str, uuid: object) -> str:
    return reverse(f"coding:{name}", args=[coded.project.slug, uuid])


def live(coded: Coded) -> list[tuple[str, str]]:
    rows = coded.project.content_warnings.filter(ended_at=None)
    return list(rows.values_list("text", "made_by__username"))


def test_a_warning_is_put_reworded_and_taken_back(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    url = address(coded, "warning_create", work.unit.post.uuid)
    goal = coded.url("workbench", work)
    answer = coder.post(url, {"text": " violence ", "next": goal})
    assert (answer.status_code, answer["Location"]) == (303, goal)
    coder.post(url, {"text": "violence"})
    assert [text for text, _by in live(coded)] == ["violence"] and coded.project.content_warnings.count() == 1
    coder.post(url, {"text": "violence, deuil"})
    assert [text for text, _by in live(coded)] == ["violence, deuil"]
    line = next(line for line in workbench(coded.assignment("second_coder", 1)).lines if line.post.warning)
    assert (line.post.id, line.post.warning) == (work.unit.post_id, "violence, deuil")
    ended = coder.post(address(coded, "warning_end", line.post.warning_uuid), {"next": "https://elsewhere.test/"})
    assert (ended.status_code, ended["Location"]) == (303, coded.url("queue"))
    assert live(coded) == [] and coded.project.content_warnings.count() == 2
    assert all(line.post.warning == "" for line in workbench(work).lines)
    verbs = Event.objects.filter(project=coded.project, verb__startswith="warning").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["warning_added", "warning_added", "warning_ended"]
    assert not any("violence" in str(row.detail) for row in verbs)


def test_the_forms_are_on_the_screen(coded: Coded, coder: Client) -> None:
    """What a press sends is read from the page itself: put, then taken back, without a module."""
    work = coded.assignment("coder", 1)
    create, goal = address(coded, "warning_create", work.unit.post.uuid), coded.url("workbench", work)
    html = coder.get(goal).text
    # Six posts to code, each with its form; nobody's to take back.
    assert html.count('<details class="post-warning"') == 6 and "/end/" not in html
    form = html[html.index(f'action="{create}"') :].split("</form>")[0]
    assert f'name="next" value="{goal}"' in form and 'name="text"' in form and 'maxlength="100"' in form
    coder.post(create, {"text": "violence", "next": goal})
    html = coder.get(goal).text
    assert 'name="text" value="violence"' in html
    (end,) = re.findall(r'action="([^"]+/end/)"', html)
    assert coder.post(end, {"next": goal})["Location"] == goal and live(coded) == []


def test_lists_show_the_warning_instead_of_the_words(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "doubt", reason="Ironie ?")
    pages = [coded.url("queue"), reverse("coding:flag_list", args=[coded.project.slug, coded.round.number])]
    assert all("pas dans le contrat" in coder.get(page).text for page in pages)
    add_warning(project=coded.project, post=work.unit.post, text="violence", by=work.coder)
    for page in pages:
        html = coder.get(page).text
        assert "pas dans le contrat" not in html and html.count("violence") == 1


def test_context_gets_a_form_only_where_it_is_veiled(coded: Coded, coder: Client) -> None:
    gone = coded.assignment("coder", 4)
    type(gone).objects.filter(pk=gone.pk).update(coder=coded.people["owner"])
    url = coded.url("workbench", coded.assignment("coder", 1))
    assert address(coded, "warning_create", gone.unit.post.uuid) not in coder.get(url).text
    add_warning(project=coded.project, post=gone.unit.post, text="violence", by=coded.people["owner"])
    assert address(coded, "warning_create", gone.unit.post.uuid) in coder.get(url).text


@pytest.mark.parametrize("text", ["", "   ", "x" * 101])
def test_it_says_something_and_stays_short(coded: Coded, coder: Client, text: str) -> None:
    answer = coder.post(address(coded, "warning_create", coded.assignment("coder").unit.post.uuid), {"text": text})
    assert answer.status_code == 422 and live(coded) == []


def test_a_post_of_another_project_is_out_of_reach(coded: Coded, coder: Client, client_of: Callable) -> None:
    other = create_project(name="Ailleurs", by=coded.people["owner"])
    add_thread(other, ["Loin"], [None], name="loin")
    post = Post.objects.get(source__corpus=other.corpus)
    assert coder.post(address(coded, "warning_create", post.uuid), {"text": "violence"}).status_code == 404
    warning = add_warning(project=other, post=post, text="violence", by=coded.people["owner"])
    assert coder.post(address(coded, "warning_end", warning.uuid)).status_code == 404
    reader = client_of(coded.people["reader"])
    own = coded.assignment("coder").unit.post
    assert reader.post(address(coded, "warning_create", own.uuid), {"text": "violence"}).status_code == 403


def test_ending_twice_is_ending_once(coded: Coded) -> None:
    post, coder, manager = coded.assignment("coder").unit.post, coded.people["coder"], coded.people["manager"]
    warning = add_warning(project=coded.project, post=post, text="violence", by=coder)
    end_warning(warning=warning, by=manager)
    end_warning(warning=warning, by=coder)
    warning.refresh_from_db()
    assert warning.ended_by == manager


def test_an_erased_post_keeps_neither_warning_nor_the_words_about_it(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    add_warning(project=coded.project, post=work.unit.post, text="violence", by=work.coder)
    coded.act(work, "doubt", reason="Il dit « pas dans le contrat »")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")
        traces.forget([work.unit.post_id])
        cursor.execute("SET LOCAL entente.lawful_erasure = 'off'")
    assert not coded.project.content_warnings.exists()
    history = apps.get_model("coding_app", "ContentWarningEvent").objects
    assert not history.filter(project=coded.project.pk).exists()
    assert list(work.operations.values_list("reason", flat=True)) == [traces.GONE]
