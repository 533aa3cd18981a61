//! Files that are written whole or not at all: NumPy's, weights, plots, checkpoints.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes a file beside its destination, then renames it: there is never half a file under the name.
pub(crate) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new();
    // Readable as any new file is, and not by its owner alone as temporary files are; the system's mask applies.
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = file.tempfile_in(folder)?;
    write_to_disk(file.as_file(), write)?;
    file.persist(path)?;
    sync(folder);
    Ok(())
}

/// As [`write_whole`], under the name with `.partial` added until it is whole. A program that is killed leaves one such file, which
/// the next one replaces; files with random names would pile up.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let written = File::create(partial).and_then(|file| write_to_disk(&file, write));
    if let Err(error) = written.and_then(|()| std::fs::rename(partial, path)) {
        // What is left of it is of no use; that it cannot be removed changes nothing about the error.
        let _ = std::fs::remove_file(partial);
        return Err(error);
    }
    sync(folder_of(path));
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_to_disk(file: &File, write: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut buffered = BufWriter::new(file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.sync_all()
}

/// Waits until a new name in a folder is on the disk. Where a folder cannot be opened or synced, the system does so in its own time.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        replace(&path, |file| file.write_all(b"old")).unwrap();
        replace(&path, |file| file.write_all(b"new and longer")).unwrap();
        let failed = |file: &mut BufWriter<&File>| {
            file.write_all(b"half")?;
            file.flush()?;
            Err(std::io::Error::other("the disk is full"))
        };
        assert!(replace(&path, failed).is_err());
        assert!(write_whole(&path, failed).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"new and longer");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
