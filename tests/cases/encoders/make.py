"""Makes the JPEGs of this folder: one small picture by two encoders in every way that they know.

Needs Pillow 9.4 (libjpeg-turbo 2.1.5) and cjpeg and jpegtran of the same (Debian: python3-pil, libjpeg-turbo-progs).
The picture is from ../../../data/portraits/astronaut.png (NASA, public domain).
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
picture = Image.open(HERE / "../../../data/portraits/astronaut.png").convert("RGB")
picture = picture.crop((90, 0, 410, 400)).resize((240, 300), Image.LANCZOS)
source = Path(tempfile.mkdtemp()) / "source.ppm"
picture.save(source)
for quality, sampling, progressive, optimize, rows in [
    (95, 0, False, False, 0),
    (85, 1, False, True, 0),
    (85, 2, False, False, 1),
    (75, 2, False, True, 0),
    (90, 0, True, True, 0),
    (85, 2, True, True, 0),
    (85, 2, True, True, 1),
]:
    name = f"pillow-q{quality}-s{sampling}{'-progressive' * progressive}{'-optimised' * optimize}{'-restarts' * rows}.jpg"
    options = {"restart_marker_rows": rows} if rows else {}
    picture.save(HERE / name, quality=quality, subsampling=sampling, progressive=progressive, optimize=optimize, **options)
picture.convert("L").save(HERE / "pillow-grey.jpg", quality=88)
picture.convert("CMYK").save(HERE / "pillow-cmyk.jpg", quality=80)
for sampling in ("1x1", "2x1", "1x2", "2x2", "4x1"):
    for extra in ([], ["-restart", "1"], ["-restart", "3B", "-optimize"], ["-progressive"]):
        name = "-".join(["cjpeg", sampling, *(word.strip("-") for word in extra)]) + ".jpg"
        subprocess.run(["cjpeg", "-quality", "82", "-sample", sampling, *extra, "-outfile", HERE / name, source], check=True)
subprocess.run(["jpegtran", "-rotate", "90", "-trim", "-outfile", HERE / "jpegtran-turned.jpg", HERE / "cjpeg-2x2.jpg"], check=True)
