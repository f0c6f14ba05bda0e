#!/usr/bin/env python3
"""Writes reference.json: what onnxruntime gives for parts of a public-domain portrait.

pip install onnxruntime numpy pillow; python3 src/vision/tests/reference.py, from the package's folder.
Written with onnxruntime 1.32.0. Each net is shown a window of data/portraits/astronaut.png: from (x, y) on, every
`step`-th pixel, `side` of them across and down. Of each output every n-th number is kept, so that about 200 are.
"""
import json
import numpy as np
import onnxruntime as ort
from PIL import Image

UNIT, SIGNED, EFFICIENT = (0, 255), (127.5, 127.5), (127, 128)
NETS = {  # file: (x, y, step, side, levels, names of the outputs)
    "face_det_full_192_f16.onnx": (64, 0, 2, 192, SIGNED, ["reshaped_regressor_face_4", "reshaped_classifier_face_4"]),
    "face_mesh_468_f16.onnx": (130, 20, 1, 192, UNIT, ["conv2d_21", "conv2d_31"]),
    "iris_64_f16.onnx": (170, 84, 1, 64, UNIT, ["output_eyes_contours_and_brows", "output_iris"]),
    "face_landmarks_478_f16.onnx": (96, 0, 1, 256, UNIT, ["Identity", "Identity_1"]),
    "pose_full_256_f16.onnx": (0, 0, 2, 256, UNIT, ["Identity", "Identity_1"]),
    "objects_320_w8.onnx": (96, 0, 1, 320, EFFICIENT, ["scores", "boxes"]),
    "attributes_224_f16.onnx": (110, 0, 1, 224, EFFICIENT, ["logits"]),
    "modnet_w8.onnx": (0, 0, 2, 256, SIGNED, ["output"]),
}
BLENDSHAPES = "face_blendshapes_f16.onnx"

picture = np.array(Image.open("data/portraits/astronaut.png").convert("RGB")).astype(np.float32)
options = ort.SessionOptions()
options.log_severity_level = 3


def run(file, values, names):
    session = ort.InferenceSession(f"assets/models/{file}", options, providers=["CPUExecutionProvider"])
    kept = []
    for output in session.run(names, {session.get_inputs()[0].name: values}):
        flat = output.ravel()
        every = max(1, len(flat) // 200)
        kept.append({"every": every, "numbers": [float(f"{v:.7g}") for v in flat[::every]]})
    return kept


def window(x, y, step, side):
    lines = np.arange(side) * step
    rows = np.clip(y + lines, 0, picture.shape[0] - 1)
    columns = np.clip(x + lines, 0, picture.shape[1] - 1)
    return picture[rows][:, columns]


reference = {}
for file, (x, y, step, side, (shift, scale), names) in NETS.items():
    values = ((window(x, y, step, side) - np.float32(shift)) / np.float32(scale))[None]
    if file.startswith("modnet"):
        values = np.ascontiguousarray(values.transpose(0, 3, 1, 2))
    reference[file] = {"window": [x, y, step, side], "outputs": run(file, values, names)}
# No picture goes in here, but points: a spiral.
turn = np.arange(146, dtype=np.float32)
points = np.stack([100 + turn * (turn % 7), 100 + turn * (turn % 5)], axis=-1)[None].astype(np.float32)
reference[BLENDSHAPES] = {"window": [], "outputs": run(BLENDSHAPES, points, ["StatefulPartitionedCall:0"])}
with open("src/vision/tests/reference.json", "w") as file:
    json.dump(reference, file, indent=0)
    file.write("\n")
