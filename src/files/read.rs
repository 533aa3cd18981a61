//! Opens a file for random access.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Opens a file and returns it with its length in bytes. Refuses devices, which have no end, and pipes, which cannot seek.
pub(crate) fn open_file(path: &Path) -> io::Result<(File, u64)> {
    // Check the kind of file before opening it, since opening a pipe waits for a writer.
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    check(&metadata)?;
    Ok((file, metadata.len()))
}

fn check(metadata: &fs::Metadata) -> io::Result<()> {
    let (kind, what) = match metadata.file_type() {
        kind if kind.is_file() => return Ok(()),
        kind if kind.is_dir() => (ErrorKind::IsADirectory, "it is a folder: give the path of a file in it"),
        _ => (ErrorKind::InvalidInput, "it is a device or a pipe: give the path of a file"),
    };
    Err(io::Error::new(kind, what))
}
