"""A journey: settle one disagreement by keyboard, export the codings, find the decision in the file."""

import csv

from django.urls import reverse


def test_settle_one_disagreement_and_export_it(world, site, page, sign_in):
    sign_in(page, world.adjudicator)
    before = site.rows("SELECT count(*) FROM coding_app_consensuscoding")[0][0]
    page.goto(site.url + reverse("review:review", args=[world.project.slug]) + "?round=2")
    page.locator("main a[href*='/review/2/']").first.click()
    page.locator("form[data-settle]").first.wait_for()
    case = page.url
    page.keyboard.press("1")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != case and "/settle/" not in url)
    assert site.rows("SELECT count(*) FROM coding_app_consensuscoding")[0][0] > before

    page.goto(site.url + reverse("exports:export_list", args=[world.project.slug]))
    page.locator("form:has(input[value=long_csv]) button[type=submit]").first.click()
    link = page.locator("#exports a[download]").first
    link.wait_for(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    consensus = [row for row in rows if row["coder"] == "consensus"]
    decided = site.rows(
        "SELECT count(DISTINCT (round_id, unit_id, dimension_id)) FROM coding_app_adjudication"
        " WHERE superseded_at IS NULL"
    )[0][0]
    assert len({(row["round"], row["post"], row["dimension"]) for row in consensus}) == decided
