use super::*;

#[test]
fn bad_matrices_are_refused_by_name() {
    let code = |values: &[f32], rows, columns| Dataset::from_values(values.to_vec(), rows, columns).unwrap_err().code();
    assert_eq!(code(&[1.0, 2.0, 3.0], 2, 2), "shape");
    assert_eq!(code(&[], 0, 2), "empty");
    assert_eq!(code(&[1.0, f32::NAN], 1, 2), "not-finite");
    assert_eq!(code(&[1.0], usize::MAX, 2), "shape");
}

#[test]
fn what_is_known_must_fit_the_rows() {
    let data = Dataset::from_values(vec![0.0; 6], 3, 2).unwrap();
    assert!(data.clone().with_labels(vec![0, 1, 2]).is_ok());
    assert_eq!(data.clone().with_labels(vec![0]).unwrap_err().code(), "shape");
    let names = vec!["cat".to_string(), "dog".to_string()];
    assert_eq!(data.clone().with_label_names(names.clone()).unwrap_err().code(), "shape");
    let labeled = |labels: [i32; 3]| data.clone().with_labels(labels.to_vec()).unwrap();
    assert!(labeled([0, 1, 0]).with_label_names(names.clone()).is_ok());
    assert_eq!(labeled([0, 2, 0]).with_label_names(names.clone()).unwrap_err().code(), "shape");
    assert_eq!(labeled([0, -1, 0]).with_label_names(names).unwrap_err().code(), "shape");
    assert_eq!(data.with_picture(Picture { height: 2, width: 2 }).unwrap_err().code(), "shape");
}
