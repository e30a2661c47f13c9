"""The recipe in words, the forms, and every role at every door."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from coding_app.accounts.actions import create_user
from coding_app.projects.actions import add_member
from coding_app.sampling import actions, queries, reading
from coding_app.sampling.forms import RoundForm
from coding_app.sampling.models import Round
from coding_app.sampling.offer import Offer, offer
from coding_app.sampling.sample_form import SampleForm, new_seed

Recipe = actions.SampleRecipe


def facts(field, **recipe):
    row = field.draw(recipe=Recipe(**recipe))
    row = queries.rounds(field.project).get(pk=row.pk)
    with translation.override("en"):
        return dict(reading.facts(row, {str(field.doctors.uuid): "#DocTocToc"}))


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ({}, "all, posts without a date included"),
        ({"since": dt.date(2020, 2, 1)}, "from Feb. 1, 2020 on"),
        ({"until": dt.date(2020, 3, 31)}, "until March 31, 2020"),
        ({"since": dt.date(2020, 2, 1), "until": dt.date(2020, 3, 31)}, "from Feb. 1, 2020 to March 31, 2020"),
    ],
)
def test_the_period_in_words(field, recipe, words):
    assert facts(field, **recipe)["Period"] == words


def test_limits_in_words(field):
    found = facts(field, sources=[field.doctors.uuid], professions=["gp", "home_help"])
    assert found["Professions"] == "General practitioners, Home helpers"
    assert (found["Sources"], found["Could be drawn"], found["Asked for"], found["Seed"]) == (
        "#DocTocToc", "30", "20", "7",
    )  # fmt: skip
    assert facts(field)["Sources"] == "all of them"


def test_a_source_that_was_renamed_away_is_still_named_by_its_id(field):
    assert facts(field, sources=[field.helpers.uuid])["Sources"] == str(field.helpers.uuid)


def test_a_recipe_is_kept_as_plain_json():
    recipe = Recipe(professions=["gp"], since=dt.date(2020, 2, 29))
    assert recipe.as_json() == {"sources": [], "professions": ["gp"], "since": "2020-02-29", "until": None}


def test_seeds_differ():
    assert len({new_seed() for _time in range(20)}) > 15


def bound(field, form=SampleForm, **change):
    people = queries.coders(field.project)
    data = {
        "unit_kind": "post", "size": "10", "seed": "1", "double_share": "0", "triple_share": "0",
        "coders": [str(one.uuid) for one in people], **change,
    }  # fmt: skip
    return form(data, offer=offer(field.project))


def test_the_form_offers_everybody_who_may_code_by_name(field):
    assert [words for _uuid, words in bound(field).fields["coders"].choices] == ["Ana", "Bob", "Chloe", "Maud"]


def test_the_form_offers_no_segments_and_only_published_versions(field):
    form = RoundForm(offer=Offer([], [], versions=[field.version]))
    assert [value for value, _words in form.fields["unit_kind"].choices] == ["post", "thread"]
    assert form.fields["codebook_version"].choices == [("1", "v1")]


def test_a_small_sample_may_need_fewer_coders_than_its_shares_say(field):
    one = [str(queries.coders(field.project).first().uuid)]
    # One per cent of ten units rounds to none, so that one coder is enough.
    assert bound(field, coders=one, double_share="1").is_valid()
    assert not bound(field, coders=one, double_share="5").is_valid()


@pytest.mark.parametrize(
    "change", [{"size": "100001"}, {"seed": str(2**31)}, {"since": "31/02/2020"}, {"coders": ["x"]}]
)
def test_the_form_refuses_what_is_out_of_range(field, change):
    assert not bound(field, **change).is_valid()


def test_sources_of_other_projects_are_not_offered(field):
    foreign = field.stranger.memberships.get().project
    assert list(queries.sources(foreign)) == []
    assert not bound(field, sources=["00000000-0000-0000-0000-000000000000"]).is_valid()


DOORS = [
    ("round_list", "get", [], "read"),
    ("round", "get", [1], "read"),
    ("round_new", "get", [], "manage"),
    ("round_preview", "post", [], "manage"),
    ("round_open", "post", [1], "manage"),
]
ALLOWED = {"read": {"owner", "manager", "adjudicator", "coder", "reader"}, "manage": {"owner", "manager"}}


@pytest.mark.parametrize("role", ["owner", "manager", "adjudicator", "coder", "reader", "stranger"])
@pytest.mark.parametrize(("name", "method", "args", "right"), DOORS)
def test_every_role_at_every_door(field, role, name, method, args, right):
    field.draw()
    person = field.manager if role == "owner" else field.stranger
    if role not in {"owner", "stranger"}:
        person = create_user(username="essai", display_name="Essai")
        add_member(project=field.project, user=person, role=role, by=field.manager)
    answer = getattr(field.client(person), method)(reverse(f"sampling:{name}", args=[field.project.slug, *args]))
    if role in ALLOWED[right]:
        assert answer.status_code in {200, 303, 422}
    else:
        assert answer.status_code == (404 if role == "stranger" else 403)
    opened = name == "round_open" and role in ALLOWED[right]
    assert Round.objects.get().state == ("open" if opened else "draft")


def test_visitors_are_asked_to_sign_in(field, client):
    answer = client.get(reverse("sampling:round_list", args=[field.project.slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))
