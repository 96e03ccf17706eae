"""The form in a real browser, without scripts, from the left and from the right, on a telephone."""

from __future__ import annotations

import json

import pytest
from tests.portal.cycles.conftest import LED, partnership
from tests.serving import MARKS, Service, chromium

PASSWORD = "correct horse battery"
pytestmark = MARKS


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Serve a partnership whose call is issued, in a process of its own."""
    from quicksilver.register.formats.text_form import export_directory

    folder = tmp_path_factory.mktemp("service")
    export_directory(partnership(), folder / "text")
    held = Service.over(folder / "data")
    held.run("programme", "load", folder / "text")
    held.run(
        "programme",
        "account",
        "sec",
        "--role",
        "secretariat",
        "--organisation",
        "unep",
        "--password",
        PASSWORD,
    )
    for area in LED[:3]:
        held.run(
            "programme",
            "account",
            area,
            "--role",
            "area lead",
            "--area",
            area,
            "--organisation",
            f"lead-{area}",
            "--password",
            PASSWORD,
        )
    held.run("programme", "cycle", "call", "c2008", "--by", "sec")
    with held.running():
        yield held


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


def _signed_in(service, browser, name, **given):
    context = browser.new_context(**given)
    page = context.new_page()
    page.goto(f"{service.url}/sign-in/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.locator("form.narrow button").click()
    return context, page


@pytest.mark.parametrize(
    ("locale", "width", "area"),
    [("en-GB", 1280, "asgm"), ("zh-CN", 1280, "chlor-alkali"), ("ar-EG", 390, "fate")],
)
def test_a_form_is_filled_in_and_sent(service, browser, tmp_path, locale, width, area):
    given = {"locale": locale, "java_script_enabled": False, "viewport": {"width": width, "height": 900}}
    context, page = _signed_in(service, browser, area, **given)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.locator(f'a[href="/forms/c2008-{area}/"]').click()
    page.fill('[name="v:5.1"]', "工作很好 العمل جيد")
    page.select_option('[name="s:5.2"]', "not known")
    page.fill('[name="v:1.5"]', "many")
    page.locator('button[name="save"]').click()
    assert page.locator(".question.wrong").count() == 1
    assert page.input_value('[name="v:5.1"]') == "工作很好 العمل جيد"
    page.fill('[name="v:1.5"]', "12")
    page.locator('button[name="send"]').click()
    assert page.locator(".messages .success").count() == 1
    held = json.loads(service.run("programme", "show", f"submissions/c2008-{area}", "--json"))["record"]
    assert held["state"] == "submitted"
    assert {one["question"]: one["value"] or one["special"] for one in held["answers"]} == {
        "1.5": "12",
        "5.1": "工作很好 العمل جيد",
        "5.2": "not known",
    }
    assert all(url.startswith((service.url, "data:")) for url in asked)
    # The answer of 422 is told, and nothing else.
    assert [one for one in said if "422" not in one] == []
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_runs_over_and_each_turns_round(service, browser, width):
    for locale, direction in (("fr-FR", "ltr"), ("ar-EG", "rtl")):
        context, page = _signed_in(
            service, browser, "sec", locale=locale, viewport={"width": width, "height": 900}
        )
        faults = []
        page.on("console", lambda message, faults=faults: faults.append(message.text))
        for path in (
            "/",
            "/cycles/c2008/",
            "/cycles/c2008/draft/",
            "/forms/c2008-coal/",
            "/forms/c2008-coal/review/",
            "/plans/metals-plan/",
            "/api/",
            "/gaps/",
            "/admin/",
        ):
            page.goto(service.url + path)
            assert page.evaluate("document.documentElement.dir") == direction, path
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 1, f"{path} runs over by {wider} px at {width} px"
            assert page.locator("h1").count() >= 1, path
            # Every box has a name that is read aloud.
            nameless = page.evaluate(
                "[...document.querySelectorAll('main input:not([type=hidden]), main textarea, main select')]"
                ".filter(e => !e.labels?.length && !e.ariaLabel).length"
            )
            assert nameless == 0, path
        assert faults == []
        context.close()


def test_a_backup_is_made_while_the_service_writes(service, browser, tmp_path):
    context, page = _signed_in(service, browser, "sec")
    for turn in range(3):
        page.goto(f"{service.url}/forms/c2008-quiet/")
        page.fill('[name="v:5.1"]', f"Turn {turn}")
        page.locator('button[name="save"]').click()
        service.run("backup", tmp_path / f"b{turn}")
    service.run("restore", tmp_path / "b1", "--yes")
    page.goto(f"{service.url}/forms/c2008-quiet/")
    assert page.input_value('[name="v:5.1"]') == "Turn 1"
    context.close()
