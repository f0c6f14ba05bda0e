"""Makes the HEIC files of this folder from ../photos/upright.png.

Needs Pillow, numpy and heif-enc (Debian: python3-pil python3-numpy libheif-examples, 1.15.1). heif-enc codes each
picture; this script puts the coded pictures into files as phones do, with tiles, turns and EXIF.
"""

import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy
from PIL import Image

HERE = Path(__file__).parent
WORK = Path(tempfile.mkdtemp())


def box(name, *held):
    body = b"".join(held)
    return struct.pack(">I", len(body) + 8) + name + body


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        yield name, data[at + 8 : at + size]
        at += size


def find(data, name):
    return next(held for own, held in boxes(data) if own == name)


def png16(path, pixels):
    """A PNG of 16 bits, which Pillow can't write."""
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)
    chunk = lambda name, held: struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def coded(picture, *options):
    """The configuration, the size and the data of a picture coded by heif-enc."""
    source, made = WORK / "source.png", WORK / "made.heic"
    if isinstance(picture, numpy.ndarray):
        png16(source, picture)
    else:
        picture.save(source)
    subprocess.run(["heif-enc", "-q", "80", *options, str(source), "-o", str(made)], check=True, capture_output=True)
    data = made.read_bytes()
    meta = find(data, b"meta")[4:]
    properties = find(find(meta, b"iprp"), b"ipco")
    return find(properties, b"hvcC"), find(properties, b"ispe"), find(data, b"mdat")


def written(name, items, references, properties, primary=1):
    """A file of these items (kind, data, numbers of properties from 1) under the numbers 1, 2 and so on."""
    kinds = b"".join(
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", at, 0), kind, b"\0") for at, (kind, *_) in enumerate(items, 1)
    )
    links = b"".join(
        struct.pack(">HB", at, len(own)) + bytes(own) for at, (_, _, own) in enumerate(items, 1)
    )
    refer = b"".join(box(kind, struct.pack(">HH", a, len(to)), *(struct.pack(">H", n) for n in to)) for kind, a, to in references)

    def meta(begin):
        places = b""
        for at, (_, data, _) in enumerate(items, 1):
            places += struct.pack(">HHHII", at, 0, 1, begin, len(data))
            begin += len(data)
        return box(
            b"meta",
            b"\0" * 4,
            box(b"hdlr", b"\0" * 8, b"pict", b"\0" * 13),
            box(b"pitm", b"\0" * 4, struct.pack(">H", primary)),
            box(b"iloc", b"\0" * 4, b"\x44\0", struct.pack(">H", len(items)), places),
            box(b"iinf", b"\0" * 4, struct.pack(">H", len(items)), kinds),
            box(b"iref", b"\0" * 4, refer) if refer else b"",
            box(b"iprp", box(b"ipco", *properties), box(b"ipma", b"\0" * 4, struct.pack(">I", len(items)), links)),
        )

    begins = box(b"ftyp", b"heic", b"\0" * 4, b"mif1heic")
    place = len(begins) + len(meta(0)) + 8
    (HERE / name).write_bytes(begins + meta(place) + box(b"mdat", *(data for _, data, _ in items)))


def one(name, picture, *options, more=(), behind=()):
    """A file of one coded picture with more properties, and items that describe it."""
    configuration, size, data = coded(picture, *options)
    properties = [box(b"hvcC", configuration), box(b"ispe", size), *more]
    own = [0x81, 2] + list(range(3, 3 + len(more)))
    items = [(b"hvc1", data, own)] + [(b"Exif", exif, []) for exif in behind]
    written(name, items, [(b"cdsc", at, [1]) for at in range(2, 2 + len(behind))], properties)


def exif(orientation):
    fields = struct.pack(">HHI4s", 0x0110, 2, 4, b"X15\0") + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return struct.pack(">I", 6) + b"Exif\0\0" + b"MM\0*" + struct.pack(">IH", 8, 2) + fields + b"\0" * 4


upright = Image.open(HERE / "../photos/upright.png").convert("RGB").resize((480, 640), Image.LANCZOS)
nclx = lambda primaries, transfer, matrix, full: box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, full << 7))
irot = lambda left: box(b"irot", bytes([left]))
imir = lambda mode: box(b"imir", bytes([mode]))

