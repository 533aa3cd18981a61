//! Shows external text in a message: shortened, on one line, and without control characters that a terminal would obey.

use std::io;
use std::path::Path;

/// Longer names are shortened to this number of characters. The parameter names of PyTorch's models are shorter.
const LONGEST_NAME: usize = 120;
/// Longer paths are shortened to this number of characters. Linux limits a path to the same number of bytes.
const LONGEST_PATH: usize = 4096;
/// The maximum number of names of a list that are printed by default.
const LONGEST_LIST: usize = 20;

/// Formats a name from a file for a message.
pub(crate) fn shown(name: &str) -> String {
    shown_to(name, LONGEST_NAME)
}

/// Formats the path of a file for a message. Bytes that are not UTF-8 are replaced.
pub(crate) fn shown_path(path: &Path) -> String {
    shown_to(&path.to_string_lossy(), LONGEST_PATH)
}

/// Returns a list of quoted names, shortened if it is long.
pub(crate) fn list<N: AsRef<str>>(names: &[N]) -> String {
    list_to(names, LONGEST_LIST)
}

/// Returns the first `most` names of a list, in quotes.
pub(crate) fn list_to<N: AsRef<str>>(names: &[N], most: usize) -> String {
    let quoted: Vec<_> = names.iter().take(most).map(|name| format!("\"{}\"", shown(name.as_ref()))).collect();
    match names.len().saturating_sub(most) {
        0 => quoted.join(", "),
        more => format!("{} … and {more} more", quoted.join(", ")),
    }
}

/// Returns the first `most` characters of a string. Characters that are not printable (control characters, line breaks, changes of
/// writing direction) are escaped as in Rust: `\n`, `\u{1b}`.
pub(crate) fn shown_to(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text.chars().take(most) {
        // Quotation marks and backslashes are common in paths, so they are not escaped.
        if matches!(c, '"' | '\'' | '\\') {
            out.push(c);
        } else {
            // The `a` is needed since `escape_debug` escapes a combining character unless it follows another character.
            let pair: String = ['a', c].into_iter().collect();
            out.extend(pair.escape_debug().skip(1));
        }
    }
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// Returns the reason for an I/O error: the system's message without its error number, or the message that this library gave.
pub(crate) fn reason(error: &io::Error) -> String {
    let kind = error.kind().to_string();
    if error.raw_os_error().is_some() && kind != "uncategorized error" { kind } else { error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_the_rest_stays() {
        assert_eq!(shown("layers.0.weight"), "layers.0.weight");
        assert_eq!(shown("Größe 温度 तापमान \"a\\b'"), "Größe 温度 तापमान \"a\\b'");
        assert_eq!(shown("a\nb\r\u{1b}[31m\u{0}\u{9b}\u{7f}"), "a\\nb\\r\\u{1b}[31m\\0\\u{9b}\\u{7f}");
        assert_eq!(shown("\u{202e}gpj\u{2028}\u{feff}"), "\\u{202e}gpj\\u{2028}\\u{feff}");
    }

    #[test]
    fn long_names_and_lists_are_cut() {
        let long = "x".repeat(1 << 20);
        assert_eq!(shown(&long), format!("{}…", "x".repeat(LONGEST_NAME)));
        assert_eq!(shown(&"\u{1b}".repeat(1 << 20)).len(), 6 * LONGEST_NAME + "…".len());
        let names: Vec<String> = (0..57).map(|i| format!("w{i}")).collect();
        let text = list(&names);
        assert!(text.starts_with("\"w0\", \"w1\"") && text.ends_with("\"w19\" … and 37 more"), "{text}");
        assert_eq!(list(&names[..2]), "\"w0\", \"w1\"");
    }

    #[cfg(unix)]
    #[test]
    fn paths_of_any_bytes_are_printed() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"run\xff/\x1b[2Jnet"));
        assert_eq!(shown_path(path), "run\u{fffd}/\\u{1b}[2Jnet");
    }

    #[test]
    fn reasons_have_no_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "entity not found");
        assert_eq!(reason(&io::Error::other("the disk is gone")), "the disk is gone");
        assert_eq!(reason(&io::ErrorKind::UnexpectedEof.into()), "unexpected end of file");
    }
}
