"""The codebook in both languages."""

from coding_app.codebook.actions import create_draft


def test_the_codebook_lists_its_versions(program, coded):
    answer = program("reader").get("codebook").json()
    [version] = answer["versions"]
    assert (version["number"], version["state"]) == (1, "published")
    assert version["codes"] == coded.round.codebook_version.definitions.filter(kind="code").count()


def test_a_version_is_given_with_all_its_words(program, coded, django_assert_num_queries):
    ours = program("reader")
    with django_assert_num_queries(4):
        answer = ours.get("codebook_version", 1).json()
    entries = {entry["slug"]: entry for entry in answer["definitions"]}
    assert [entry["position"] for entry in answer["definitions"]] == sorted(
        entry["position"] for entry in answer["definitions"]
    )
    topic, pay = entries["topic"], entries["work.pay"]
    assert (topic["kind"], topic["selection"], topic["parent"]) == ("dimension", "any", None)
    assert (pay["kind"], pay["parent"], pay["selection"]) == ("code", "work", "")
    assert pay["name_fr"] != ""
    assert pay["name_en"] != ""
    assert pay["definition_fr"] != pay["definition_en"]
    assert pay["uuid"] == str(coded.code("work.pay").uuid)


def test_a_draft_is_read_as_on_its_page(program, coded):
    create_draft(codebook=coded.round.codebook_version.codebook, by=coded.people["owner"])
    numbers = [version["number"] for version in program("reader").get("codebook").json()["versions"]]
    assert numbers == [2, 1]


def test_what_is_not_there_is_not_there(program, foreign):
    assert program("reader").get("codebook_version", 9).status_code == 404
    answer = program("stranger", foreign).get("codebook")
    assert (answer.status_code, bool(answer.json()["detail"])) == (404, True)
