"""One unit: codings side by side; the decision and where it leads."""

from uuid import uuid4

import pytest
from django.urls import reverse

from coding_app.coding.actions import perform
from coding_app.coding.warning_actions import add_warning
from coding_app.review.models import Adjudication
from tests.coding.parts import assert_shown, hang_on


@pytest.fixture
def client(study, client_of):
    return client_of(study.people["adjudicator"])


def address(study, name, rest=""):
    return f"/projects/{study.project.slug}/review/1/{study.units[name].uuid}/{rest}"


def sent(study, slug="stance", **more):
    usual = {"dimension": study.codes[slug].uuid, "choice": study.people["coder"].uuid, "reason": "context", "note": ""}
    return {key: str(value) if not isinstance(value, list) else value for key, value in (usual | more).items()}


def test_codings_side_by_side(study, client):
    response = client.get(address(study, "p4"), headers={"accept-language": "en"})
    panels = {panel.dimension.slug: panel for panel in response.context["panels"]}
    stance = panels["stance"]
    assert [column.coder.display_name for column in stance.columns] == ["coder Petit", "second_coder Petit"]
    assert [[each.entry.slug for each in column.codes] for column in stance.columns] == [
        ["stance.for"],
        ["stance.against"],
    ]
    assert [entry.slug for entry in stance.in_question] == ["stance.for", "stance.against"]
    assert [panel.form is not None for panel in panels.values()] == [True, False, False]
    body = response.content.decode()
    assert body.count("data-settle") == 1
    assert "&lt;b&gt;texte&lt;/b&gt; p4" in body
    assert "style=" not in body
    for uuid in (uuid for column in stance.columns for code in column.codes for uuid in code.codings):
        assert f"/notes/about/coding/{uuid}/" in body
        assert client.get(reverse("notes:about", args=[study.project.slug, "coding", uuid])).status_code == 200
    assert response.context["neighbors"].place == 2
    assert response.context["neighbors"].next == study.units["p6"]
    assert response.context["neighbors"].previous == study.units["p2"]


def test_a_warned_post_is_folded_here_too(study, client):
    post = study.units["p4"].post
    assert "<details><summary>" not in client.get(address(study, "p4")).text
    add_warning(project=study.project, post=post, text="mort d’un patient", by=study.people["coder"])
    page = client.get(address(study, "p4"), headers={"accept-language": "en"}).text
    assert page.index("Warning: mort d’un patient") < page.index("&lt;b&gt;texte&lt;/b&gt; p4")
    assert page.count("<details><summary>") == 1


def test_what_hangs_on_a_post_is_there(study, client):
    post = study.units["p4"].post
    hang_on(post)
    assert_shown(client.get(address(study, "p4")).text, study.project.slug, post)


def test_the_question_behind_a_doubt_is_on_the_case_of_its_unit_alone(open_study, client_of):
    work = open_study.units["p4"].assignments.select_related("coder").first()
    sent = {"operation_id": uuid4(), "kind": "doubt", "code": None, "reason": "Ironie <b>?"}
    last = work.operations.latest("sequence").sequence
    perform(assignment=work, after=last, by=work.coder, **sent)
    study = open_study.reveal()
    client = client_of(study.people["adjudicator"])
    assert "Ironie &lt;b&gt;?" in client.get(address(study, "p4")).text
    assert "Ironie" not in client.get(address(study, "p6")).text


def test_settle_goes_to_the_next_case(study, client):
    response = client.post(address(study, "p4", "settle/"), sent(study, note="voir p1"))
    assert (response.status_code, response.url) == (303, address(study, "p6"))
    row = Adjudication.objects.get()
    assert row.made_by == study.people["adjudicator"]
    assert row.reason.endswith("voir p1")
    page = client.get(address(study, "p4"))
    assert page.context["panels"][0].decision.row == row


def test_after_the_last_the_first_then_the_docket(study, client):
    assert client.post(address(study, "p6", "settle/"), sent(study)).url == address(study, "p2")
    assert client.post(address(study, "p2", "settle/"), sent(study, "argument")).url == address(study, "p4")
    assert (
        client.post(address(study, "p4", "settle/"), sent(study)).url
        == f"/projects/{study.project.slug}/review/?round=1"
    )


def test_filters_travel_along(study, client):
    query = f"?code={study.codes['stance'].uuid}"
    assert client.post(address(study, "p6", f"settle/{query}"), sent(study)).url == address(study, "p4", query)


def test_other_codes(study, client):
    codes = [str(study.codes["argument.rule"].uuid), str(study.codes["argument.fact"].uuid)]
    client.post(address(study, "p2", "settle/"), sent(study, "argument", choice="other", codes=codes))
    assert Adjudication.objects.get().consensus_codings.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice": ""}, "Choose whose codings are kept"),
        ({"choice": "other"}, "Choose the codes"),
        ({"choice": "other", "codes": ["7"]}, "Choose among these codes"),
        ({"reason": "", "note": " "}, "Give a reason"),
    ],
)
def test_invalid_keeps_what_was_sent(study, client, fields, words):
    response = client.post(
        address(study, "p4", "settle/"), sent(study, **({"note": "gardé"} | fields)), headers={"accept-language": "en"}
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert words in body
    assert ("gardé" in body) is ("note" not in fields)
    assert not Adjudication.objects.exists()


def test_decided_meanwhile_is_409(study, client):
    client.post(address(study, "p4", "settle/"), sent(study))
    response = client.post(address(study, "p4", "settle/"), sent(study))
    assert response.status_code == 409
    assert Adjudication.objects.count() == 1


def test_decide_again(study, client):
    client.post(address(study, "p4", "settle/"), sent(study))
    seen = Adjudication.objects.get().uuid
    client.post(address(study, "p4", "settle/"), sent(study, choice=study.people["second_coder"].uuid, seen=seen))
    panel = client.get(address(study, "p4")).context["panels"][0]
    assert panel.decision.row.kept_coder == study.people["second_coder"]
    assert [each.row.uuid for each in panel.earlier] == [seen]


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("coder", 403), ("stranger", 404)])
def test_who_may_not(study, client_of, role, status):
    person = client_of(study.people[role])
    assert person.get(address(study, "p4")).status_code == status
    assert person.post(address(study, "p4", "settle/"), sent(study)).status_code == status
    assert not Adjudication.objects.exists()


def test_what_is_not_there(study, client):
    unknown = address(study, "p4").replace(str(study.units["p4"].uuid), str(study.people["coder"].uuid))
    assert client.get(unknown).status_code == 404
    assert client.post(address(study, "p4", "settle/"), sent(study, "stance.for")).status_code == 404
    assert client.get(address(study, "p4", "settle/")).status_code == 405


def test_queries_do_not_grow(study, client, django_assert_num_queries):
    client.get(address(study, "p4"))
    with django_assert_num_queries(19):
        client.get(address(study, "p4"))
