"""The samples, and how each is drawn: a person before a wall, and the one rule it breaks."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter, map_coordinates

# Head top, chin, middle of the face, and the lowest row to show, in pixels of the portrait.
GEOMETRY = {"collins": (18, 188, 226, 345), "hopper": (24, 330, 262, 598)}

CHARCOAL, GREEN, BROWN, BLACK, WINE = (
    (74, 76, 80), (62, 84, 66), (112, 84, 62), (44, 44, 48), (112, 42, 54))
BLUE, WHITE = (88, 178, 240), (232, 231, 227)


@dataclass(frozen=True)
class Sample:
    """One submission: what it shows, with what phone, and which reasons a reviewer should find."""

    name: str
    reasons: str = ""
    who: str = "collins"
    clothes: tuple | None = CHARCOAL
    size: tuple = (3024, 4032)
    phone: str | None = "iphone"
    orientation: int = 1
    top: float = 0.17
    zoom: float = 1.0
    wall: tuple = (236, 235, 231)
    shadow: float = 0.06
    noise: float = 1.1
    quality: int = 80
    effect: str = ""
    display_p3: bool = False
    gps: bool = False
    front_camera: bool = False
    software: str = ""
    folder: str = "submissions"
    taken: str = "2026:09:01 10:12:33"

    @property
    def file(self):
        return f"{self.name}.png" if self.phone is None else f"{self.name}.jpg"


M12, M8, M5, M2 = (3024, 4032), (2448, 3264), (1944, 2592), (1200, 1600)

SAMPLES = [
    Sample("good-charcoal"),
    Sample("good-green", clothes=GREEN, phone="huawei", orientation=6, taken="2026:09:01 11:02:10"),
    Sample("good-brown", clothes=BROWN, phone="xiaomi", size=M8, top=0.2),
    Sample("good-black", clothes=BLACK, phone="oppo", size=M8, orientation=8),
    Sample("good-wine-p3", clothes=WINE, display_p3=True, orientation=6, size=M8),
    Sample("good-with-place", clothes=(96, 92, 84), gps=True, size=M8, orientation=6),
    Sample("uniform-cap", "G04 P05", who="hopper", clothes=None, phone="huawei", zoom=1.06, top=0.12),
    Sample("cap-grey-suit", "G04 P05", who="hopper", clothes=(86, 86, 88), size=M8, top=0.12),
    Sample("dark", "L04", effect="dark", orientation=6),
    Sample("half-lit", "L02", clothes=BROWN, effect="half_lit", phone="huawei", size=M8),
    Sample("overexposed", "L03", clothes=GREEN, effect="overexposed", size=M8),
    Sample("tilted", "P01 P03", clothes=WINE, effect="tilted", phone="xiaomi", size=M8),
    Sample("too-close", "C02", clothes=BLACK, zoom=1.75, top=0.14, phone="oppo", size=M8),
    Sample("too-far", "C04", who="hopper", clothes=BROWN, zoom=0.42, top=0.625, size=M8),
    Sample("motion-blur", "C03", clothes=GREEN, effect="motion_blur", orientation=6),
    Sample("out-of-focus", "C03", effect="out_of_focus", phone="huawei"),
    Sample("blue-clothes", "D01", clothes=BLUE, phone="xiaomi", size=M8),
    Sample("blue-jacket", "D01 G04 P05", who="hopper", clothes=BLUE, size=M8, top=0.12),
    Sample("two-people", "B04", clothes=BROWN, effect="two_people", zoom=0.92, top=0.23),
    Sample("screenshot", "F01", clothes=WINE, effect="screenshot", phone=None, size=(1179, 2556)),
    Sample("clutter", "B01", effect="clutter", phone="huawei", size=M8),
    Sample("shadow-on-wall", "B02", clothes=GREEN, shadow=0.5, effect="near_wall", size=M8),
    Sample("coloured-wall", "B01", clothes=BLACK, wall=(226, 178, 128), phone="oppo", size=M5),
    Sample("low-resolution", "C04", clothes=BROWN, size=(600, 800), phone="xiaomi", quality=70),
    Sample("selfie", "C01 C05", clothes=BLACK, effect="selfie", front_camera=True, zoom=1.25,
           top=0.13, size=M5),
    Sample("colour-cast", "L05", effect="colour_cast", phone="huawei", size=M8),
    Sample("cropped-forehead", "P05", clothes=GREEN, top=-0.08, zoom=1.36, phone="xiaomi", size=M5),
    Sample("mirrored", "C01", who="hopper", clothes=None, effect="mirrored", front_camera=True,
           size=M5, top=0.12),
    Sample("photo-of-a-photo", "F01", who="hopper", clothes=None, effect="photo_of_photo",
           phone="oppo", size=M8),
    Sample("white-clothes", "B03", clothes=WHITE, shadow=0.03, size=M8),
    Sample("beautified", "M01", clothes=WINE, effect="beautified", software="BeautyCam 12.1.0",
           size=M5),
    Sample("tinted-glasses", "G01", who="hopper", clothes=CHARCOAL, effect="tinted", top=0.12,
           size=M8),
    Sample("glare-on-glasses", "G02", who="hopper", clothes=BROWN, effect="glare", top=0.12,
           phone="xiaomi", size=M8),
    Sample("striped-clothes", "D02", effect="stripes", phone="huawei", size=M5),
    Sample("dark-again", clothes=CHARCOAL, folder="resubmissions", size=M8,
           taken="2026:09:03 09:20:41"),
    Sample("motion-blur-again", clothes=GREEN, folder="resubmissions", phone="iphone",
           orientation=6, size=M8, taken="2026:09:03 12:44:05"),
]


def compose(sample, people, rng):
    """The upright picture of a sample."""
    if sample.effect == "screenshot":
        return screenshot(sample, people, rng)
    size = sample.size
    wall = draw_wall(size, sample.wall, rng)
    if sample.effect == "clutter":
        wall = clutter(wall)
    image = wall
    if sample.effect == "two_people":
        other = place(people["hopper"].cut(None, (86, 86, 88)), "hopper", size, 0.15, 0.76, 0.86)
        image = stand(image, other, sample, 0.08)
        image = stand(image, layer(sample, people, middle=0.33), sample, sample.shadow)
    else:
        image = stand(image, layer(sample, people), sample, sample.shadow)
    effect = EFFECTS.get(sample.effect)
    pixels = np.asarray(image, np.float32)
    if effect:
        pixels = effect(pixels, rng)
    pixels = sensor_noise(pixels, sample.noise, rng)
    return Image.fromarray(np.clip(pixels + 0.5, 0, 255).astype(np.uint8))


def layer(sample, people, middle=0.5):
    """The sample's person, enlarged and in place, on a transparent layer."""
    person = people[sample.who].cut(None, sample.clothes)
    if sample.effect in ON_PERSON:
        person = ON_PERSON[sample.effect](person)
    turn = 11 if sample.effect == "tilted" else 0
    return place(person, sample.who, sample.size, sample.top, middle, sample.zoom, turn)