one("plain.heic", upright, behind=[exif(6)])
# Of odd sides, as heif-enc writes it.
upright.resize((483, 645), Image.LANCZOS).save(WORK / "odd.png")
subprocess.run(["heif-enc", "-q", "80", str(WORK / "odd.png"), "-o", str(HERE / "odd.heic")], check=True, capture_output=True)
one("full-chroma.heic", upright, "-p", "chroma=444")
one("grey.heic", upright.convert("L"))
one("ten-bits.heic", numpy.asarray(upright).astype(numpy.uint16) * 257, "-b", "10")
# Stored on its side: turned to the left by 90 degrees it is upright. EXIF says so once more.
one("left.heic", upright.rotate(-90, expand=True), more=[irot(1)], behind=[exif(8)])
one("half.heic", upright.rotate(180), more=[irot(2)], behind=[exif(3)])
one("right.heic", upright.rotate(90, expand=True), more=[irot(3)], behind=[exif(6)])
one("mirrored.heic", upright.transpose(Image.FLIP_LEFT_RIGHT), more=[imir(1)])
one("upside-down.heic", upright.transpose(Image.FLIP_TOP_BOTTOM), more=[imir(0)])
one("left-then-mirrored.heic", upright.transpose(Image.FLIP_LEFT_RIGHT).rotate(-90, expand=True), more=[irot(1), imir(1)])
# Twice as many tiles as needed in no direction, the last of them beyond the edge; 4 × 5 tiles of 128.
tiles, side = [], 128
turned = upright.rotate(-90, expand=True)
wide = Image.new("RGB", (side * 5, side * 4))
wide.paste(turned, (0, 0))
for top in range(0, wide.height, side):
    for left in range(0, wide.width, side):
        tiles.append(coded(wide.crop((left, top, left + side, top + side))))
size = box(b"ispe", b"\0" * 4, struct.pack(">II", *turned.size))
properties = [box(b"hvcC", tiles[0][0]), box(b"ispe", tiles[0][1]), size, irot(1), nclx(1, 13, 6, 1)]
grid = struct.pack(">BBBBHH", 0, 0, 3, 4, *turned.size)
items = [(b"grid", grid, [3, 4, 5])] + [(b"hvc1", data, [0x81, 2]) for _, _, data in tiles] + [(b"Exif", exif(8), [])]
references = [(b"dimg", 1, list(range(2, 2 + len(tiles)))), (b"cdsc", 2 + len(tiles), [1])]
written("tiles.heic", items, references, properties)
# The photo is the second of three; the others are something else.
other = coded(upright.point(lambda value: 255 - value))
own = coded(upright)
properties = [box(b"hvcC", own[0]), box(b"ispe", own[1]), box(b"hvcC", other[0])]
items = [(b"hvc1", other[2], [0x83, 2]), (b"hvc1", own[2], [0x81, 2]), (b"hvc1", other[2], [0x83, 2])]
written("second.heic", items, [(b"thmb", 3, [2])], properties, primary=2)
# The person alone, the wall transparent: on white it is white.
alpha = upright.convert("L").point(lambda value: 255 if value < 200 else 0)
mask = coded(alpha)
kind = box(b"auxC", b"\0" * 4, b"urn:mpeg:hevc:2015:auxid:1\0")
properties = [box(b"hvcC", own[0]), box(b"ispe", own[1]), box(b"hvcC", mask[0]), kind]
items = [(b"hvc1", own[2], [0x81, 2]), (b"hvc1", mask[2], [0x83, 2, 0x84])]
written("alpha.heic", items, [(b"auxl", 2, [1])], properties)
# The same numbers are other colours: Display P3 by code points.
one("display-p3.heic", upright, "-p", "chroma=444", more=[nclx(12, 13, 6, 1)])
# Half of the picture, the right lower quarter.
clap = struct.pack(">IIIIiIiI", 240, 1, 320, 1, 120, 1, 160, 1)
one("quarter.heic", upright, more=[box(b"clap", clap)])
print(*(f"{path.name} {path.stat().st_size}" for path in sorted(HERE.glob("*.heic"))), sep="\n", file=sys.stderr)
