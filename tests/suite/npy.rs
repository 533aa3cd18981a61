//! NumPy's files: the library reads them and writes the same bytes, and no file makes a reader panic.
//!
//! `tests/golden/npy/arrays.py` writes the files.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use std::path::PathBuf;
use timeseriesml::{
    Batch, Dim, Dyn, DynTensor, ShapeError, Tensor,
    tensor::{Element, NpyError},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/npy")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(format!("{name}.npy"))).unwrap()
}

fn golden(list: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("arrays.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[list].as_array().unwrap().clone()
}

/// Reads the golden file and compares its values; writes them again, and compares the bytes if the file has the layout that the library writes.
fn check<E: Element>(sample: &Value, double: impl Fn(E) -> f64) {
    let name = sample["file"].as_str().unwrap();
    let x = DynTensor::<E>::load_npy(folder().join(format!("{name}.npy"))).unwrap();
    let sizes: Vec<usize> = serde_json::from_value(sample["sizes"].clone()).unwrap();
    let values: Vec<f64> = serde_json::from_value(sample["values"].clone()).unwrap();
    assert_eq!(x.sizes(), sizes, "{name}");
    let found: Vec<u64> = x.to_vec().into_iter().map(|x| double(x).to_bits()).collect();
    assert_eq!(found, values.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), "{name}");
    let mut written = Vec::new();
    x.write_npy(&mut written).unwrap();
    if sample["ours"].as_bool().unwrap() {
        assert_eq!(written.escape_ascii().to_string(), bytes(name).escape_ascii().to_string(), "{name}");
    }
    let again = DynTensor::<E>::read_npy(&written[..]).unwrap();
    assert!(again.to_vec() == x.to_vec(), "{name} written and read");
}

#[test]
fn files_of_numpy_are_read_and_written() {
    for sample in golden("read") {
        match sample["type"].as_str().unwrap() {
            "f32" => check::<f32>(&sample, f64::from),
            "f64" => check::<f64>(&sample, |x| x),
            "i32" => check::<i32>(&sample, f64::from),
            "i64" => check::<i64>(&sample, |x| x as f64),
            _ => check::<bool>(&sample, |x| f64::from(u8::from(x))),
        }
    }
}

#[test]
fn another_type_is_named() {
    for sample in golden("other_types") {
        let (name, dtype) = (sample["file"].as_str().unwrap(), sample["type"].as_str().unwrap());
        let error = DynTensor::<f32>::load_npy(folder().join(format!("{name}.npy"))).unwrap_err().to_string();
        let expected = format!("{name}.npy: the file holds elements of the type {dtype}, expected f32; ");
        assert!(error.contains(&expected), "{error}");
        let remedy = "no tensor holds them: convert the array with `.astype(\"float32\")` before `numpy.save`";
        assert!(error.ends_with(remedy), "{error}");
    }
    let error = DynTensor::<f32>::read_npy(&with_header("{'descr': '>f8', 'fortran_order': False, 'shape': (1,)}")[..]);
    assert_eq!(
        error.unwrap_err().to_string(),
        "<stream>: the file holds elements of the type >f8, expected f32; load it as a tensor of `f64`, then convert it \
         with `.cast::<f32>()`"
    );
    let long = format!("{{'descr': '\x1b[2J{}', 'fortran_order': False, 'shape': (1,)}}", "x".repeat(60_000));
    let error = DynTensor::<f32>::read_npy(&with_header(&long)[..]).unwrap_err().to_string();
    assert!(error.len() < 400 && error.contains("\\u{1b}[2Jxx") && !error.contains('\x1b'), "{error}");
}