def place(person, who, size, top, middle, zoom_by, turn=0):
    """Enlarges a person so that the chest meets the lower edge; `turn` in degrees."""
    head_top, _chin, face_x, bottom = GEOMETRY[who]
    width, height = size
    scale = (1 - 0.17) * height / (bottom - head_top) * zoom_by
    person = person.crop((0, 0, person.width, bottom)).convert("RGBa")
    if turn:
        wide = Image.new("RGBa", (person.width, person.height + 90))
        wide.paste(person, (0, 0))
        # The last row goes on, so that no gap opens below.
        tail = person.crop((0, bottom - 1, person.width, bottom)).resize((person.width, 90))
        wide.paste(tail, (0, bottom))
        person = wide.rotate(turn, Image.Resampling.BICUBIC, center=(face_x, bottom * 0.6))
    big = person.resize((round(person.width * scale), round(person.height * scale)),
                        Image.Resampling.BICUBIC)
    big = big.filter(ImageFilter.UnsharpMask(scale * 0.8, 70, 2)).convert("RGBA")
    whole = Image.new("RGBA", size)
    above = round(top * height - head_top * scale)
    # Nobody floats: whoever is small stands lower.
    above = max(above, height - big.height)
    whole.paste(big, (round(middle * width - face_x * scale), above))
    return whole


