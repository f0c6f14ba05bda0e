"""Writes the parts of the workbooks of tests/cases as inputs of the fuzzer: python3 tests/fuzz/seeds.py

Run again when workbooks come in. Each file is `PARTS`, the sheet, the shared strings, the styles and the workbook.
"""

import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
NAMES = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]

for book in sorted((HERE.parent / "cases/tables").glob("*.xlsx")):
    if not zipfile.is_zipfile(book):
        continue
    with zipfile.ZipFile(book) as parts:
        there = parts.namelist()
        said = [parts.read(name) if name in there else b"" for name in NAMES]
    (HERE / "corpus/lists" / f"{book.stem}.parts").write_bytes(b"PARTS" + b"\n--part--\n".join(said))
