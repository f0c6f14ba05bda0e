//! Small systems of linear equations.

/// The solution of `matrix · x = right` for a symmetric matrix of `N × N`, by elimination with pivots; `None` where
/// it has none.
pub fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        let pivot = (column..N)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (line, value) = (matrix[column], right[column]);
        for row in column + 1..N {
            let factor = matrix[row][column] / line[column];
            for (own, other) in matrix[row].iter_mut().zip(line) {
                *own -= factor * other;
            }
            right[row] -= factor * value;
        }
    }
    let mut found = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| matrix[row][column] * found[column]).sum();
        found[row] = (right[row] - known) / matrix[row][row];
    }
    found.iter().all(|value| value.is_finite()).then_some(found)
}
