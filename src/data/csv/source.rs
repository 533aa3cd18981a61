//! Turns a file or reader into UTF-8 text: detects the file type, decompresses, converts other encodings.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use super::CsvOptions;
use crate::data::DataError;

/// The number of bytes at the start of a file that are examined to detect the file type.
const HEAD: u64 = 512;

/// Opens a file.
pub(super) fn open(path: &Path, file: &str) -> Result<File, DataError> {
    if path.is_dir() {
        return Err(DataError::IsFolder { file: file.to_owned() });
    }
    File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => DataError::NoSuchFile { file: file.to_owned(), source },
        _ => DataError::Read { file: file.to_owned(), source },
    })
}

/// Returns the text of a reader in UTF-8.
pub(super) fn text<'a>(
    file: &str,
    reader: impl Read + 'a,
    options: &CsvOptions,
) -> Result<Box<dyn Read + 'a>, DataError> {
    let read_error = |source| DataError::Read { file: file.to_owned(), source };
    let mut reader: Box<dyn Read + 'a> = Box::new(reader);
    #[cfg(feature = "gzip")]
    if options.gzip {
        reader = Box::new(flate2::read::MultiGzDecoder::new(reader));
    }
    let mut head = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut head).map_err(read_error)?;
    #[cfg(feature = "encodings")]
    if let Some(label) = &options.encoding {
        let Some(encoding) = encoding_rs::Encoding::for_label(label.as_bytes()) else {
            return Err(DataError::UnknownEncoding { found: label.clone() });
        };
        return Ok(Box::new(decoded::Decoded::new(Cursor::new(head).chain(reader), encoding)));
    }
    #[cfg(not(any(feature = "gzip", feature = "encodings")))]
    let _ = options;
    if let Some((found, remedy)) = recognized(&head) {
        return Err(DataError::NotCsv { file: file.to_owned(), found, remedy });
    }
    Ok(Box::new(Cursor::new(head).chain(reader)))
}

/// The file type that the first bytes reveal, and the remedy.
fn recognized(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const UNPACK: &str = "unpack it and read the file inside";
    const EXPORT: &str = "export the table as CSV";
    const PARQUET: &str = "read it with `timeseriesml::data::read_parquet` (feature `parquet`)";
    const UTF16: &str = "save it in UTF-8, or read it with `CsvOptions::new().encoding(\"utf-16\")`";
    let contains = |text: &[u8]| head.windows(text.len()).any(|window| window == text);
    let magic: [(&[u8], &str, &str); 15] = [
        (b"\x1f\x8b", "gzip-compressed", "read it with `CsvOptions::new().gzip(true)`"),
        (b"PAR1", "a Parquet file", PARQUET),
        (
            b"ARROW1",
            "an Arrow file",
            "read its batches with the crate `arrow-ipc`, and make a series of them with `Series::from_record_batches` (feature `arrow`)",
        ),
        (b"\xff\xfe", "UTF-16 text", UTF16),
        (b"\xfe\xff", "UTF-16 text", UTF16),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", EXPORT),
        (b"BZh", "bzip2-compressed", UNPACK),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed", UNPACK),
        (b"\xfd7zXZ", "xz-compressed", UNPACK),
        (b"7z\xbc\xaf", "a 7z archive", UNPACK),
        (b"%PDF", "a PDF document", EXPORT),
        (b"{\\rtf", "an RTF document", "save it as plain text"),
        (b"\x89PNG", "a PNG image", EXPORT),
        (b"SQLite format 3", "an SQLite database", EXPORT),
        (b"version https://git-lfs", "a Git LFS pointer", "fetch the file itself with `git lfs pull`"),
    ];
    if head.starts_with(b"PK\x03\x04") {
        return Some(match contains(b"[Content_Types].xml") || contains(b"xl/") || contains(b"opendocument") {
            true => ("a spreadsheet (.xlsx or .ods)", EXPORT),
            false => ("a zip archive", UNPACK),
        });
    }
    if let Some(&(_, found, remedy)) = magic.iter().find(|(bytes, _, _)| head.starts_with(bytes)) {
        return Some((found, remedy));
    }
    // UTF-16 without a byte order mark is recognized because every other byte of Latin letters is 0.
    let zeros = |odd: usize| head.len() >= 8 && head.iter().skip(odd).step_by(2).take(16).all(|&byte| byte == 0);
    if zeros(0) != zeros(1) {
        let le = "save it in UTF-8, or read it with `CsvOptions::new().encoding(\"utf-16le\")`";
        let be = "save it in UTF-8, or read it with `CsvOptions::new().encoding(\"utf-16be\")`";
        return Some(("UTF-16 text", if zeros(1) { le } else { be }));
    }
    None
}

