"""Draws Neovim in a terminal, with the server, on the broken plan: `draw.py NVIM SET-UP PLAN PICTURE`.

`editors/tests/run PROGRAM picture` calls it. Neovim is real, and so is the terminal, whose cells become the picture.
"""

import os
import pty
import re
import select
import struct
import sys
import termios
import time
from fcntl import ioctl
from html import escape
from itertools import groupby
from pathlib import Path

import pyte

HERE = Path(__file__).resolve().parent
COLUMNS, LINES = 104, 31
FIRST = 69
SECONDS = 20

# The window around the cells, in pixels.
SIZE, WIDTH, HEIGHT, PAD, TITLE = 14, 8.43, 19, 14, 34
FONTS = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace'
LABEL = "Neovim shows the findings of planvet beside the lines of a plan, and a menu of what can be done about one"
BACK, FRONT = "#14161b", "#e0e2ea"


def main():
    program, set_up, plan, picture = sys.argv[1:]
    Path(picture).write_text(draw(watch(program, set_up, Path(plan))))
    print(f"PASS {picture} is drawn")


def watch(program, set_up, plan):
    """The screen, once every finding stands on it and nothing has changed for a while."""
    command = [program, "--clean", "-n", "-u", str(HERE / "init.lua"), plan.name,
               f"+normal! {FIRST}Gzt{FIRST + 10}G0"]
    env = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "SET_UP": set_up, "LANG": "C.UTF-8"}
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(plan.parent)
        os.execvpe(command[0], command, env)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    end, calm = time.monotonic() + SECONDS, 0
    try:
        while calm < 10:
            if time.monotonic() > end:
                sys.exit("the findings did not come:\n" + "\n".join(screen.display))
            if select.select([terminal], [], [], 0.1)[0]:
                stream.feed(os.read(terminal, 65536))
                calm = 0
            elif all(text in "\n".join(screen.display) for text in ("● 3", "▲ 1", "boxes")):
                calm += 1
    finally:
        os.write(terminal, b"\x1b:qa!\r")
        os.close(terminal)
        os.waitpid(child, 0)
    return screen


def draw(screen):
    width, height = number(COLUMNS * WIDTH + 2 * PAD), LINES * HEIGHT + TITLE + PAD
    classes, rows, backs = {}, [], []
    for line in range(LINES):
        cells = [screen.buffer[line][column] for column in range(COLUMNS)]
        top = TITLE + line * HEIGHT
        column = 0
        for back, run in groupby(cells, lambda cell: colours(cell)[1]):
            length = len(list(run))
            if back != BACK:
                across = number(length * WIDTH)
                backs.append(f'<rect x="{x(column)}" y="{top}" width="{across}" height="{HEIGHT}" fill="{back}"/>')
            column += length
        column, runs = 0, []
        for style, run in groupby(cells, look):
            text = "".join(cell.data for cell in run)
            # Several blanks in a row would be drawn as one.
            for word in re.finditer(r"\S+(?: \S+)*", text):
                name = classes.setdefault(style, f"c{len(classes)}")
                length = number(len(word[0]) * WIDTH)
                inner = escape(word[0], quote=False)
                runs.append(f'<tspan class="{name}" x="{x(column + word.start())}" textLength="{length}">{inner}</tspan>')
            column += len(text)
        if runs:
            rows.append(f'<text y="{top + 14}">{"".join(runs)}</text>')
    styles = "".join(f".{name}{{{css(style)}}}" for style, name in classes.items())
    dots = "".join(f'<circle cx="{PAD + 6 + 20 * at}" cy="17" r="6" fill="{colour}"/>'
                   for at, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")))
    # Its own back, and an edge that can be seen on any page.
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{LABEL}">',
        f"<style>text{{font:{SIZE}px {FONTS}}}{styles}</style>",
        f'<rect x=".5" y=".5" width="{float(width) - 1:g}" height="{height - 1}" rx="10" fill="{BACK}" stroke="#50545c"/>',
        dots,
        *backs,
        *rows,
        "</svg>\n",
    ])


def x(column):
    return number(PAD + column * WIDTH)


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def colours(cell):
    front, back = hexadecimal(cell.fg, FRONT), hexadecimal(cell.bg, BACK)
    return (back, front) if cell.reverse else (front, back)


def hexadecimal(colour, default):
    return default if colour == "default" else f"#{colour}"


def look(cell):
    """What makes neighbours one run; a blank goes with any."""
    return colours(cell)[0], cell.bold, cell.italics, cell.underscore


def css(style):
    front, bold, italic, underline = style
    parts = [f"fill:{front}"]
    if bold:
        parts.append("font-weight:700")
    if italic:
        parts.append("font-style:italic")
    if underline:
        parts.append("text-decoration:underline")
    return ";".join(parts)


if __name__ == "__main__":
    main()
