//! Means over squares, in a time that does not depend on their size.

/// The mean over `2 · radius + 1` pixels across and down, of `N` numbers at each pixel; beyond the edges nothing
/// counts.
pub fn mean<const N: usize>(values: &[[f32; N]], width: usize, radius: usize) -> Vec<[f32; N]> {
    let height = values.len().checked_div(width).unwrap_or(0);
    let mut lines = vec![[0.0f32; N]; values.len()];
    if width == 0 || height == 0 {
        return lines;
    }
    for (line, new) in values.chunks_exact(width).zip(lines.chunks_exact_mut(width)) {
        across(line, new, radius);
    }
    down(&lines, width, radius)
}

/// The mean along one line.
fn across<const N: usize>(line: &[[f32; N]], new: &mut [[f32; N]], radius: usize) {
    let width = line.len();
    let mut sum = [0.0f64; N];
    for pixel in line.iter().take(radius) {
        add(&mut sum, pixel, 1.0);
    }
    for (column, new) in new.iter_mut().enumerate() {
        if let Some(pixel) = line.get(column + radius) {
            add(&mut sum, pixel, 1.0);
        }
        if let Some(pixel) = column.checked_sub(radius + 1).map(|gone| &line[gone]) {
            add(&mut sum, pixel, -1.0);
        }
        let count = (column + radius).min(width - 1) + 1 - column.saturating_sub(radius);
        let part = 1.0 / count as f64;
        *new = sum.map(|sum| (sum * part) as f32);
    }
}

/// The mean along the columns.
fn down<const N: usize>(lines: &[[f32; N]], width: usize, radius: usize) -> Vec<[f32; N]> {
    let height = lines.len() / width;
    let mut sums = vec![[0.0f64; N]; width];
    let row = |row: usize| &lines[row * width..(row + 1) * width];
    let all = |sums: &mut [[f64; N]], line: &[[f32; N]], sign: f64| {
        for (sum, pixel) in sums.iter_mut().zip(line) {
            add(sum, pixel, sign);
        }
    };
    for index in 0..radius.min(height) {
        all(&mut sums, row(index), 1.0);
    }
    let mut means = Vec::with_capacity(lines.len());
    for index in 0..height {
        if index + radius < height {
            all(&mut sums, row(index + radius), 1.0);
        }
        if let Some(gone) = index.checked_sub(radius + 1) {
            all(&mut sums, row(gone), -1.0);
        }
        let count = (index + radius).min(height - 1) + 1 - index.saturating_sub(radius);
        let part = 1.0 / count as f64;
        means.extend(sums.iter().map(|sum| sum.map(|sum| (sum * part) as f32)));
    }
    means
}

fn add<const N: usize>(sum: &mut [f64; N], pixel: &[f32; N], sign: f64) {
    for (sum, value) in sum.iter_mut().zip(pixel) {
        *sum += sign * f64::from(*value);
    }
}
