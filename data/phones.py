"""Photos as phones write them: noise, orientation, colour profile and EXIF."""

import io
import struct
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

NOTE = "Synthetic sample made by data/make_samples.py from a public-domain portrait; not a photograph"

# How an upright picture lies on the sensor, by EXIF orientation.
TO_SENSOR = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Phone:
    """What a phone writes of itself."""

    make: str
    model: str
    rear: str
    front: str
    software: str
    focal: float


PHONES = {
    "iphone": Phone("Apple", "iPhone 15", "iPhone 15 back dual wide camera 5.96mm f/1.6",
                    "iPhone 15 front TrueDepth camera 2.69mm f/1.9", "18.6", 5.96),
    "huawei": Phone("HUAWEI", "Pura 70", "HUAWEI XMAGE rear camera 6.8mm f/1.4",
                    "HUAWEI front camera 2.4mm f/2.4", "Pura 70 4.2.0.130", 6.8),
    "xiaomi": Phone("Xiaomi", "Xiaomi 14", "Xiaomi 14 back camera 6.6mm f/1.6",
                    "Xiaomi 14 front camera 3.3mm f/2.0", "HyperOS 2.0", 6.6),
    "oppo": Phone("OPPO", "OPPO Find X7", "OPPO Find X7 back camera 6.1mm f/1.6",
                  "OPPO Find X7 front camera 3.1mm f/2.4", "ColorOS 15", 6.1),
}


def save_photo(image, file, sample, phones):
    """Writes an upright picture as the sample's phone would have."""
    if sample.phone is None:
        image.save(file, optimize=True)
        return
    turn = TO_SENSOR[sample.orientation]
    profile = None
    if sample.display_p3:
        image, profile = to_display_p3(image)
    if turn is not None:
        image = image.transpose(turn)
    image.save(file, quality=sample.quality, exif=exif(phones[sample.phone], sample),
               icc_profile=profile, optimize=True)


def exif(phone, sample):
    """The EXIF block; one sample also tells a place, so that a test can see it dropped."""
    block = Image.Exif()
    block[0x010E] = NOTE
    block[0x010F] = phone.make
    block[0x0110] = phone.model
    block[0x0112] = sample.orientation
    block[0x0131] = sample.software or phone.software
    block[0x0132] = sample.taken
    facts = block.get_ifd(0x8769)
    facts[0x9003] = sample.taken
    facts[0x9004] = sample.taken
    facts[0x920A] = 2.69 if sample.front_camera else phone.focal
    facts[0xA433] = phone.make
    facts[0xA434] = phone.front if sample.front_camera else phone.rear
    if sample.gps:
        # Null Island: a place where nobody lives.
        place = block.get_ifd(0x8825)
        place[1], place[2] = "N", (0.0, 0.0, 1.0)
        place[3], place[4] = "E", (0.0, 0.0, 1.0)
    return block


def to_display_p3(image):
    """The same colours as values of Display P3, and its profile."""
    linear = np.asarray(image, np.float32) / 255.0
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.8224620, 0.1775380, 0.0], [0.0331942, 0.9668058, 0.0],
                       [0.0170827, 0.0723974, 0.9105199]], np.float32)
    linear = linear @ matrix.T
    coded = np.where(linear <= 0.0031308, linear * 12.92,
                     1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)
    pixels = np.clip(coded * 255 + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels), display_p3_profile()


def display_p3_profile():
    """A Display P3 profile (ICC version 4: three primaries under D50, the sRGB curve)."""

    def fixed(*values):
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def words(text):
        return (b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS"
                + struct.pack(">II", len(text) * 2, 28) + text.encode("utf-16-be"))

    def xyz(*values):
        return b"XYZ \0\0\0\0" + fixed(*values)

    curve = b"para\0\0\0\0\0\3\0\0" + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = [
        (b"desc", words("Display P3")), (b"cprt", words("CC0")),
        (b"wtpt", xyz(0.96420, 1.0, 0.82491)), (b"rXYZ", xyz(0.51512, 0.24120, -0.00105)),
        (b"gXYZ", xyz(0.29198, 0.69225, 0.04189)), (b"bXYZ", xyz(0.15710, 0.06657, 0.78407)),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x04000000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")
    header += b"\0" * 28 + fixed(0.96420, 1.0, 0.82491)
    header += b"\0" * (128 - len(header))
    profile = header + struct.pack(">I", len(tags)) + table + body
    ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return profile
