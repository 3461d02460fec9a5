"""The blocks of the pages about editors: `snippets.py check` reads each, `snippets.py NAME` prints the one of that name.

A block is named behind its language, as in "```lua neovim-0.11".
"""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "editors" / "README.md", ROOT / "README.md"]
READERS = {"json": json.loads, "toml": tomllib.loads}


def main():
    blocks = [block for page in PAGES for block in read(page)]
    if sys.argv[1:] == ["check"]:
        return check(blocks)
    [wanted] = sys.argv[1:]
    texts = {text for _, _, name, text in blocks if name == wanted}
    if len(texts) != 1:
        sys.exit(f"{len(texts)} different blocks are called `{wanted}`")
    print(texts.pop(), end="")


def read(page):
    """The page, language, name and text of each block."""
    pattern = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [(page, *match.groups()) for match in pattern.finditer(page.read_text())]


def check(blocks):
    """Every block that a library can read must be right, and one of the same name must be the same on each page."""
    wrong = 0
    names = {}
    for page, language, name, text in blocks:
        where = f"{page.relative_to(ROOT)} {language} {name or ''}".strip()
        if name not in (None, "no-test") and names.setdefault(name, text) != text:
            wrong += 1
            print(f"FAIL {where} is another one on another page")
        reader = READERS.get(language)
        if reader is None:
            continue
        try:
            reader(text)
        except ValueError as error:
            wrong += 1
            print(f"FAIL {where}: {error}")
        else:
            print(f"PASS {where} can be read")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