#[test]
fn sizes_that_are_part_of_the_type_are_compared() {
    let x = Tensor::<(Batch, Dim<3>)>::read_npy(&bytes("f4")[..]).unwrap();
    assert_eq!(x.sizes(), [2, 3]);
    let error = Tensor::<(Batch, Dim<4>)>::read_npy(&bytes("f4")[..]).unwrap_err();
    let expected = "<stream>: read_npy: axis 1 (Dim) must have size 4, found 3 (sizes [2, 3])";
    assert_eq!(error.to_string(), expected);
    let error = Tensor::<(Dyn,)>::read_npy(&bytes("f4")[..]).unwrap_err();
    assert!(matches!(error, NpyError::Sizes { error: ShapeError::Rank { .. }, .. }), "{error}");
}

/// A file of format 1.0 with this header and 64 bytes of data.
fn with_header(header: &str) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap();
    [b"\x93NUMPY\x01\x00", &length.to_le_bytes()[..], header.as_bytes(), &[0; 64]].concat()
}

#[test]
fn a_mistake_in_the_file_is_named_with_its_place() {
    let of = |bytes: &[u8]| DynTensor::<f32>::read_npy(bytes).unwrap_err().to_string();
    assert_eq!(of(b""), "<stream>: not a .npy file: it begins with nothing, not with \"\\x93NUMPY\"");
    for zip in [&b"PK\x03\x04\x14\0"[..], b"PK\x05\x06\0\0"] {
        assert_eq!(
            of(zip),
            "<stream>: this is an archive (.npz), not a .npy file; unzip it, which gives a .npy file for each array, or save \
             one array with `numpy.save`"
        );
    }
    assert_eq!(of(b"\x93NUMPY\x04\x00"), "<stream>: found version 4.0 of the .npy format, expected 1.0 to 3.0");
    assert_eq!(
        of(&bytes("f4")[..7]),
        "<stream>: the file ends 1 bytes too early, in its version; save or copy it again"
    );
    assert_eq!(
        of(&bytes("f4")[..100]),
        "<stream>: the file ends 28 bytes too early, in its header; save or copy it again"
    );
    assert_eq!(
        of(&bytes("f4")[..150]),
        "<stream>: the file ends 2 bytes too early, in its values; save or copy it again"
    );
    let header = |header: &str| of(&with_header(header));
    assert_eq!(
        header("{'descr': '<f4', 'fortran_order': Maybe}"),
        "<stream>: cannot parse the header at byte 44 of the file: expected `True` or `False`"
    );
    let sizes = |sizes: &str| header(&format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {sizes}, }}"));
    assert_eq!(
        sizes("(4294967296, 4294967296)"),
        "<stream>: read_npy: a tensor of the sizes [4294967296, 4294967296] does not fit into memory"
    );
    assert!(sizes("(9223372036854775807, 1)").contains("does not fit into memory"));
    assert!(sizes("(4294967296, 4294967296, 0)").contains("does not fit into memory"));
    assert!(sizes("(1099511627776,)").contains("bytes too early, in its values"), "nothing is reserved in advance");
    assert!(sizes("(1,1,1,1,1,1,1,1,1)").contains("expected at most 8 axes"));
}

#[test]
fn headers_of_other_writers_are_read() {
    for (dtype, sizes) in
        [("<f4", "(2L, 8L)"), ("=f4", "(2, 8)"), ("|f4", "(2, 8)"), ("f4", "(2,8L)"), ("float32", "( 2L ,8 , )")]
    {
        let bytes = with_header(&format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {sizes}, }}"));
        assert_eq!(DynTensor::<f32>::read_npy(&bytes[..]).unwrap().sizes(), [2, 8], "{dtype} {sizes}");
    }
    let bytes = with_header("{'descr': 'i8', 'fortran_order': False, 'shape': (8L,), }");
    assert_eq!(DynTensor::<i64>::read_npy(&bytes[..]).unwrap().to_vec(), [0; 8]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.npy");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.as_path(), std::path::Path::new("/dev/zero")] {
        let error = DynTensor::<f32>::load_npy(path).unwrap_err().to_string();
        assert!(error.ends_with("opening failed (it is a device or a pipe: give the path of a file)"), "{error}");
    }
    let error = DynTensor::<f32>::load_npy(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("opening failed (it is a folder: give the path of a file in it)"), "{error}");
}

