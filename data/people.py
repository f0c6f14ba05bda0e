"""The two people, cut out of their portraits, in clothes of any colour."""

import numpy as np
import onnxruntime
from PIL import Image
from scipy.ndimage import gaussian_filter


class Person:
    """One portrait with its matte."""

    def __init__(self, portrait, model):
        image = Image.open(portrait).convert("RGB")
        self.name = portrait.stem
        self.rgb = np.asarray(image, np.float32)
        alpha = matte(image, model)
        if self.name == "grace_hopper":
            # What the flag leaves beside the sleeve; and the print is redder than people are.
            alpha[:, :14] = 0.0
            grey = self.rgb.mean(axis=2, keepdims=True)
            self.rgb = grey + (self.rgb - grey) * 0.72
        self.rgb = clean_edges(self.rgb, alpha)
        self.alpha = alpha

    def cut(self, _wall, clothes):
        """The person as RGBA, in clothes of a colour (none: as they are)."""
        rgb = self.rgb if clothes is None else self.dyed(np.asarray(clothes, np.float32))
        rgba = np.dstack([rgb, self.alpha * 255.0])
        return Image.fromarray(np.clip(rgba, 0, 255).astype(np.uint8), "RGBA")

    def dyed(self, colour):
        """The suit or the jacket in another colour, with its folds."""
        rows = np.arange(self.rgb.shape[0])[:, None]
        red, green, blue = (self.rgb[..., channel] for channel in range(3))
        light = self.rgb.max(axis=2)
        if self.name == "astronaut":
            orange = (red - blue > 60) & (red > green * 1.25) & (rows > 180)
            mask, shade = orange.astype(np.float32), light / 225.0
        else:
            columns = np.arange(self.rgb.shape[1])[None, :]
            under_chin = ((columns - 262) / 75.0) ** 2 + ((rows - 350) / 62.0) ** 2 < 1
            jacket = (light < 80) & (rows > 325) & ~under_chin
            mask, shade = jacket.astype(np.float32), 0.72 + light / 110.0
        mask = gaussian_filter(mask, 0.8)[..., None]
        return self.rgb * (1 - mask) + colour * shade[..., None] * mask


def matte(image, model):
    """How much of each pixel is the person, 0 to 1."""
    width, height = image.size
    padded = (-(-width // 32) * 32, -(-height // 32) * 32)
    pixels = np.asarray(image.resize(padded, Image.Resampling.LANCZOS), np.float32) / 127.5 - 1
    session = onnxruntime.InferenceSession(model)
    alpha = session.run(None, {"input": pixels.transpose(2, 0, 1)[None]})[0][0, 0]
    alpha = np.asarray(Image.fromarray(alpha).resize((width, height), Image.Resampling.BILINEAR))
    return np.clip((alpha - 0.06) / 0.88, 0, 1)


def clean_edges(rgb, alpha):
    """The person's own colour where the old background shines through, from the inside outwards."""
    solid = np.where(alpha > 0.97, 1.0, 0.0)
    spread = sum(gaussian_filter(solid, s) * w for s, w in ((1.5, 1.0), (4, 1e-2), (12, 1e-4)))
    colour = sum(
        gaussian_filter(rgb * solid[..., None], (s, s, 0)) * w
        for s, w in ((1.5, 1.0), (4, 1e-2), (12, 1e-4))
    ) / np.maximum(spread, 1e-9)[..., None]
    return np.where(alpha[..., None] > 0.97, rgb, colour)
