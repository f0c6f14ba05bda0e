//! Means over squares, in a time that does not depend on their size.

use std::collections::VecDeque;

/// The mean over `2 · radius + 1` pixels across and down, of `N` numbers at each pixel; beyond the edges nothing
/// counts. In place: to get fresh memory from the system takes longer than the sums.
pub fn mean<const N: usize>(
    mut values: Vec<[f32; N]>,
    width: usize,
    radius: usize,
) -> Vec<[f32; N]> {
    let height = values.len().checked_div(width).unwrap_or(0);
    if width == 0 || height == 0 {
        values.fill([0.0; N]);
        return values;
    }
    let mut line = vec![[0.0; N]; width];
    for new in values.chunks_exact_mut(width) {
        line.copy_from_slice(new);
        across(&line, new, radius);
    }
    down(&mut values, width, radius);
    values
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
fn down<const N: usize>(values: &mut [[f32; N]], width: usize, radius: usize) {
    let height = values.len() / width;
    let mut sums = vec![[0.0f64; N]; width];
    let all = |sums: &mut [[f64; N]], line: &[[f32; N]], sign: f64| {
        for (sum, pixel) in sums.iter_mut().zip(line) {
            add(sum, pixel, sign);
        }
    };
    for line in values.chunks_exact(width).take(radius) {
        all(&mut sums, line, 1.0);
    }
    // The lines that are still in the sums, as they were before their means took their place.
    let mut passed: VecDeque<Vec<[f32; N]>> = VecDeque::with_capacity(radius + 2);
    for index in 0..height {
        let row = |row: usize| row * width..(row + 1) * width;
        if index + radius < height {
            all(&mut sums, &values[row(index + radius)], 1.0);
        }
        let mut kept = Vec::new();
        if index > radius
            && let Some(gone) = passed.pop_front()
        {
            all(&mut sums, &gone, -1.0);
            kept = gone;
        }
        let line = &mut values[row(index)];
        kept.clear();
        kept.extend_from_slice(line);
        passed.push_back(kept);
        let count = (index + radius).min(height - 1) + 1 - index.saturating_sub(radius);
        let part = 1.0 / count as f64;
        for (new, sum) in line.iter_mut().zip(&sums) {
            *new = sum.map(|sum| (sum * part) as f32);
        }
    }
}

fn add<const N: usize>(sum: &mut [f64; N], pixel: &[f32; N], sign: f64) {
    for (sum, value) in sum.iter_mut().zip(pixel) {
        *sum += sign * f64::from(*value);
    }
}