#[test]
fn several_tensors_follow_each_other_in_a_stream() {
    let mut stream = Vec::new();
    Tensor::from([1_i64, 2]).write_npy(&mut stream).unwrap();
    Tensor::from([[true]]).write_npy(&mut stream).unwrap();
    let mut stream = &stream[..];
    assert_eq!(Tensor::<(Dim<2>,), i64>::read_npy(&mut stream).unwrap().to_array(), [1, 2]);
    assert_eq!(Tensor::<(Dim<1>, Dim<1>), bool>::read_npy(&mut stream).unwrap().to_array(), [[true]]);
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.npy");
    Tensor::from([1.0, 2.0]).save_npy(&path).unwrap();
    let error = Tensor::from([1.0, 2.0]).save_npy(path.join("below.npy")).unwrap_err();
    assert!(error.to_string().contains("below.npy: writing failed ("), "{error}");
    let huge = Tensor::from(1.0).into_dyn().expand([1_usize << 50]).unwrap();
    assert!(matches!(huge.save_npy(&path), Err(NpyError::Sizes { error: ShapeError::TooLarge { .. }, .. })));
    assert_eq!(Tensor::<(Dim<2>,), f64>::load_npy(&path).unwrap().to_array(), [1.0, 2.0]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing temporary is left");
    assert!(matches!(DynTensor::<f32>::load_npy(folder.path().join("y.npy")), Err(NpyError::Io { .. })));
}

fn run<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, claim: impl Fn(T)) {
    let mut runner = TestRunner::new(Config { cases: 2000, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&strategy, |value| {
        claim(value);
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

/// Reads the bytes as every element type; this may fail but not panic.
fn read_as_all(bytes: &[u8]) {
    fn read<E: Element>(bytes: &[u8]) {
        for outcome in [DynTensor::<E>::read_npy(bytes), Tensor::<(Batch, Dim<3>), E>::read_npy(bytes).map(Into::into)]
        {
            match outcome {
                Ok(x) => assert_eq!(x.to_vec().len(), x.numel()),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    read::<f32>(bytes);
    read::<f64>(bytes);
    read::<i32>(bytes);
    read::<i64>(bytes);
    read::<bool>(bytes);
}

#[test]
fn no_bytes_make_a_reader_panic() {
    let files: Vec<Vec<u8>> = golden("read").iter().map(|sample| bytes(sample["file"].as_str().unwrap())).collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 0..4);
    let corrupted = (prop::sample::select(files), changes, any::<prop::sample::Index>(), any::<bool>());
    run(corrupted, |(mut bytes, changes, end, cut)| {
        for (at, byte, kind) in changes {
            // Most changes are made in the header, where they matter most.
            let at = at.index(bytes.len().min(90));
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"0123456789,()[]{}'"[usize::from(byte) % 18]),
                _ => drop(bytes.remove(at)),
            }
        }
        if cut {
            bytes.truncate(end.index(bytes.len() + 1));
        }
        read_as_all(&bytes);
    });
    run(prop::collection::vec(any::<u8>(), 0..200), |tail| {
        read_as_all(&tail);
        read_as_all(&[b"\x93NUMPY\x01\x00\x40\x00", &tail[..]].concat());
    });
}

#[test]
fn all_bits_come_back() {
    let values = prop::collection::vec(any::<u64>(), 12);
    run((values, any::<bool>()), |(values, turned)| {
        let floats: Vec<f64> = values.iter().map(|&bits| f64::from_bits(bits)).collect();
        let x = DynTensor::from_slice_sized([2, 3, 2], &floats).unwrap();
        let x = if turned { x.transpose(0, 1).unwrap() } else { x };
        let mut bytes = Vec::new();
        x.write_npy(&mut bytes).unwrap();
        let y = DynTensor::<f64>::read_npy(&bytes[..]).unwrap();
        let bits = |x: &DynTensor<f64>| x.to_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!((x.sizes(), bits(&x)), (y.sizes(), bits(&y)));
    });
}
