"""A runbook as its file has it, and as a page of an ordinary renderer shows it."""

import dataclasses
import html.parser
import re

import markdown

# What a reader of a page is shown as code; fences are no part of Markdown's first definition.
EXTENSIONS = ["fenced_code"]
FENCE = re.compile(r"^```lifeboat\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a runbook's prose may be made of, and nothing else.
TAGS = {
    *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote"),
    *("code", "pre", "em", "strong", "a", "hr", "br"),
}


@dataclasses.dataclass
class Section:
    """A step: its heading, what stands below it as text, and what it says to lifeboat."""

    title: str
    text: list[str] = dataclasses.field(default_factory=list)
    blocks: list[str] = dataclasses.field(default_factory=list)


class Page(html.parser.HTMLParser):
    """The sections of a page, in order, read off its HTML."""

    def __init__(self, source: str):
        super().__init__(convert_charrefs=True)
        self.sections: list[Section] = []
        self.tags: set[str] = set()
        self._open: list[tuple[str, dict]] = []
        self._words = ""
        self.feed(markdown.markdown(source, extensions=EXTENSIONS))
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in ("hr", "br"):
            self._open.append((tag, dict(attributes)))
        if tag in ("h2", "p", "li", "pre"):
            self._words = ""

    def handle_data(self, data):
        self._words += data

    def handle_endtag(self, tag):
        if tag in ("hr", "br"):
            return
        self._open.pop()
        if tag == "code" and self._open and self._open[-1][0] == "pre":
            if self.sections:
                self.sections[-1].blocks.append(self._words)
        elif tag == "h2":
            self.sections.append(Section(plain(self._words)))
        elif tag in ("p", "li") and self.sections:
            self.sections[-1].text.append(plain(self._words))

    def handle_comment(self, data):
        raise AssertionError(f"a comment, which no reader sees: {data!r}")


def plain(text: str) -> str:
    """A text without what line breaks it happens to have."""
    return " ".join(text.split())


def unmarked(text: str) -> str:
    """A line of the source as it is to be read: what is code or strong, without the marks."""
    # Within code nothing else is a mark.
    parts = re.split(r"`([^`]*)`", text)
    return plain("".join(it if at % 2 else it.replace("**", "") for at, it in enumerate(parts)))


def steps(source: str) -> list[Section]:
    """The steps as the file has them: headings, paragraphs and blocks, read line by line."""
    found = []
    for section in re.split(r"^## ", source, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        blocks = FENCE.findall(body)
        paragraphs = FENCE.sub("", body).split("\n\n")
        text = [unmarked(it) for it in paragraphs if it.strip()]
        found.append(Section(unmarked(title), text, blocks))
    return found
