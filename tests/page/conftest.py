"""A real Chromium, the real page, and a server that a test scripts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.page.fake_server import FakeServer
from tests.page.real_shop import books, token  # noqa: F401 - fixtures
from tests.page.stubs import STUBS
from tests.shop import demo_database, demo_template  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

IN_ENGLISH = "localStorage.getItem('execora.language') ?? localStorage.setItem('execora.language', 'en')"

Js = Callable[..., Any]
"""Runs JavaScript in a page that has only imported one module of the page's, as `m`; the arguments come as `a`."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "The page's tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that hears and speaks, as far as the page can tell."""
    phone = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, locale="en-IN")
    phone.add_init_script(STUBS)
    phone.add_init_script(IN_ENGLISH)
    phone.set_default_timeout(5000)
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which no script may fail and no policy be broken."""
    tab = context.new_page()
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    yield tab
    assert troubles == []


@pytest.fixture
def shop(server: FakeServer, page: Page) -> FakeServer:
    """The server, with the page open and connected in English."""
    page.goto(server.url)
    server.expect("voice:start")
    return server


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[Js]:
    """Call the page's pure modules: `js("tasks", "m.isOpen(a[0])", task)`."""
    fake = FakeServer()
    fake.start()
    blank = browser.new_page()
    blank.goto(fake.url + "blank")

    def call(module: str, expression: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever the JavaScript returns
        script = f"async (a) => {{ const m = await import('/page/{module}.js'); return {expression}; }}"
        return blank.evaluate(script, list(arguments))

    yield call
    blank.close()
    fake.stop()
