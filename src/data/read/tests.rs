//! Files as people have them, and files as nobody should.

use super::*;
use crate::data::Picture;
use crate::parameters::Value;
use proptest::prelude::*;

fn given(values: &[(&str, Value)]) -> Given {
    values.iter().map(|(id, value)| (id.to_string(), value.clone())).collect()
}

fn csv(text: &str, options: &[(&str, &str)]) -> Result<Table> {
    let options: Vec<_> = options.iter().map(|(id, value)| (*id, Value::Text(value.to_string()))).collect();
    read_table(text.as_bytes(), &Arguments::check("csv", CSV_PARAMETERS, &given(&options))?)
}

fn values(data: &Dataset) -> Vec<f32> {
    data.matrix("test").unwrap().iter().copied().collect()
}

fn range(skip: f64, take: f64) -> Given {
    given(&[("skip", Value::Number(skip)), ("take", Value::Number(take))])
}

#[test]
fn a_table_with_everything() {
    let table =
        csv("name,x,species,y,note\nada,1.5,finch,2,a\nbo,-3e2,owl,4,b\ncy,.5,owl,6,c\ndi,0,finch,8,d\n", &[]).unwrap();
    assert_eq!(table.data.shape(), (4, 2));
    assert_eq!(values(&table.data), [1.5, 2.0, -300.0, 4.0, 0.5, 6.0, 0.0, 8.0]);
    assert_eq!(table.data.labels().unwrap(), [0, 1, 1, 0]);
    assert_eq!(table.data.label_names().unwrap(), ["finch", "owl"]);
    assert_eq!(table.data.names().unwrap(), ["ada", "bo", "cy", "di"]);
    let roles: Vec<Role> = table.columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Role::Name, Role::Feature, Role::Label, Role::Feature, Role::LeftOut]);
    assert_eq!(table.columns[1].name, "x");
}

#[test]
fn tables_of_many_dialects() {
    let plain = csv("1,2\n3,4\n", &[]).unwrap();
    assert_eq!(plain.columns[1].name, "column 2");
    for text in ["1;2\r\n3;4", "1\t2\n\n3\t4\n\n", "\u{feff}a,b\n1,2\n3,4", "\"1\",\"2\"\n 3 , 4 \n", "1;2,0\n3,0;4\n"]
    {
        assert_eq!(csv(text, &[]).unwrap().data, plain.data, "{text:?}");
    }
    // Classes as whole numbers, as in MNIST's tables.
    let digits = csv("label,p0,p1\n7,0,255\n2,3,4\n", &[]).unwrap();
    assert_eq!(digits.data.labels().unwrap(), [7, 2]);
    assert_eq!(digits.data.shape(), (2, 2));
    assert_eq!(csv("label,p0\n7,0\n", &[("label", "none")]).unwrap().data.shape(), (1, 2));
    assert_eq!(csv("1,5\n2,6\n", &[("label", "last")]).unwrap().data.labels().unwrap(), [5, 6]);
    assert_eq!(csv("1,2\n3,4\n", &[("header", "yes")]).unwrap().data.shape(), (1, 2));
    assert_eq!(csv("a;b,1\nc;d,2\n", &[("delimiter", "comma")]).unwrap().data.names().unwrap(), ["a;b", "c;d"]);
    let quoted = csv("name,x\n\"Smith, \"\"J\"\"\",1\n\"two\nlines\",2\n", &[]).unwrap();
    assert_eq!(quoted.data.names().unwrap(), ["Smith, \"J\"", "two\nlines"]);
}

#[test]
fn a_bad_cell_is_named_by_line_and_column() {
    let place = |text: &str| match csv(text, &[]).unwrap_err() {
        Error::Parse { line, column, .. } => (line, column),
        other => panic!("{other}"),
    };
    assert_eq!(place("a,b\n1,2\n3,oops\n5,6\n7,8\n"), (3, 2));
    assert_eq!(place("a,b\n\n\n1,2\n\n3,\n"), (6, 2));
    assert_eq!(place("1,2\n3,4\n5\n"), (3, 2));
    assert_eq!(place("1,2\n3,4,5\n"), (2, 3));
    assert_eq!(place("1,2\n3,inf\n5,6\n"), (2, 2));
    assert_eq!(place("1,2\n3,1e39\n5,6\n"), (2, 2));
    let error = csv("x\n1\nNA\n3\n", &[]).unwrap_err().to_string();
    assert!(error.contains("line 3, column 1") && error.contains("\"x\"") && error.contains("skip"), "{error}");
    let skipped = csv("x,name\n1,a\nNA,b\n3,c\n", &[("missing", "skip")]).unwrap();
    assert_eq!((values(&skipped.data), skipped.skipped), (vec![1.0, 3.0], 1));
    assert_eq!(skipped.data.names().unwrap(), ["a", "c"]);
    let latin1 = read("csv", b"name,x\nM\xfcller,1\n", &Given::new()).unwrap_err().to_string();
    assert!(latin1.contains("line 2, column 1") && latin1.contains("UTF-8"), "{latin1}");
}