#[cfg(feature = "encodings")]
mod decoded {
    use std::io::{self, Read};

    /// A reader that converts text of another encoding to UTF-8.
    pub(super) struct Decoded<R> {
        inner: R,
        decoder: encoding_rs::Decoder,
        input: Vec<u8>,
        taken: usize,
        /// Decoded text, of which the first `given` bytes were already returned.
        pending: Vec<u8>,
        given: usize,
        ended: bool,
    }

    impl<R: Read> Decoded<R> {
        pub(super) fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Self {
            // A byte order mark at the start decides the byte order of UTF-16, and is removed.
            let decoder = encoding.new_decoder();
            Decoded { inner, decoder, input: Vec::new(), taken: 0, pending: Vec::new(), given: 0, ended: false }
        }

        /// Reads until some text is decoded or the end is reached.
        fn decode_more(&mut self) -> io::Result<()> {
            self.pending.resize(64 * 1024, 0);
            self.given = 0;
            let mut written = 0;
            while written == 0 && !self.ended {
                if self.taken == self.input.len() {
                    self.input.resize(16 * 1024, 0);
                    let read = self.inner.read(&mut self.input)?;
                    self.input.truncate(read);
                    self.taken = 0;
                }
                let last = self.input.is_empty();
                let (result, read, wrote) =
                    self.decoder.decode_to_utf8_without_replacement(&self.input[self.taken..], &mut self.pending, last);
                self.taken += read;
                written = wrote;
                match result {
                    encoding_rs::DecoderResult::Malformed(..) => {
                        let name = self.decoder.encoding().name();
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            format!("the text is not valid {name}"),
                        ));
                    }
                    encoding_rs::DecoderResult::InputEmpty if last => self.ended = true,
                    _ => {}
                }
            }
            self.pending.truncate(written);
            Ok(())
        }
    }

    impl<R: Read> Read for Decoded<R> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.given == self.pending.len() && !self.ended {
                self.decode_more()?;
            }
            let rest = &self.pending[self.given..];
            let read = rest.len().min(out.len());
            out[..read].copy_from_slice(&rest[..read]);
            self.given += read;
            Ok(read)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn decoded(bytes: &[u8], label: &str) -> io::Result<String> {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let mut text = String::new();
            Decoded::new(bytes, encoding).read_to_string(&mut text).map(|_| text)
        }

        #[test]
        fn other_encodings_become_utf8() {
            assert_eq!(decoded(b"caf\xe9", "windows-1252").unwrap(), "café");
            let utf16: Vec<u8> = "\u{feff}Zeit;°C\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decoded(&utf16, "utf-16be").unwrap(), "Zeit;°C\n");
            assert_eq!(decoded(&utf16, "utf-16").unwrap(), "Zeit;°C\n");
            let long = "é".repeat(100_000);
            let bytes: Vec<u8> = long.chars().map(|c| c as u8).collect();
            assert_eq!(decoded(&bytes, "latin1").unwrap(), long);
        }

        #[test]
        fn text_of_another_encoding_is_an_error() {
            let error = decoded(b"a\xff", "shift_jis").unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
    }
}
