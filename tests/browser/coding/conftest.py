"""A coder signed in once for each file, a network that can fail, and a hundred posts to code."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.coding.screen import begin

# A slow server, now and then a very slow one; a network that can be cut, that drops requests and loses answers; and a
# server that refuses the next act.
NETWORK = """
window.network = {delay: 0, slow: 0, isCut: false, dropped: [], lost: [], refusal: null, sent: 0};
const real = window.fetch;
window.fetch = async (input, init) => {
  if (window.network.isCut) throw new TypeError("cut");
  if (!String(input).includes("/operations/")) return real(input, init);
  const number = ++window.network.sent;
  const takes = window.network.delay + (number % 40 === 0 ? window.network.slow : 0);
  await new Promise((resolve) => setTimeout(resolve, takes));
  if (window.network.dropped.includes(number)) throw new TypeError("dropped on its way");
  if (window.network.refusal) {
    const [status, answer] = window.network.refusal;
    window.network.refusal = null;
    return Response.json(answer, {status});
  }
  const answer = await real(input, init);
  if (window.network.lost.includes(number)) throw new TypeError("answer lost");
  return answer;
};
"""


@pytest.fixture(scope="module")
def hundred(site: Any) -> None:
    """Make the hundred posts."""
    site.manage("shell", "-v", "0", "-c", "from tests.browser.coding.hundred import build; build()")


@pytest.fixture(scope="module")
def enter(site: Any) -> Callable[[Page, Any], Page]:
    """Return a function that signs somebody in; each link works once."""

    def sign_in(page: Page, user: Any) -> Page:
        page.goto(site.link(user))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(f"{site.url}/")
        return page

    return sign_in


@pytest.fixture(scope="module")
def session(browser: Browser, world: Any, enter: Callable) -> Any:
    """Sign the coder in once for the whole module."""
    profile = browser.new_context(locale="fr-FR")
    enter(profile.new_page(), world.coder)
    state = profile.storage_state()
    profile.close()
    return state


@pytest.fixture
def context(browser: Browser, session: Any) -> Iterator[BrowserContext]:
    """Open a profile in which the coder is signed in."""
    profile = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}, storage_state=session)
    profile.set_default_timeout(10_000)
    profile.add_init_script(NETWORK)
    yield profile
    profile.close()


@pytest.fixture
def coder_page(page: Page, site: Any, world: Any) -> Page:
    """Open the coder's queue of the demo and begin."""
    begin(page, site, world.project.slug)
    return page
