#!/bin/sh
# Makes the JPEG files beside it by cjpeg (Debian: libjpeg-turbo-progs). The picture is drawn here and is
# dedicated to the public domain (CC0 1.0), as the files are.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# Tiles of strong colours with a ripple, of a size that is no whole number of units.
awk 'BEGIN {
    print "P3\n94 90\n255"
    for (y = 0; y < 90; y++) for (x = 0; x < 94; x++) {
        tile = (int(x / 11) + 2 * int(y / 9)) % 5
        ripple = 30 * sin(x * 0.9 + y * 0.6)
        printf "%d %d %d\n", 90 + 30 * tile + ripple, 200 - 35 * tile + ripple, 60 + (tile * 70) % 160 + ripple
    }
}' > "$work/picture.ppm"

echo '0; 1; 2;' > "$work/each"
echo '2; 1; 0;' > "$work/back"
echo '0; 1 2;' > "$work/two"
for kind in 420:2x2 440:1x2; do
    name=${kind%:*}
    write() {
        cjpeg -quality 75 -sample "${kind#*:}" "$@" "$work/picture.ppm"
    }
    write > "$name-one.jpg"
    write -progressive > "$name-progressive.jpg"
    for scans in each back two; do
        write -scans "$work/$scans" > "$name-$scans.jpg"
    done
done
