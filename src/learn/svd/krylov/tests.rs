use super::*;
use crate::linalg::eigen_symmetric;

fn random(rows: usize, columns: usize, seed: u64) -> Sparse {
    let mut generator = generator(seed, "test");
    let mut matrix = Sparse::new(columns);
    for row in 0..rows {
        let scale = 1.0 / (1.0 + row as f32 / 10.0);
        let mut value = || if generator.random::<f32>() < 0.2 { generator.random::<f32>() * scale } else { 0.0 };
        matrix.push((0..columns as u32).map(|column| (column, value())));
    }
    matrix
}

fn dense(matrix: &Sparse) -> Array2<f64> {
    let mut dense = Array2::zeros((matrix.rows(), matrix.columns()));
    for row in 0..matrix.rows() {
        matrix.entries(row).for_each(|(column, value)| dense[[row, column as usize]] = f64::from(value));
    }
    dense
}

fn solve(matrix: &Sparse, count: usize, products: usize) -> Svd {
    let mut krylov = Krylov::new(matrix, count, products, 3);
    let planned = krylov.planned();
    let mut steps = 1;
    while !krylov.step(matrix).unwrap() {
        steps += 1;
    }
    assert_eq!(steps, planned, "{} × {}, {products} products", matrix.rows(), matrix.columns());
    krylov.svd().unwrap().clone()
}

#[test]
fn it_agrees_with_the_eigenproblem_of_the_gram_matrix() {
    for (rows, columns, count) in [(150, 70, 6), (60, 200, 12), (40, 40, 40), (9, 5, 2), (1, 7, 1), (300, 300, 20)] {
        let matrix = random(rows, columns, 7);
        let full = dense(&matrix);
        let exact = eigen_symmetric(product(full.t(), full.view()).view()).unwrap();
        let svd = solve(&matrix, count, 6);
        for (found, exact) in svd.values.iter().zip(&exact.values) {
            assert!((found / exact.sqrt() - 1.0).abs() < 1e-5, "{rows} × {columns}: {found} {}", exact.sqrt());
        }
        let (left, right) = (svd.left.mapv(f64::from), svd.right.mapv(f64::from));
        for (index, &value) in svd.values.iter().enumerate() {
            let image = full.dot(&right.column(index));
            for (image, left) in image.iter().zip(left.column(index)) {
                assert!((image - value * left).abs() < 2e-5 * svd.values[0], "{image} {left}");
            }
            assert!((left.column(index).dot(&left.column(index)) - 1.0).abs() < 1e-4);
        }
    }
}

#[test]
fn what_has_no_rank_has_no_vectors() {
    let mut matrix = Sparse::new(30);
    for row in 0..50 {
        matrix.push((0..30).map(|column| (column, if row % 2 == 0 { column as f32 } else { 1.0 })));
    }
    let svd = solve(&matrix, 5, 5);
    assert!(svd.values[1] > 1.0 && svd.values[2..].iter().all(|&value| value < 1e-2), "{:?}", svd.values);
    assert!(svd.left.iter().chain(&svd.right).all(|value| value.is_finite()));
    let mut zeros = Sparse::new(3);
    (0..4).for_each(|_| zeros.push([]));
    let svd = solve(&zeros, 2, 5);
    assert_eq!(svd.values, [0.0, 0.0]);
    assert!(svd.left.iter().all(|&value| value == 0.0));
}

#[test]
fn small_singular_values_beside_large_ones_are_found() {
    // A table whose columns have units of their own, as the sizes of a cell's nucleus in different measures.
    let mut generator = generator(5, "test");
    let units = (0..30).map(|column| 1000.0 * 0.5_f32.powi(column.min(12)) / (1.0 + column as f32)).collect::<Vec<_>>();
    let mut matrix = Sparse::new(units.len());
    for _ in 0..200 {
        matrix.push((0..).zip(units.iter().map(|unit| unit * (0.3 + generator.random::<f32>()))));
    }
    let full = dense(&matrix);
    let exact = eigen_symmetric(product(full.t(), full.view()).view()).unwrap();
    let svd = solve(&matrix, 6, 6);
    for (found, exact) in svd.values.iter().zip(&exact.values) {
        assert!((found / exact.sqrt() - 1.0).abs() < 1e-4, "{found} {}", exact.sqrt());
    }
}
