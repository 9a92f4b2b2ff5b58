"""The ribbon keeps the rules of its schema, and every button leads to an action."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sop_xl.actions.definition import GROUPS
from sop_xl.actions.registry import action, actions
from sop_xl.excel.build.drawing import ribbon_drawing
from sop_xl.excel.build.modules import modules
from sop_xl.excel.build.ribbon import NAMESPACE, TAB_KEYTIP, ribbon_xml
from sop_xl.excel.live.macros import ASKING

NAMES = {"r": NAMESPACE}
IMAGES = {
    name
    for line in (Path(__file__).parent / "image_names.txt").read_text(encoding="ascii").splitlines()
    if not line.startswith("#")
    for name in line.split()
}
# customUI 2006/01: what each element may carry, of what this tab uses; the order in an element is free.
ALLOWED = {
    "customUI": {"onLoad"},
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip", "insertAfterMso", "getVisible"},
    "group": {"id", "label"},
    "button": {"id", "label", "size", "imageMso", "keytip", "onAction", "screentip", "supertip"},
    "menu": {"id", "label", "size", "imageMso", "keytip", "screentip", "supertip"},
}
CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button", "menu"},
    "menu": {"button"},
    "button": set(),
}


@pytest.fixture(params=[False, True], ids=["workbook", "add-in"])
def root(request) -> ET.Element:
    return ET.fromstring(ribbon_xml(actions(), addin=request.param).encode())


def name(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def test_elements_and_attributes_are_those_of_the_schema(root):
    assert root.tag == f"{{{NAMESPACE}}}customUI"
    for element in root.iter():
        assert set(element.attrib) <= ALLOWED[name(element)]
        assert {name(child) for child in element} <= CHILDREN[name(element)]


def test_ids_are_unique_names(root):
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", found) for found in ids)


def test_texts_keep_their_lengths(root):
    for element in root.iter():
        for attribute in ("label", "screentip", "supertip"):
            assert 1 <= len(element.attrib.get(attribute, "x")) <= 1024
    for button in root.iterfind(".//r:button", NAMES):
        assert len(button.attrib["label"]) <= 20
        assert len(button.attrib["screentip"]) <= 60
        assert button.attrib["supertip"].endswith(".")


def test_key_tips_are_unique_and_none_begins_another(root):
    tips = [shown.attrib["keytip"] for group in root.iterfind(".//r:group", NAMES) for shown in group]
    assert len(tips) == len(set(tips))
    assert all(re.fullmatch("[A-Z0-9]{1,3}", tip) for tip in [*tips, TAB_KEYTIP])
    assert not [(a, b) for a in tips for b in tips if a != b and b.startswith(a)]


def test_sizes_and_icons_are_known(root):
    for shown in [*root.iterfind(".//r:button", NAMES), *root.iterfind(".//r:menu", NAMES)]:
        assert shown.attrib["imageMso"] in IMAGES
    for group in root.iterfind(".//r:group", NAMES):
        assert all(shown.attrib["size"] in ("large", "normal") for shown in group)
    for entry in root.iterfind(".//r:menu/r:button", NAMES):
        assert "size" not in entry.attrib  # the schema has none for what stands in a menu


def test_groups_are_the_steps_of_the_cycle_and_buttons_all_actions_in_order(root):
    assert [group.attrib["label"] for group in root.iterfind(".//r:group", NAMES)] == list(GROUPS)
    shown = [button.attrib["label"].replace("&&", "&") for button in root.iterfind(".//r:group/r:button", NAMES)]
    assert shown == [found.label for found in actions()]


def test_a_menu_offers_every_action_that_has_options_of_its_own_and_names_them(root):
    entries = {
        button.attrib["label"]: button.attrib["supertip"] for button in root.iterfind(".//r:menu/r:button", NAMES)
    }
    with_options = [found for found in actions() if found.choices]
    assert list(entries) == [f"{found.label.replace('&', '&&')}…" for found in with_options]
    for found in with_options:
        assert all(f"{choice.name}: " in entries[f"{found.label}…"] for choice in found.choices)


@pytest.mark.parametrize("addin", [False, True])
def test_every_callback_resolves_to_one_procedure_and_each_to_an_action(addin):
    text = ribbon_xml(actions(), addin=addin)
    source = "\n".join(module.source for module in modules(addin=addin))
    for callback in re.findall(r'(?:onAction|onLoad|getVisible)="(\w+)"', text):
        assert len(re.findall(rf"(?m)^Public Sub {callback}\(", source)) == 1, callback
    bodies = re.findall(
        r'Public Sub (\w+)\(ByVal control As IRibbonControl\)\r\n    SopAction "([^"]+)"\r\nEnd Sub', source
    )
    assert {callback for callback, _ in bodies} == set(re.findall(r'onAction="(\w+)"', text))
    plain = [found for _, found in bodies if not found.endswith(ASKING)]
    asking = [found.removesuffix(ASKING) for _, found in bodies if found.endswith(ASKING)]
    assert [action(found).name for found in plain] == [found.name for found in actions()]
    assert asking == [found.name for found in actions() if found.choices]


def test_only_the_add_in_steps_back_before_a_workbook_that_brings_the_tab():
    assert "getVisible" in ribbon_xml(actions(), addin=True)
    assert "getVisible" not in ribbon_xml(actions(), addin=False)


def test_the_drawing_shows_every_label_and_says_that_it_is_a_drawing():
    drawing = ribbon_drawing(ribbon_xml(actions(), addin=False))
    texts = "\n".join(ET.fromstring(drawing).itertext()).splitlines()
    shown = " ".join(texts)
    for found in actions():
        assert all(word in shown for word in found.label.split())
    assert "not a screenshot" in shown
