//! CIELAB, in which distances of colours are told.

/// Lightness, a and b of an sRGB pixel, 0 to 255 (IEC 61966-2-1; white D65; CIE 15).
pub fn lab(rgb: [f32; 3]) -> [f32; 3] {
    let [red, green, blue] = rgb.map(|value| {
        let value = value / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let x = (0.412_456_4 * red + 0.357_576_1 * green + 0.180_437_5 * blue) / 0.950_47;
    let y = 0.212_672_9 * red + 0.715_152_2 * green + 0.072_175 * blue;
    let z = (0.019_333_9 * red + 0.119_192 * green + 0.950_304_1 * blue) / 1.088_83;
    let [x, y, z] = [x, y, z].map(|value| {
        if value > 216.0 / 24_389.0 {
            value.cbrt()
        } else {
            (24_389.0 / 27.0 * value + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The distance of two colours in CIELAB: ΔE 1976.
pub fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

/// How far a colour is from the straight line between two others: 0 where it is a mixture of them.
pub fn distance_from_mixtures(colour: [f32; 3], one: [f32; 3], other: [f32; 3]) -> f32 {
    let way = [0, 1, 2].map(|axis| other[axis] - one[axis]);
    let dot = |a: [f32; 3], b: [f32; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let from = [0, 1, 2].map(|axis| colour[axis] - one[axis]);
    let part = (dot(from, way) / dot(way, way).max(1e-6)).clamp(0.0, 1.0);
    distance(colour, [0, 1, 2].map(|axis| one[axis] + part * way[axis]))
}
