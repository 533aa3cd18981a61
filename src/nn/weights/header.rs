//! The header of a safetensors file: names, types, sizes and offsets of its tensors.
//!
//! The header is checked against the length of the file before any values are read. Format: huggingface/safetensors.

use crate::files::{shown, shown_to};
use safetensors::Dtype;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt::Formatter;
use std::io::{self, Read};

/// The key of the metadata in the header.
pub(super) const METADATA: &str = "__metadata__";
/// The number of bytes before the header; they hold the length of the header.
const START: u64 = 8;
/// The limit on the length of a header, as in safetensors.
const LONGEST: u64 = 100_000_000;

/// A tensor of a safetensors file: its name, the type of its numbers, and its sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTensor {
    pub(super) name: String,
    pub(super) dtype: Dtype,
    pub(super) sizes: Vec<usize>,
    /// Where the values of the tensor begin and end, in bytes after the header.
    pub(super) place: (u64, u64),
}

impl StoredTensor {
    /// The name, such as `blocks.2.conv1.weight`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type of the numbers, as the format names it: `"F32"`, `"BF16"`, `"I64"`, …
    pub fn dtype(&self) -> String {
        self.dtype.to_string()
    }

    /// The size of each axis.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The number of bytes that the values take in the file.
    pub fn byte_count(&self) -> u64 {
        self.place.1 - self.place.0
    }
}

#[derive(Debug)]
pub(super) struct Header {
    /// The tensors, sorted by name.
    pub(super) tensors: Vec<StoredTensor>,
    pub(super) metadata: BTreeMap<String, String>,
    /// The offset in the file at which the values begin.
    pub(super) end: u64,
}

/// Why a header could not be read.
pub(super) enum HeaderProblem {
    Io(io::Error),
    Format(String),
}

impl Header {
    /// Reads the header of a file of `length` bytes.
    pub(super) fn read(input: &mut impl Read, length: u64) -> Result<Self, HeaderProblem> {
        let format = |text: String| Err(HeaderProblem::Format(text));
        let mut start = Vec::new();
        input.by_ref().take(START).read_to_end(&mut start).map_err(HeaderProblem::Io)?;
        let Ok(count) = <[u8; 8]>::try_from(&start[..]).map(u64::from_le_bytes) else {
            return format(format!(
                "it has {} bytes, fewer than the {START} that give the length of its header",
                start.len()
            ));
        };
        let first = input.by_ref().take(1).read_to_end(&mut start).map_err(HeaderProblem::Io)?;
        if (first == 1 && start[8] != b'{') || count > LONGEST || count > length.saturating_sub(START) {
            if let Some(other) = other_format(&start) {
                return format(other.into());
            }
            if count > LONGEST {
                return format(format!("its header would have {count} bytes, more than the limit of {LONGEST}"));
            }
            if count > length.saturating_sub(START) {
                return format(format!("its header would have {count} bytes, but the file has {length}"));
            }
            return format(format!("its header begins with \"{}\", expected `{{`", start[8..].escape_ascii()));
        }
        let mut text = start.split_off(START as usize);
        let rest = count.saturating_sub(text.len() as u64);
        input.by_ref().take(rest).read_to_end(&mut text).map_err(HeaderProblem::Io)?;
        text.truncate(count as usize);
        let entries: Entries = match serde_json::from_slice(&text) {
            Ok(entries) => entries,
            Err(error) => return format(format!("its header: {}", shown_to(&error.to_string(), 300))),
        };
        let end = START + count;
        check_places(&entries.tensors, length - end).map_err(HeaderProblem::Format)?;
        let Entries { tensors, metadata } = entries;
        Ok(Header { tensors: tensors.into_values().collect(), metadata, end })
    }

    pub(super) fn get(&self, name: &str) -> Option<&StoredTensor> {
        let place = self.tensors.binary_search_by(|tensor| tensor.name.as_str().cmp(name));
        place.ok().map(|place| &self.tensors[place])
    }
}

/// Checks that the values of the tensors follow each other without gaps and fill the file.
fn check_places(tensors: &BTreeMap<String, StoredTensor>, bytes: u64) -> Result<(), String> {
    let mut by_place: Vec<_> = tensors.values().collect();
    by_place.sort_by_key(|tensor| tensor.place);
    let mut end = 0;
    for StoredTensor { name, place, .. } in by_place {
        if place.0 != end {
            let problem = if place.0 < end { "they overlap the tensor before" } else { "there is a gap before them" };
            return Err(format!(
                "the values of \"{}\" begin at byte {}, expected {end}: {problem}",
                shown(name),
                place.0
            ));
        }
        end = place.1;
        if end > bytes {
            return Err(format!("the file ends {} bytes too early, in \"{}\"", end - bytes, shown(name)));
        }
    }
    if end < bytes { Err(format!("{} bytes follow the values of the last tensor", bytes - end)) } else { Ok(()) }
}