#[test]
fn tables_without_numbers_are_refused() {
    for (text, code) in [("", "empty"), ("\n\n", "empty"), ("a,b\nc,d\n", "empty"), ("x\nNA\n", "empty")] {
        assert_eq!(csv(text, &[]).unwrap_err().code(), code, "{text:?}");
    }
    assert_eq!(csv("x,y\n", &[("header", "yes")]).unwrap_err().code(), "empty");
    assert_eq!(csv("x,y\n1,NA\n", &[("missing", "skip")]).unwrap_err().code(), "empty");
    assert_eq!(read("csv", b"\xff\xfe1\0", &Given::new()).unwrap_err().code(), "parse");
    assert_eq!(read("xlsx", b"", &Given::new()).unwrap_err().code(), "unknown-name");
}

fn idx(axes: &[u32], values: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, axes.len() as u8];
    axes.iter().for_each(|axis| bytes.extend(axis.to_be_bytes()));
    bytes.extend(values);
    bytes
}

#[test]
fn pictures_can_be_chosen() {
    let pictures = idx(&[3, 1, 2], &[0, 255, 51, 102, 1, 2]);
    let data = read("idx", &pictures, &range(1.0, 1.0)).unwrap();
    assert_eq!(data.picture(), Some(Picture { height: 1, width: 2 }));
    assert_eq!(values(&data), [0.2, 0.4]);
    assert_eq!(read("idx", &pictures, &range(0.0, 9.0)).unwrap().rows(), 3);
    assert_eq!(read("idx", &pictures, &range(3.0, 0.0)).unwrap_err().code(), "out-of-range");
    assert_eq!(read("idx", &idx(&[0, 2], &[]), &Given::new()).unwrap_err().code(), "empty");
}

fn npy(descr: &str, fortran: &str, shape: &str, values: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}");
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend((header.len() as u16 + 1).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.push(b'\n');
    bytes.extend(values);
    bytes
}

