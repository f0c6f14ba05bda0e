#!/usr/bin/env python3
"""Sets people before a white wall with a soft shadow: to see how a standard photo cuts them out.

    python3 -m venv venv && venv/bin/pip install -r data/requirements.txt pymatting==1.1.16
    venv/bin/python data/white_wall.py --matte MODNET.onnx OUT-FOLDER PORTRAIT…

Each person is cut out of a portrait by closed-form matting (Levin et al., `pymatting`, MIT): a MODNet model only says
where the uncertain band lies, so hair is finer here than the net itself would draw it. The colours of the band are
estimated, not copied. Nothing is enlarged or turned; the wall, its light and the person's shadow are drawn, with the
grain of a phone's sensor. Run by developers only; nothing that it makes is committed.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from pymatting import estimate_alpha_cf, estimate_foreground_ml
from scipy.ndimage import binary_dilation, binary_erosion, gaussian_filter, label, shift

from people import matte

# How wide the uncertain band is, in pixels for each 1000 of the portrait's width.
BAND = 14


def cut(image, model):
    """The person's part of each pixel, and the person's own colour there, both 0 to 1."""
    rough = largest(matte(image, model))
    reach = max(2, round(BAND * image.width / 1000))
    inside = binary_erosion(rough > 0.9, iterations=reach, border_value=1)
    outside = ~binary_dilation(rough > 0.1, iterations=reach)
    trimap = np.where(inside, 1.0, np.where(outside, 0.0, 0.5))
    rgb = np.asarray(image, np.float64) / 255.0
    alpha = estimate_alpha_cf(rgb, trimap)
    return alpha, estimate_foreground_ml(rgb, alpha)


def largest(alpha):
    """The matte without what stands apart from the person."""
    parts, count = label(alpha > 0.3)
    if count < 2:
        return alpha
    person = np.argmax(np.bincount(parts.ravel())[1:]) + 1
    return alpha * binary_dilation(parts == person, iterations=8)


def wall(height, width, rng):
    """A white wall that a window lights a little from one side."""
    across = np.linspace(0.0, 1.0, width)[None, :]
    down = np.linspace(0.0, 1.0, height)[:, None]
    light = 1.0 - 0.03 * across - 0.02 * down
    rough = gaussian_filter(rng.normal(0, 1, (height, width)), 1.5) * 0.004
    return np.asarray([0.925, 0.92, 0.905]) * (light + rough)[..., None]


def before_wall(alpha, colour, rng):
    """The person before the wall, with a soft shadow to one side."""
    height, width = alpha.shape
    behind = wall(height, width, rng)
    fall = shift(alpha, (0.012 * width, 0.03 * width), order=1, mode="nearest")
    shadow = gaussian_filter(fall, 0.022 * width)
    behind = behind * (1 - 0.12 * shadow)[..., None]
    picture = colour * alpha[..., None] + behind * (1 - alpha)[..., None]
    grain = gaussian_filter(rng.normal(0, 1, picture.shape), (0.5, 0.5, 0)) * 0.008
    return np.clip((picture + grain) * 255 + 0.5, 0, 255).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matte", required=True, help="a MODNet model, .onnx")
    parser.add_argument("out", type=Path, help="the folder to write to")
    parser.add_argument("portraits", type=Path, nargs="+")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for portrait in args.portraits:
        image = Image.open(portrait).convert("RGB")
        alpha, colour = cut(image, args.matte)
        made = before_wall(alpha, colour, np.random.default_rng(7))
        name = f"{portrait.parent.name}-{portrait.stem}.jpg"
        Image.fromarray(made).save(args.out / name, quality=92, subsampling=0)
        print(args.out / name)


if __name__ == "__main__":
    main()
