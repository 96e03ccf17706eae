"""The administration in a real browser: a secretariat that reads Chinese, and one that reads Arabic on a telephone without scripts."""

from __future__ import annotations

import json

import pytest
from tests.serving import MARKS, Service, chromium

PASSWORD = "mercury and quicksilver"
pytestmark = MARKS


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Serve the register of the founding document in a process of its own; yield its address and a command line."""
    held = Service.over(tmp_path_factory.mktemp("service"))

    def run(*arguments):
        return held.run("programme", *arguments)

    run("load", "2007-2008")
    run("account", "sec", "--role", "secretariat", "--organisation", "unep", "--password", PASSWORD)
    with held.running():
        yield held.url, run


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


def _record(run, kind, key, folder):
    run("export", str(folder), "--force")
    import yaml

    return yaml.safe_load((folder / kind / f"{key}.yaml").read_text(encoding="utf-8"))


CASES = {
    "zh-CN": {
        "scripts": True,
        "width": 1280,
        "language": "zh",
        "direction": "ltr",
        "name": "汞研究所",
        "activity": "coal-b",
        "state": "under way",
        "date": "2009-04",
        "kind_of_record": "组织",
        "under": ["已获资金：没有已承付的捐助", "进行中：缺少开始日期"],
        "error": "缺少开始日期",
        "after": "进行中",
        "academia": "学术界",
    },
    "ar-EG": {
        "scripts": False,
        "width": 390,
        "language": "ar",
        "direction": "rtl",
        "name": "معهد الزئبق",
        "activity": "supply-storage-b",
        "state": "completed",
        "date": "2009",
        "kind_of_record": "منظمة",
        "under": ["تاريخ الانتهاء ناقص", "لا يوجد ناتج ولا ملاحظة تبين سبب عدم وجوده"],
        "error": "لا يوجد ناتج ولا ملاحظة",
        "after": "مكتمل",
        "academia": "الأوساط الأكاديمية",
    },
}


@pytest.mark.parametrize("locale", list(CASES))
def test_the_secretariat_enters_records_in_its_language(service, browser, tmp_path, locale):
    (address, run), case = service, CASES[locale]
    context = browser.new_context(
        locale=locale, java_script_enabled=case["scripts"], viewport={"width": case["width"], "height": 900}
    )
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))

    def look():
        assert page.locator("html").get_attribute("dir") == case["direction"]
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 1, f"{page.url} runs over by {wider} px"

    page.goto(f"{address}/admin/")
    page.fill("#id_username", "sec")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    look()

    # An organisation with its name in two languages.
    page.goto(f"{address}/admin/programme/organisation/add/")
    look()
    assert case["kind_of_record"] in page.locator("h1").inner_text()
    page.select_option('[name="name_original"]', case["language"])
    page.fill(f'[name="name_{case["language"]}"]', case["name"])
    page.locator(".field-name summary").click()
    page.fill('[name="name_en"]', "Institute of Mercury")
    page.select_option('[name="kind"]', label=case["academia"])
    page.locator("[name=_save]").click()
    look()
    assert page.locator(".messagelist .success").count() == 1
    assert case["name"] in page.locator("#result_list").inner_text()
    key = "institute-of-mercury" if locale == "zh-CN" else "institute-of-mercury-2"
    made = _record(run, "organisations", key, tmp_path / "one")
    assert made["name"] == {
        "original": case["language"],
        case["language"]: case["name"],
        "en": "Institute of Mercury",
        "state": {"en": "draft"},
    }
    assert made["kind"] == "academia"

    # The state of an activity: what is missing is read before and after, and then it is entered.
    page.goto(f"{address}/admin/programme/activity/{case['activity']}/change/")
    look()
    steps = page.locator(".qs-steps").inner_text()
    for one in case["under"]:
        assert one in steps
    page.select_option('[name="state"]', case["state"])
    page.locator("[name=_save]").click()
    look()
    assert case["error"] in page.locator(".field-state .errorlist").inner_text()
    page.fill('[name="actual_date"]', case["date"])
    # It was said to be not stated; now it is.
    page.uncheck('[name="not_stated"][value="actual"]')
    if case["state"] == "completed":
        page.fill(f'[name="note_{case["language"]}"]', case["name"])
    if case["scripts"]:
        # Who takes part is found by name.
        row = page.locator("#participants-group tr.form-row:not(.has_original):not(.empty-form)").first
        row.locator(".select2-selection").click()
        page.locator(".select2-search__field").last.fill("汞研究所")
        page.locator(".select2-results__option", has_text="institute-of-mercury").click()
        row.locator("select[name$=-role]").select_option(label="牵头方")
    page.locator("[name=_save]").click()
    look()
    assert page.locator(".messagelist .success").count() == 1, page.locator(
        ".errornote, .errorlist"
    ).all_inner_texts()
    page.goto(f"{address}/admin/programme/activity/{case['activity']}/change/")
    assert page.locator('[name="state"] option[selected]').inner_text() == case["after"]
    moved = _record(run, "activities", case["activity"], tmp_path / "two")
    assert (moved["state"], str(moved["actual"])) == (case["state"], case["date"])
    if case["scripts"]:
        assert {"organisation": key, "role": "lead"} in moved["participants"]

    # History and list, in the language too.
    page.goto(f"{address}/admin/programme/activity/{case['activity']}/history/")
    look()
    assert case["after"] in page.locator("#change-history").inner_text()
    page.goto(f"{address}/admin/programme/activity/")
    look()
    assert case["after"] in page.locator("#result_list").inner_text()
    assert said == []
    assert all(url.startswith((address, "data:")) for url in asked), json.dumps(asked)
    context.close()


def test_the_language_is_changed_where_one_is(service, browser):
    (address, _run) = service
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/admin/login/?next=/admin/programme/area/")
    page.fill("#id_username", "sec")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    assert page.url == f"{address}/admin/programme/area/"
    page.locator(".qs-tongue button", has_text="Русский").click()
    assert page.url == f"{address}/admin/programme/area/"
    assert page.locator("html").get_attribute("lang") == "ru"
    context.close()
