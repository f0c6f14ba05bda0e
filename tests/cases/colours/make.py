"""Makes the pictures of this folder, of patches in several colour spaces, and what they are in sRGB.

Needs Pillow with littleCMS (Debian: python3-pil 9.4, littleCMS 2.14), which is the reference. The profiles are written
here from published numbers, so that nobody else's profile is in the files.
"""

import csv
import io
import struct
from pathlib import Path

from PIL import Image, ImageCms

HERE = Path(__file__).parent
SIDE = 16


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def xyz(*values):
    return b"XYZ \0\0\0\0" + b"".join(fixed(value) for value in values)


def curve(of):
    """A curve of 1,024 entries, or a gamma."""
    if isinstance(of, float):
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(of * 256))
    entries = (round(of(at / 1023) * 65535) for at in range(1024))
    return b"curv\0\0\0\0" + struct.pack(">I1024H", 1024, *entries)


def described(text):
    text = text.encode()
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78


def profile(name, kind, space, pcs, tags):
    """An ICC profile, version 2.4 (ICC.1:2001-04)."""
    tags = [(b"desc", described(name)), (b"cprt", b"text\0\0\0\0CC0\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)), *tags]
    begin = 128 + 4 + 12 * len(tags)
    table, held = b"", b""
    for tag, data in tags:
        table += struct.pack(">4sII", tag, begin + len(held), len(data))
        held += data + b"\0" * (-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", begin + len(held), b"", 0x02400000, kind, space, pcs)
    head += struct.pack(">6H4s4sI", 2026, 1, 1, 0, 0, 0, b"acsp", b"", 0) + b"\0" * 20
    head += fixed(0.9642) + fixed(1) + fixed(0.8249)
    head += b"\0" * (128 - len(head))
    return head + struct.pack(">I", len(tags)) + table + held


def srgb_curve(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def rgb(name, primaries, of):
    tags = [(tag, xyz(*values)) for tag, values in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries)]
    tags += [(tag, curve(of)) for tag in (b"rTRC", b"gTRC", b"bTRC")]
    return profile(name, b"mntr", b"RGB ", b"XYZ ", tags)


def ink_lab(inks):
    """A simple model of inks on paper: each lets a part of each third of the light through."""
    through = [(0.05, 0.55, 0.85), (0.75, 0.08, 0.45), (0.92, 0.85, 0.06), (0.04, 0.04, 0.04)]
    light = [0.89, 0.90, 0.86]
    for ink, third in zip(inks, through):
        light = [own * (1 - ink * (1 - part)) for own, part in zip(light, third)]
    r, g, b = light
    x, y, z = (0.4360 * r + 0.3851 * g + 0.1431 * b, 0.2225 * r + 0.7169 * g + 0.0606 * b, 0.0139 * r + 0.0971 * g + 0.7141 * b)
    f = lambda v: v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116
    x, y, z = f(x / 0.9642), f(y), f(z / 0.8249)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def cmyk(name, steps=9):
    table = b"mft2\0\0\0\0" + struct.pack(">4B", 4, 3, steps, 0)
    table += b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1)) + struct.pack(">HH", 2, 2)
    table += struct.pack(">2H", 0, 65535) * 4
    at = [step / (steps - 1) for step in range(steps)]
    for inks in ((c, m, y, k) for c in at for m in at for y in at for k in at):
        l, a, b = ink_lab(inks)
        table += struct.pack(">3H", *(max(0, min(65535, round(v))) for v in (l * 652.8, (a + 128) * 256, (b + 128) * 256)))
    table += struct.pack(">2H", 0, 65535) * 3
    return profile(name, b"prtr", b"CMYK", b"Lab ", [(b"A2B0", table)])


# Primaries adapted to D50, as the profiles of these spaces have them.
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
PROFILES = {
    "srgb": rgb("sRGB of tests", SRGB, srgb_curve),
    "display-p3": rgb("Display P3 of tests", P3, srgb_curve),
    "adobe-rgb": rgb("Adobe RGB of tests", ADOBE, 2.19921875),
    # The primaries of sRGB with another curve: not sRGB.
    "srgb-gamma-1.8": rgb("sRGB primaries, gamma 1.8, of tests", SRGB, 1.8),
    "grey-1.8": profile("Grey of tests", b"mntr", b"GRAY", b"XYZ ", [(b"kTRC", curve(1.8))]),
    "cmyk": cmyk("Inks of tests"),
}
STEPS = {
    "RGB": [(r, g, b) for r in (20, 128, 235) for g in (20, 128, 235) for b in (20, 128, 235)]
    + [(220, 170, 140), (100, 197, 255), (180, 120, 90), (250, 250, 250), (12, 12, 12), (60, 80, 50), (30, 40, 90), (200, 30, 40), (255, 0, 0)],
    "L": [round(at * 255 / 35) for at in range(36)],
    "CMYK": [(c, m, y, 20) for c in (0, 120, 230) for m in (0, 120, 230) for y in (0, 120, 230)]
    + [(0, 0, 0, at) for at in (0, 60, 128, 200, 255)] + [(20, 60, 70, 0), (10, 40, 50, 10), (60, 10, 5, 0), (90, 70, 60, 120)],
}
rows = []
for name, icc in PROFILES.items():
    mode = {"grey-1.8": "L", "cmyk": "CMYK"}.get(name, "RGB")
    picture = Image.new(mode, (6 * SIDE, 6 * SIDE))
    for at, colour in enumerate(STEPS[mode]):
        left, top = at % 6 * SIDE, at // 6 * SIDE
        picture.paste(colour, (left, top, left + SIDE, top + SIDE))
    endings = ("jpg", "png") if mode == "RGB" else ("jpg",)
    for ending in endings:
        path = HERE / f"{name}.{ending}"
        options = {"quality": 100} if ending == "jpg" else {}
        if ending == "jpg" and mode == "RGB":
            options["subsampling"] = 0
        picture.save(path, icc_profile=icc, **options)
        own = Image.open(path)
        # 0x0100: without the shortcuts that littleCMS takes for speed.
        shown = ImageCms.profileToProfile(
            own, ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB", flags=0x0100
        )
        for at in range(len(STEPS[mode])):
            place = (at % 6 * SIDE + SIDE // 2, at // 6 * SIDE + SIDE // 2)
            rows.append([path.name, *place, *shown.getpixel(place)])
with open(HERE / "expected.csv", "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows([["file", "x", "y", "red", "green", "blue"], *rows])