/// Recognizes other kinds of files by their first bytes, and says how to read them.
fn other_format(start: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "it is a zip archive, such as `torch.save` writes: save with `safetensors.torch.save_file`"),
        (b"\x80\x02", "it is a pickle, such as `torch.save` writes: save with `safetensors.torch.save_file`"),
        (b"TSMLCKPT", "it is a checkpoint of a training run: `Trainer::resume` reads it"),
        (b"\x93NUMPY", "it is a .npy file: `Tensor::load_npy` reads it"),
        (b"\x89HDF", "it is an HDF5 file: convert it to safetensors"),
        (b"GGUF", "it is a GGUF file: convert it to safetensors"),
        (b"{", "it is JSON, such as the index of weights in several files: load each of those"),
        (b"version ", "it is a Git LFS pointer: fetch the file with `git lfs pull`"),
    ];
    kinds.into_iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, what)| what)
}

/// The JSON object of a header.
struct Entries {
    tensors: BTreeMap<String, StoredTensor>,
    metadata: BTreeMap<String, String>,
}

/// The entry of one tensor in the header.
#[derive(Deserialize)]
struct RawEntry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

impl RawEntry {
    fn check(self, name: String) -> Result<StoredTensor, String> {
        let known: Result<Dtype, serde::de::value::Error> = Dtype::deserialize(self.dtype.as_str().into_deserializer());
        let Ok(dtype) = known else {
            return Err(format!("\"{}\" has the unknown type \"{}\"", shown(&name), shown_to(&self.dtype, 20)));
        };
        let (begin, end) = self.data_offsets;
        let count = self.shape.iter().try_fold(1_usize, |count, &size| count.checked_mul(size));
        let bits = count.and_then(|count| (count as u64).checked_mul(dtype.bitsize() as u64));
        let bytes = end.checked_sub(begin);
        match bits {
            Some(bits) if bits % 8 == 0 && Some(bits / 8) == bytes => {}
            _ => {
                let sizes = shown_to(&format!("{:?}", self.shape), 100);
                let name = shown(&name);
                return Err(format!("\"{name}\" is {} {sizes}, but its values run from byte {begin} to {end}", dtype));
            }
        }
        Ok(StoredTensor { name, dtype, sizes: self.shape, place: (begin, end) })
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Entries;
            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with an entry for each tensor")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let (mut tensors, mut metadata) = (BTreeMap::new(), None);
                while let Some(name) = map.next_key::<String>()? {
                    if name == METADATA {
                        if metadata.replace(map.next_value::<Option<_>>()?.unwrap_or_default()).is_some() {
                            return Err(A::Error::custom("it has two entries \"__metadata__\""));
                        }
                        continue;
                    }
                    let raw = map.next_value::<RawEntry>();
                    let raw = raw.map_err(|e| A::Error::custom(format!("\"{}\": {e}", shown(&name))))?;
                    let tensor = raw.check(name.clone()).map_err(A::Error::custom)?;
                    if tensors.insert(name.clone(), tensor).is_some() {
                        return Err(A::Error::custom(format!("it has two tensors \"{}\"", shown(&name))));
                    }
                }
                Ok(Entries { tensors, metadata: metadata.unwrap_or_default() })
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file with this header, followed by `values` bytes of tensor data.
    fn read(header: &str, values: u64) -> Result<Header, String> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.bytes());
        let length = bytes.len() as u64 + values;
        Header::read(&mut &bytes[..], length).map_err(|problem| match problem {
            HeaderProblem::Io(error) => panic!("{error}"),
            HeaderProblem::Format(text) => text,
        })
    }

    fn entry(name: &str, dtype: &str, sizes: &str, begin: u64, end: u64) -> String {
        format!(r#""{name}":{{"dtype":"{dtype}","shape":{sizes},"data_offsets":[{begin},{end}]}}"#)
    }

    #[test]
    fn tensors_and_metadata_are_listed_by_name() {
        let text = format!(
            "{{{},{},\"__metadata__\":{{\"format\":\"pt\"}}}}   ",
            entry("b", "F32", "[2,3]", 0, 24),
            entry("a", "BF16", "[]", 24, 26)
        );
        let header = read(&text, 26).unwrap();
        let found: Vec<_> = header.tensors.iter().map(|x| (x.name(), x.dtype(), x.sizes(), x.byte_count())).collect();
        assert_eq!(found, [("a", "BF16".into(), &[][..], 2), ("b", "F32".into(), &[2, 3][..], 24)]);
        assert_eq!(header.metadata["format"], "pt");
        assert!(header.get("b").is_some() && header.get("c").is_none());
        assert_eq!(header.end, 8 + text.len() as u64);
        assert!(read("{}", 0).unwrap().tensors.is_empty());
        assert!(read(&format!("{{{}}}", entry("none", "F64", "[3,0]", 0, 0)), 0).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let of = |entries: &[String], values| read(&format!("{{{}}}", entries.join(",")), values).unwrap_err();
        let a = || entry("a", "F32", "[2]", 0, 8);
        assert_eq!(of(&[a()], 4), "the file ends 4 bytes too early, in \"a\"");
        assert_eq!(of(&[a()], 9), "1 bytes follow the values of the last tensor");
        let overlap = of(&[a(), entry("b", "F32", "[1]", 4, 8)], 8);
        assert_eq!(overlap, "the values of \"b\" begin at byte 4, expected 8: they overlap the tensor before");
        let gap = of(&[a(), entry("b", "F32", "[1]", 12, 16)], 16);
        assert_eq!(gap, "the values of \"b\" begin at byte 12, expected 8: there is a gap before them");
        for (sizes, begin, end) in
            [("[3]", 0, 8), ("[2]", 8, 0), ("[4611686018427387904,4]", 0, 0), ("[2305843009213693952]", 0, 0)]
        {
            let text = of(&[entry("a", "F32", sizes, begin, end)], 8);
            assert!(text.contains("\"a\" is F32 [") && text.contains(&format!("from byte {begin} to {end}")), "{text}");
        }
        let unknown = of(&[entry("a", "F99", "[2]", 0, 8)], 8);
        assert!(unknown.contains("\"a\" has the unknown type \"F99\""), "{unknown}");
        assert!(of(&[a(), a()], 8).contains("two tensors \"a\""));
        let missing = of(&["\"a\":{\"dtype\":\"F32\",\"shape\":[2]}".into()], 8);
        assert!(missing.contains("\"a\": missing field `data_offsets`"), "{missing}");
        assert!(of(&[entry("a", "F32", "[-1]", 0, 8)], 8).contains("\"a\": invalid value: integer `-1`"));
        assert!(read("[1]", 0).unwrap_err().contains("begins with \"[\", expected `{`"));
        assert!(read("{\"a\":", 0).unwrap_err().contains("EOF while parsing"));
        assert!(read(&"{\"a\":".repeat(100_000), 0).is_err());
    }

    #[test]
    fn names_of_a_megabyte_and_escapes_do_not_reach_the_message() {
        let name = "\\u001b[31m".repeat(100_000);
        for dtype in ["F99", "F32"] {
            let text = read(&format!("{{{}}}", entry(&name, dtype, "[3]", 0, 8)), 8).unwrap_err();
            assert!(text.len() < 2000 && !text.contains('\u{1b}') && text.contains("\\u{1b}[31m"), "{text}");
        }
        let text = read(&format!("{{{}}}", entry("a", &"x\\n".repeat(500_000), "[3]", 0, 8)), 8).unwrap_err();
        assert!(text.len() < 500 && !text.contains('\n'), "{text}");
    }

    #[test]
    fn impossible_lengths_are_rejected_before_the_header_is_read() {
        let of = |count: u64, length| {
            let bytes = [&count.to_le_bytes()[..], b"{"].concat();
            match Header::read(&mut &bytes[..], length) {
                Err(HeaderProblem::Format(text)) => text,
                _ => panic!("{count} bytes of {length} were taken"),
            }
        };
        assert!(of(1 << 60, u64::MAX).contains("would have 1152921504606846976 bytes, more than the limit of"));
        assert!(of(5000, 100).contains("would have 5000 bytes, but the file has 100"));
        assert!(of(u64::from_le_bytes(*b"PK\x03\x04\x14\0\0\0"), 100).contains("safetensors.torch.save_file"));
        assert!(of(u64::from_le_bytes(*b"TSMLCKPT"), 100).contains("`Trainer::resume` reads it"));
        assert!(of(u64::from_le_bytes(*b"{\"metada"), 100).contains("index of weights in several files"));
    }
}
