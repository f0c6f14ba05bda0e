#!/usr/bin/env python3
"""Draws `assets/icons/icon.png`: a portrait in a frame, with a check mark. Run by developers only."""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE, FINE = 256, 4


def main():
    side = SIZE * FINE
    icon = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(icon)

    def box(*corners):
        return [corner * FINE for corner in corners]

    draw.rounded_rectangle(box(32, 10, 208, 246), 26 * FINE, fill="#0b5fcc")
    draw.rounded_rectangle(box(48, 26, 192, 230), 12 * FINE, fill="#ffffff")
    inside = Image.new("L", (side, side))
    ImageDraw.Draw(inside).rounded_rectangle(box(48, 26, 192, 230), 12 * FINE, fill=255)
    person = Image.new("RGBA", (side, side))
    figure = ImageDraw.Draw(person)
    figure.ellipse(box(58, 148, 182, 320), fill="#4a5562")
    figure.ellipse(box(86, 62, 154, 146), fill="#4a5562")
    icon.paste(person, (0, 0), Image.composite(person.getchannel("A"), Image.new("L", (side, side)), inside))
    draw.ellipse(box(138, 148, 242, 252), fill="#ffffff")
    draw.ellipse(box(146, 156, 234, 244), fill="#1a7f37")
    check = [(168, 202), (184, 219), (214, 184)]
    draw.line([(x * FINE, y * FINE) for x, y in check], "#ffffff", 11 * FINE, joint="curve")
    for x, y in (check[0], check[2]):
        draw.ellipse(box(x - 5.4, y - 5.4, x + 5.4, y + 5.4), fill="#ffffff")
    folder = Path(__file__).resolve().parent.parent / "assets" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    icon.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(folder / "icon.png", optimize=True)


if __name__ == "__main__":
    main()
