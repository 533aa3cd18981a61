//! The file format: a header, which is checked before anything is decoded, and the content.

use super::error::CheckpointError;
use crate::files::write_whole;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

const MAGIC: [u8; 8] = *b"TSMLCKPT";
const VERSION: u32 = 1;
/// The length of the header without the kind of the model, in bytes.
const FIXED: usize = 8 + 4 + 4 + 8 + 4 + 4 + 4;
/// The maximum number of bytes of a header; a longer model kind is truncated.
const LONGEST: usize = 1 << 16;

/// What the header says about the model.
pub(super) struct Header {
    pub(super) kind: String,
    pub(super) digest: u32,
}

/// Truncates the kind of a model so that the header has at most `LONGEST` bytes.
pub(super) fn cut(mut kind: String) -> String {
    while kind.len() > LONGEST - FIXED {
        kind.pop();
    }
    kind
}

/// Writes a file atomically: if writing fails, the old file stays.
pub(super) fn write(path: &Path, header: &Header, content: &[u8]) -> Result<(), CheckpointError> {
    let mut bytes = Vec::with_capacity(FIXED + header.kind.len());
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(((FIXED + header.kind.len()) as u32).to_le_bytes());
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(header.digest.to_le_bytes());
    bytes.extend(crc32fast::hash(content).to_le_bytes());
    bytes.extend(header.kind.as_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    let written = write_whole(path, |file| {
        file.write_all(&bytes)?;
        file.write_all(content)
    });
    written.map_err(|error| CheckpointError::io(path, "writing", &error))
}

/// Reads a file and checks it against its header.
pub(super) fn read(path: &Path) -> Result<(Header, Vec<u8>), CheckpointError> {
    let io = |error: std::io::Error| CheckpointError::io(path, "reading", &error);
    let is = |found| CheckpointError::NotACheckpoint { path: path.into(), found };
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => CheckpointError::NotFound { path: path.into() },
        _ => io(error),
    })?;
    if metadata.is_dir() {
        return Err(is("a folder"));
    }
    // A pipe or a device is refused, since reading it might never end.
    if !metadata.is_file() {
        return Err(is("another kind of file"));
    }
    let mut file = File::open(path).map_err(io)?;
    let length = metadata.len();
    let damaged = |part, from: usize| CheckpointError::Damaged { path: path.into(), part, from: from as u64 };
    let cut = |expected: u64| CheckpointError::Length { path: path.into(), found: length, expected };

    let mut start = Vec::new();
    Read::take(&mut file, FIXED as u64).read_to_end(&mut start).map_err(io)?;
    if start.is_empty() {
        return Err(is("an empty file"));
    }
    if !start.starts_with(&MAGIC) {
        let is_cut = MAGIC.starts_with(&start);
        let is_safetensors = start.get(8) == Some(&b'{') && start[5..8] == [0; 3];
        return Err(if is_cut {
            cut(FIXED as u64)
        } else {
            is(if is_safetensors { "a safetensors file" } else { "another kind of file" })
        });
    }
    let number = |at: usize| start.get(at..at + 4).map(|bytes| u32::from_le_bytes(std::array::from_fn(|i| bytes[i])));
    let (Some(version), Some(header_length)) = (number(8), number(12)) else { return Err(cut(FIXED as u64)) };
    let header_length = header_length as usize;
    if !(FIXED..=LONGEST).contains(&header_length) {
        return Err(damaged("header", 0));
    }
    if (header_length as u64) > length {
        return Err(cut(header_length as u64));
    }
    let mut header = vec![0; header_length];
    header[..FIXED].copy_from_slice(&start);
    file.read_exact(&mut header[FIXED..]).map_err(io)?;
    let (header, checksum) = header.split_at(header_length - 4);
    if crc32fast::hash(header).to_le_bytes() != checksum {
        return Err(damaged("header", 0));
    }
    if version != VERSION {
        return Err(CheckpointError::Version { path: path.into(), found: version, expected: VERSION });
    }
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| header[at + i]));
    let content_length = u64::from(number(16)) | u64::from(number(20)) << 32;
    let expected = content_length.saturating_add(header_length as u64);
    if expected != length {
        return Err(cut(expected));
    }
    let mut content = Vec::new();
    let size = usize::try_from(content_length).unwrap_or(usize::MAX);
    content.try_reserve_exact(size).map_err(|_| io(ErrorKind::OutOfMemory.into()))?;
    Read::take(&mut file, content_length).read_to_end(&mut content).map_err(io)?;
    if content.len() != size {
        return Err(cut(expected));
    }
    if crc32fast::hash(&content) != number(28) {
        return Err(damaged("content", header_length));
    }
    let kind = String::from_utf8_lossy(&header[FIXED - 4..]).into_owned();
    Ok((Header { kind, digest: number(24) }, content))
}
