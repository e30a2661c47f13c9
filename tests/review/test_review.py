"""The docket: who may see it, what each filter keeps."""

import pytest


@pytest.fixture
def docket(study, client_of):
    client = client_of(study.people["adjudicator"])

    def get(query="", role=None):
        person = client_of(study.people[role]) if role else client
        return person.get(f"/projects/{study.project.slug}/review/{query}", headers={"accept-language": "en"})

    return get


def units(study, response):
    names = {unit.pk: name for name, unit in study.units.items()}
    return [names[row.unit.pk] for row in response.context["page"]]


def test_differing_units_first(study, docket):
    response = docket()
    assert units(study, response) == ["p2", "p4", "p6"]
    counts = {str(state): count for state, count in response.context["tabs"]}
    assert counts == {"differ": 3, "incomplete": 1, "settled": 0, "agree": 7, "all": 11}
    assert "&lt;b&gt;texte&lt;/b&gt; p4" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=incomplete", ["p11"]),
        ("?state=agree", ["p1", "p3", "p5", "p7", "p8", "p9", "p10"]),
        ("?state=settled", []),
        ("?state=nonsense", ["p2", "p4", "p6"]),
        ("?code={argument}", ["p2"]),
        ("?code={stance.for}", ["p4", "p6"]),
        ("?code={stance.conditional}", []),
        ("?code=00000000-0000-0000-0000-000000000000", []),
        ("?pair={coder}.{second_coder}", ["p2", "p4", "p6"]),
        ("?pair=nobody", ["p2", "p4", "p6"]),
    ],
)
def test_filters(study, docket, query, expected):
    known = {**study.codes, **study.people}
    for name, thing in known.items():
        query = query.replace(f"{{{name}}}", str(thing.uuid))
    assert units(study, docket(query)) == expected


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("coder", 403), ("stranger", 404), ("owner", 200)])
def test_who_may_see_it(docket, role, status):
    assert docket(role=role).status_code == status


@pytest.mark.parametrize("role", ["owner", "manager", "adjudicator"])
def test_blind_open_round_shows_nothing(open_study, client_of, role):
    person = client_of(open_study.people[role])
    url = f"/projects/{open_study.project.slug}/review/"
    response = person.get(url, headers={"accept-language": "en"})
    assert "This round is blind" in response.content.decode()
    assert "page" not in response.context
    unit = open_study.units["p4"].uuid
    assert person.get(f"{url}1/{unit}/").status_code == 404
    assert person.post(f"{url}1/{unit}/settle/", {}).status_code == 404


def test_queries_do_not_grow(study, docket, django_assert_num_queries):
    docket()
    with django_assert_num_queries(13):
        docket()