fn bytes<const N: usize, T>(values: &[T], to_bytes: impl Fn(&T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(to_bytes).collect()
}

#[test]
fn arrays_of_every_type_and_order() {
    let read = |file: &[u8]| values(&read("npy", file, &Given::new()).unwrap());
    let expected = [1.0, -2.0, 3.0, -4.0, 5.0, 6.0];
    let whole = [1_i64, -2, 3, -4, 5, 6];
    let shape = "(3, 2)";
    assert_eq!(read(&npy("<f4", "False", shape, &bytes(&expected, |v: &f32| v.to_le_bytes()))), expected);
    assert_eq!(read(&npy(">f4", "False", shape, &bytes(&expected, |v: &f32| v.to_be_bytes()))), expected);
    assert_eq!(read(&npy("<f8", "False", shape, &bytes(&expected, |v: &f32| f64::from(*v).to_le_bytes()))), expected);
    assert_eq!(read(&npy("|i1", "False", shape, &bytes(&whole, |v| (*v as i8).to_le_bytes()))), expected);
    assert_eq!(read(&npy(">i2", "False", shape, &bytes(&whole, |v| (*v as i16).to_be_bytes()))), expected);
    assert_eq!(read(&npy("<i4", "False", shape, &bytes(&whole, |v| (*v as i32).to_le_bytes()))), expected);
    assert_eq!(read(&npy("<i8", "False", shape, &bytes(&whole, |v| v.to_le_bytes()))), expected);
    assert_eq!(read(&npy("|u1", "False", "(3,)", &[1, 2, 255])), [1.0, 2.0, 255.0]);
    assert_eq!(read(&npy("|b1", "False", "(2, 1)", &[1, 0])), [1.0, 0.0]);
    let columns = [1.0, 3.0, 5.0, -2.0, -4.0, 6.0];
    assert_eq!(read(&npy("<f4", "True", shape, &bytes(&columns, |v: &f32| v.to_le_bytes()))), expected);
}

#[test]
fn fortran_order_of_three_axes() {
    // numpy.arange(24).reshape(2, 3, 4).ravel(order="F")
    let order = [0_u8, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23];
    let options = given(&[("pictures", Value::Flag(false))]);
    let data = read("npy", &npy("|u1", "True", "(2, 3, 4)", &order), &options).unwrap();
    assert_eq!(values(&data), (0..24).map(|value| value as f32).collect::<Vec<_>>());
    assert_eq!((data.shape(), data.picture()), ((2, 12), None));
    let data = read("npy", &npy("|u1", "True", "(2, 3, 4)", &order), &range(1.0, 1.0)).unwrap();
    assert_eq!(data.picture(), Some(Picture { height: 3, width: 4 }));
    assert_eq!(values(&data), (12..24).map(|value| value as f32 / 255.0).collect::<Vec<_>>());
}

#[test]
fn malformed_npy_is_refused() {
    let code = |bytes: &[u8]| read("npy", bytes, &Given::new()).unwrap_err().code();
    assert_eq!(code(b""), "parse");
    assert_eq!(code(b"PK\x03\x04"), "parse");
    assert_eq!(code(b"\x93NUMPY\x02\0\xff\xff\xff\xff"), "parse");
    assert_eq!(code(b"\x93NUMPY\x09\0\0\0"), "parse");
    let four = [0_u8; 4];
    assert_eq!(code(&npy("<f4", "False", "(2,)", &four)), "parse");
    assert_eq!(code(&npy("<f4", "False", "()", &four)), "parse");
    assert_eq!(code(&npy("<f4", "False", "(1, 1, 1, 1, 1)", &four)), "parse");
    assert_eq!(code(&npy("<c8", "False", "(1,)", &four)), "parse");
    assert_eq!(code(&npy("|O", "False", "(1,)", &four)), "parse");
    assert_eq!(code(&npy("<f4", "Perhaps", "(1,)", &four)), "parse");
    assert_eq!(code(&npy("<f4", "False", "(1, x)", &four)), "parse");
    assert_eq!(code(&npy("<f4", "False", "(0, 5)", &[])), "empty");
    assert_eq!(code(&npy("<f4", "False", "(18446744073709551615, 18446744073709551615)", &four)), "parse");
    assert_eq!(code(&npy("<f4", "False", "(1,)", &f32::NAN.to_le_bytes())), "not-finite");
    assert_eq!(code(&npy("<f8", "False", "(1,)", &1e300_f64.to_le_bytes())), "not-finite");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_bytes_bring_a_reader_down(mut noise in prop::collection::vec(any::<u8>(), 0..200), start in 0_usize..4, spoiled in any::<u8>()) {
        let starts = [Vec::new(), idx(&[2, 3], &[]), npy("<f4", "True", "(2, 3)", &[]), b"a;b\n1;2\n".to_vec()];
        let mut bytes = starts[start].clone();
        // A header with one wrong byte, then noise.
        let at = usize::from(spoiled) % (bytes.len() + 1);
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= spoiled;
        }
        bytes.append(&mut noise);
        for format in FORMATS {
            if let Ok(data) = read(format.id, &bytes, &Given::new()) {
                match data.matrix("test") {
                    Ok(matrix) => prop_assert!(matrix.iter().all(|value| value.is_finite())),
                    // Letters that repeat are a text.
                    Err(error) => prop_assert_eq!((error.code(), format.id), ("unsupported", "text")),
                }
            }
        }
    }

    #[test]
    fn numbers_come_back_from_text(rows in 1_usize..20, columns in 1_usize..6, seed: u64, delimiter in prop::sample::select(vec![',', ';', '\t'])) {
        use rand::RngExt;
        let mut generator = crate::random::generator(seed, "test");
        let expected: Vec<f32> = (0..rows * columns).map(|_| (generator.random::<f32>() - 0.5) * 1e4).collect();
        let lines: Vec<String> = expected
            .chunks(columns)
            .map(|row| row.iter().map(f32::to_string).collect::<Vec<_>>().join(&delimiter.to_string()))
            .collect();
        let table = csv(&lines.join("\n"), &[]).unwrap();
        prop_assert_eq!(table.data.shape(), (rows, columns));
        prop_assert_eq!(values(&table.data), expected);
    }
}