def stand(image, person, sample, shadow):
    """Puts the person before the wall, with the shadow that they throw."""
    width, height = image.size
    near = sample.effect == "near_wall"
    blur, shift = (0.006, 0.05) if near else (0.035, 0.02)
    small = person.getchannel("A").resize((width // 4, height // 4))
    soft = small.filter(ImageFilter.GaussianBlur(blur * width / 4)).resize(image.size)
    thrown = Image.new("L", image.size)
    thrown.paste(soft, (round(shift * width), round(0.4 * shift * width)))
    dim = np.asarray(thrown, np.float32)[..., None] / 255.0 * shadow
    image = Image.fromarray((np.asarray(image, np.float32) * (1 - dim)).astype(np.uint8))
    image.paste(person, (0, 0), person)
    return image


def draw_wall(size, colour, rng):
    """A painted wall: lighter towards the lamp, and never quite even."""
    width, height = size
    y, x = np.mgrid[0:64, 0:48] / 64.0
    light = 1.02 - 0.10 * ((x - 0.3) ** 2 + (y - 0.2) ** 2) + rng.normal(0, 0.004, (64, 48))
    light = gaussian_filter(light, 3)
    light = Image.fromarray(light.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    pixels = np.asarray(light)[..., None] * np.asarray(colour, np.float32)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def sensor_noise(pixels, sigma, rng):
    """What a phone's noise reduction leaves: mild grain, a little more in the shadows."""
    if sigma <= 0:
        return pixels
    grain = rng.normal(0, 1, pixels.shape[:2]).astype(np.float32)
    grain = gaussian_filter(grain, 0.7) * 2.4
    light = pixels.mean(axis=2)
    return pixels + (grain * sigma * (1.25 - light / 300.0))[..., None]


def clutter(wall):
    """A shelf with books, a poster and a door frame on the wall."""
    draw = ImageDraw.Draw(wall)
    width, height = wall.size
    draw.rectangle((0, 0, 0.1 * width, height), "#7a5a3c")
    draw.rectangle((0.7 * width, 0.08 * height, 0.94 * width, 0.3 * height), "#2f6b4f")
    draw.ellipse((0.76 * width, 0.12 * height, 0.88 * width, 0.22 * height), "#e0b23c")
    draw.rectangle((0.12 * width, 0.30 * height, 0.42 * width, 0.315 * height), "#5b4028")
    spines = ["#8c2f39", "#26547c", "#e09f3e", "#335c67", "#9e2a2b", "#540b0e", "#3d5a80"]
    for at, spine in enumerate(spines):
        left = (0.13 + 0.038 * at) * width
        draw.rectangle((left, (0.2 + 0.012 * (at % 3)) * height, left + 0.034 * width,
                        0.3 * height), spine)
    return wall.filter(ImageFilter.GaussianBlur(width / 700))


def dark(pixels, _rng):
    return 255 * (pixels / 255) ** 1.25 * 0.24 + 2


def half_lit(pixels, _rng):
    x = np.linspace(0, 1, pixels.shape[1])
    light = 1.04 - 0.74 / (1 + np.exp(-(x - 0.5) * 15))
    return pixels * light[None, :, None]


def overexposed(pixels, _rng):
    return 255 * np.clip(pixels / 255 * 1.9 + 0.1, 0, 1)


def colour_cast(pixels, _rng):
    return pixels * np.array([1.06, 0.88, 0.55], np.float32)


def motion_blur(pixels, _rng):
    """A shake along a slope, 2.2 % of the width long."""
    out, steps = np.zeros_like(pixels), 24
    reach = pixels.shape[1] * 0.022
    for step in range(steps):
        by = round(reach * (step / (steps - 1) - 0.5))
        out += np.roll(pixels, (by // 3, by), (0, 1))
    return out / steps


def out_of_focus(pixels, _rng):
    radius = pixels.shape[1] * 0.0075
    small = pixels[::2, ::2]
    soft = gaussian_filter(small, (radius / 2, radius / 2, 0))
    image = Image.fromarray(np.clip(soft, 0, 255).astype(np.uint8))
    return np.asarray(image.resize(pixels.shape[1::-1], Image.Resampling.BICUBIC), np.float32)


def mirrored(pixels, _rng):
    return pixels[:, ::-1]


def selfie(pixels, _rng):
    """What a short lens at arm's length does: the middle swells."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x / width - 0.5) * 2, (y / height - 0.40) * 2
    near = 1 - 0.26 * np.exp(-(u * u + v * v) / 0.35)
    where = [(v * near / 2 + 0.40) * height, (u * near / 2 + 0.5) * width]
    planes = [map_coordinates(pixels[..., c], where, order=1, mode="nearest") for c in range(3)]
    return np.dstack(planes)


def beautified(pixels, _rng):
    """Skin without pores, lifted and pinkish, as a beauty filter leaves it."""
    small = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    half = small.resize((small.width // 3, small.height // 3), Image.Resampling.BOX)
    smooth = half.filter(ImageFilter.MedianFilter(9)).filter(ImageFilter.GaussianBlur(2))
    smooth = np.asarray(smooth.resize(small.size, Image.Resampling.BICUBIC), np.float32)
    edge = np.clip(np.abs(pixels - smooth).mean(axis=2, keepdims=True) / 45, 0, 1)
    mixed = smooth * (1 - edge) + pixels * edge
    return 255 * (np.clip(mixed, 0, 255) / 255) ** 0.85 * np.array([1.0, 0.98, 0.985])


def photo_of_photo(pixels, rng):
    """The picture printed with a border, lying askew on a table, shot again with moiré."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    weave = 1 + 0.035 * np.sin((x + 0.35 * y) * 0.31) * np.sin((y - 0.2 * x) * 0.29)
    print_ = Image.fromarray(np.clip(pixels * weave[..., None], 0, 255).astype(np.uint8))
    framed = Image.new("RGB", (width + width // 9, height + width // 9), "#f7f5ee")
    framed.paste(print_, (width // 18, width // 18))
    table = np.array([118, 82, 52], np.float32) * (
        1 + 0.10 * np.sin(y * 0.011 + 2.2 * np.sin(x * 0.0021))[..., None])
    table = Image.fromarray(np.clip(table, 0, 255).astype(np.uint8))
    small = framed.resize((round(width * 0.74), round(height * 0.74)), Image.Resampling.LANCZOS)
    mask = Image.new("L", small.size, 255)
    turn = {"angle": -4, "resample": Image.Resampling.BICUBIC, "expand": True}
    small, mask = small.rotate(**turn), mask.rotate(**turn)
    spot = ((width - small.width) // 2, (height - small.height) // 2)
    under = Image.new("L", table.size)
    under.paste(mask, (spot[0] + 20, spot[1] + 24))
    under = under.filter(ImageFilter.GaussianBlur(18))
    table.paste("#2a1c10", (0, 0), under.point(lambda v: v * 6 // 10))
    table.paste(small, spot, mask)
    shine = np.exp(-(((x - y * 0.6) / width - 0.05) ** 2) / 0.012) * 46
    return np.asarray(table, np.float32) + shine[..., None]


def lenses(person, paint):
    """Paints on the two glasses of the Hopper portrait, at four times its size."""
    big = person.resize((person.width * 4, person.height * 4), Image.Resampling.BICUBIC)
    over = Image.new("RGBA", big.size)
    draw = ImageDraw.Draw(over)
    for box in ((188, 178, 256, 231), (280, 172, 342, 226)):
        paint(draw, [value * 4 for value in box])
    over = over.filter(ImageFilter.GaussianBlur(2))
    big.alpha_composite(over)
    return big.resize(person.size, Image.Resampling.LANCZOS)


def tinted(person):
    return lenses(person, lambda draw, box: draw.ellipse(box, (28, 22, 20, 214)))


def glare(person):
    def paint(draw, box):
        left, top, right, bottom = box
        wide, high = right - left, bottom - top
        for start in (0.22, 0.52):
            x = left + wide * start
            draw.polygon([(x, top + high * 0.86), (x + wide * 0.22, top + high * 0.86),
                          (x + wide * 0.38, top + high * 0.14), (x + wide * 0.16, top + high * 0.14)],
                         (255, 255, 255, 225))

    return lenses(person, paint)


def stripes(person):
    """Stripes on whatever is dyed: below the collar ring, where the suit is grey."""
    pixels = np.asarray(person, np.float32).copy()
    rows, columns = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    grey = np.ptp(pixels[..., :3], axis=2) < 26
    light = pixels[..., :3].max(axis=2)
    cloth = grey & (rows > 195) & (light > 22) & (light < 105)
    ring = ((columns - 210) / 96.0) ** 2 + ((rows - 220) / 74.0) ** 2 < 1
    cloth = gaussian_filter((cloth & ~ring).astype(np.float32), 0.7)
    wave = 0.5 + 0.5 * np.sign(np.sin((columns + 0.25 * rows) * 0.62))
    wave = gaussian_filter(wave, 0.5) * cloth
    pixels[..., :3] = pixels[..., :3] * (1 - wave[..., None]) + 205 * wave[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGBA")


def screenshot(sample, people, rng):
    """A phone's album showing the photo: bars above and below, no camera data."""
    inner = Sample("inner", clothes=sample.clothes, size=(1179, 1572))
    photo = compose(inner, people, rng)
    width, height = sample.size
    screen = Image.new("RGB", sample.size, "black")
    screen.paste(photo, (0, (height - photo.height) // 2))
    draw = ImageDraw.Draw(screen)
    draw.rounded_rectangle((width - 150, 60, width - 80, 94), 10, outline="white", width=4)
    draw.rectangle((width - 144, 66, width - 104, 88), fill="white")
    for bar in range(4):
        draw.rectangle((width - 260 + bar * 20, 90 - 8 * bar, width - 248 + bar * 20, 94), "white")
    draw.text((90, 54), "9:41", "white", font_size=44)
    draw.text((60, 200), "‹", "#3b9cff", font_size=80)
    draw.text((width // 2, 240), "1 September  10:12", "white", font_size=38, anchor="mm")
    for at in range(4):
        x = width * (at + 0.5) / 4
        draw.ellipse((x - 28, height - 250, x + 28, height - 194), outline="#3b9cff", width=6)
    draw.rounded_rectangle((width // 2 - 190, height - 40, width // 2 + 190, height - 30), 5, "white")
    return screen


EFFECTS = {
    "dark": dark, "half_lit": half_lit, "overexposed": overexposed, "colour_cast": colour_cast,
    "motion_blur": motion_blur, "out_of_focus": out_of_focus, "mirrored": mirrored,
    "selfie": selfie, "beautified": beautified, "photo_of_photo": photo_of_photo,
}

ON_PERSON = {"tinted": tinted, "glare": glare, "stripes": stripes}
