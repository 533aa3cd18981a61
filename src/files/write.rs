//! Replaces a file completely or not at all.

use super::target::{Target, folder_error, folder_of};
use super::temporary::{Temporary, remove_stale};
use std::ffi::OsStr;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a temporary file in the destination's folder, then renames it to the destination, which is therefore never half written.
///
/// If the destination is a symbolic link, the link stays and its target is replaced. The new file has the permissions of the old one and,
/// if the system permits it, its owner and group. Other hard links to the old file keep the old content. Folders, devices, pipes, sockets
/// and files that this user may not write are refused.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<()> {
    let target = Target::of(path)?;
    let (folder, name) = (folder_of(&target.path), target.path.file_name().unwrap_or(OsStr::new("file")));
    remove_stale(folder);
    let made = Temporary::new(folder, name, &options(target.old.as_ref()));
    let temporary = made.map_err(|error| folder_error(&target.path, &error))?;
    write_to_disk(temporary.file(), write, target.old.as_ref())?;
    temporary.rename(&target.path)?;
    sync(folder);
    Ok(())
}

fn write_to_disk(
    file: &File,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    old: Option<&Metadata>,
) -> io::Result<()> {
    let mut buffered = BufWriter::new(file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    if let Some(old) = old {
        keep_access(file, old)?;
    }
    file.sync_all()
}

/// How to create the file: with the usual permissions or, if it replaces a file, accessible only to its owner at first.
fn options(old: Option<&Metadata>) -> OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(old) = old {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        options.mode(old.mode() & 0o600 | 0o200);
    }
    #[cfg(not(unix))]
    let _ = old;
    options
}

/// Gives the file the permissions of the old one and, if permitted, its owner and group.
#[cfg(unix)]
fn keep_access(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let new = file.metadata()?;
    let mut mode = old.mode() & 0o777;
    if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        // The new file has a different group than the old one, so the group gets only the permissions that everybody had.
        mode = mode & 0o707 | (mode & 0o007) << 3;
    }
    if new.uid() != old.uid() {
        // Only root may change the owner; otherwise the file belongs to this user, who wrote it.
        let _ = fchown(file, Some(old.uid()), None);
    }
    let set = file.set_permissions(std::fs::Permissions::from_mode(mode));
    // A file system without permissions refuses to set them. That is fine if the file's mode allows no more than the old mode.
    if file.metadata()?.mode() & 0o777 & !mode == 0 { Ok(()) } else { set }
}

#[cfg(not(unix))]
fn keep_access(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Waits until the folder's entry for a new name is on the disk, if the folder can be opened and synced.
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
        write_whole(&path, |file| file.write_all(b"old")).unwrap();
        write_whole(&path, |file| file.write_all(b"new and longer")).unwrap();
        let failed = |file: &mut BufWriter<&File>| {
            file.write_all(b"half")?;
            file.flush()?;
            Err(io::Error::other("the disk is full"))
        };
        assert!(write_whole(&path, failed).is_err());
        let panics = std::panic::catch_unwind(|| write_whole(&path, |_| panic!("on purpose")));
        assert!(panics.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"new and longer");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_longest_name_of_a_file_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ü".repeat(127));
        write_whole(&path, |file| file.write_all(b"whole")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
    }
}
