#!/usr/bin/env python3
"""Makes the sample data of this folder: run by developers only, its outputs are committed.

    python3 -m venv venv && venv/bin/pip install -r data/requirements.txt
    venv/bin/python data/make_samples.py --matte MODNET.onnx [--sheet contact-sheet.png]

The person of each public-domain portrait is cut out by a MODNet model (input `[1, 3, H, W]` in
-1..1, output `[1, 1, H, W]`), enlarged to the size of a phone photo, and placed half-body before a
drawn white wall; then one rule of the collection guide is broken. The pixels are ENLARGED and the
camera data INVENTED: these are samples, not photographs, and each says so in its EXIF description.
Everything is drawn from fixed seeds. Lists (roster, payments, manifests) are made by `lists.py`.
"""

import argparse
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

import lists
from phones import PHONES, save_photo
from scenes import SAMPLES, compose
from people import Person

HERE = Path(__file__).resolve().parent


def contact_sheet(files, path):
    """All samples on one sheet, to look at."""
    cell, columns = 220, 8
    rows = -(-len(files) // columns)
    sheet = Image.new("RGB", (cell * columns, (cell + 16) * rows), "#6b6b6b")
    draw = ImageDraw.Draw(sheet)
    for at, file in enumerate(files):
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        image.thumbnail((cell - 6, cell - 6))
        x, y = at % columns * cell, at // columns * (cell + 16)
        sheet.paste(image, (x, y))
        draw.text((x + 2, y + cell - 4), f"{file.stem} {file.stat().st_size // 1024}K", "white")
    sheet.save(path)


def reference_photos(people):
    """Known photos to compare with: small, on light blue, as an earlier registration made them."""
    for name, box in (("collins", (125, 5, 325, 272)), ("hopper", (100, 0, 445, 460))):
        person = people[name]
        left, top, right, bottom = box
        rgba = person.cut((0, 0, 0), None)
        blue = Image.new("RGB", rgba.size, (100, 197, 255))
        blue.paste(rgba, (0, 0), rgba)
        small = blue.crop((left, top, right, bottom)).resize((480, 640), Image.Resampling.LANCZOS)
        small.save(HERE / "references" / f"{name}.jpg", quality=88)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matte", required=True, help="a MODNet model, .onnx")
    parser.add_argument("--sheet", help="also draw a contact sheet there")
    parser.add_argument("--only", help="make only the samples whose name contains this")
    options = parser.parse_args()
    people = {
        "collins": Person(HERE / "portraits" / "astronaut.png", options.matte),
        "hopper": Person(HERE / "portraits" / "grace_hopper.jpg", options.matte),
    }
    files = []
    for sample in SAMPLES:
        file = HERE / sample.folder / sample.file
        file.parent.mkdir(exist_ok=True)
        files.append(file)
        if options.only and options.only not in sample.name:
            continue
        rng = np.random.default_rng(zlib.crc32(sample.name.encode()))
        save_photo(compose(sample, people, rng), file, sample, PHONES)
        print(f"{sample.name}: {file.stat().st_size // 1024} KiB")
    (HERE / "references").mkdir(exist_ok=True)
    reference_photos(people)
    lists.write(HERE, SAMPLES)
    if options.sheet:
        contact_sheet([file for file in files if file.exists()], options.sheet)


if __name__ == "__main__":
    main()
