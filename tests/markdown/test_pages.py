"""Every runbook that comes with lifeboat reads well where it is not run.

What is text in the file is text on the page, and what lifeboat runs is a block of code there: nothing that
is done is hidden from who reads the page.
"""

import json
import re
import tomllib

from page import TAGS, Page, steps

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
# Names that a renderer could take for markup, were they not written as code.
STRANGE = "Orders <main> & *more* _of_ it"


def seconds(span: str) -> int:
    parts = re.findall(r"(\d+)([smhd])", span)
    assert parts, span
    return sum(int(count) * SECONDS[unit] for count, unit in parts)


def reads_well(source: str, told: list[dict] | None) -> int:
    """Holds a page against its file, and against what lifeboat tells of it: how many steps it has."""
    page = Page(source)
    assert page.tags <= TAGS, page.tags - TAGS
    written = steps(source)
    # The front matter's end makes a heading of its last lines where a renderer does not know it.
    shown = [it for it in page.sections if re.match(r"\d+\. ", it.title)]
    assert [it.title for it in shown] == [it.title for it in written]
    for section, step in zip(shown, written, strict=True):
        assert section.text == step.text, step.title
        assert section.blocks == step.blocks, step.title
        assert len(step.blocks) <= 1, step.title
    if told is not None:
        assert len(told) == len(shown)
        for section, step in zip(shown, told, strict=True):
            assert section.title == step["title"].replace("`", "")
            says = tomllib.loads(section.blocks[0]) if section.blocks else {}
            assert says.get("owner") == step["owner"], step
            assert says.get("kind", "manual") == step["kind"], step
            expected = seconds(says["expected"]) if "expected" in says else None
            assert expected == step["expected_seconds"], step
    return len(shown)


def test_each_runbook_that_comes_with_lifeboat_is_a_page(lane):
    files = sorted(lane.root.joinpath("runbooks").glob("*.md"))
    assert len(files) == 8
    for file in files:
        assert reads_well(file.read_text(), None) > 2, file


def test_each_that_is_written_for_a_plan_is_a_page_of_the_steps_it_has(lane):
    told = written_for(lane, "plain", lane.plan())
    assert len(told) == 8
    for source, runbook in told:
        assert reads_well(source, runbook["steps"]) > 2, runbook["name"]


def test_names_that_look_like_markup_are_text(lane):
    named = 'name = "orders-db"\n'
    assert lane.plan().count(named) == 1
    strange = lane.plan().replace(named, f'name = "{STRANGE}"\nidentifier = "orders-db"\n')
    seen = 0
    for source, runbook in written_for(lane, "strange", strange):
        assert reads_well(source, runbook["steps"]) > 2, runbook["name"]
        seen += sum(STRANGE in it.title for it in Page(source).sections)
    assert seen > 5, "the headings have the name whole"


def written_for(lane, name: str, plan: str) -> list[tuple[str, dict]]:
    """The runbooks of a plan: what stands in each file, and what lifeboat tells of it."""
    room = lane.room(name, plan)
    lane.run(room, "runbook", "new")
    told = json.loads(lane.run(room, "runbook", "list", "-o", "json"))
    files = [room / runbook["file"] for runbook in told["runbooks"]]
    return [(file.read_text(), it) for file, it in zip(files, told["runbooks"], strict=True)]
