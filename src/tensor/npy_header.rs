//! The header of a `.npy` file: a Python dictionary literal with the element type, the axis order and the sizes.

use super::Element;
use super::stored::StoredType;

pub(super) const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// The largest header length that is accepted, in bytes; NumPy's limit is 10 000.
pub(super) const LONGEST: usize = 1 << 20;

/// The contents of a header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The type of the elements, as written in the file.
    pub(super) dtype: String,
    /// Whether the first axis varies fastest.
    pub(super) fortran_order: bool,
    pub(super) sizes: Vec<usize>,
}

/// The header ends at a multiple of this number of bytes.
const ALIGNMENT: usize = 64;
/// NumPy leaves room for the first size to grow to this many digits.
const LONGEST_SIZE: usize = 21;

impl Header {
    pub(super) fn of<E: Element>(sizes: &[usize]) -> Self {
        let order = if StoredType::of::<E>() == StoredType::Bool { '|' } else { '<' };
        let dtype = format!("{order}{}", names(E::NAME)[0]);
        Header { dtype, fortran_order: false, sizes: sizes.into() }
    }

    /// Whether the elements are big-endian; `None` if they are not of this type.
    pub(super) fn byte_order<E: Element>(&self) -> Option<bool> {
        let (order, name) = split(&self.dtype);
        if !names(E::NAME).contains(&name) {
            return None;
        }
        match order {
            Some('<') => Some(false),
            Some('>') => Some(true),
            // The byte order of this machine. NumPy reads `|f4` (order not applicable) in the same way.
            _ => Some(cfg!(target_endian = "big")),
        }
    }

    /// The start of a file of format 1.0, up to the values.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let Header { dtype, sizes, .. } = self;
        let digits: Vec<String> = sizes.iter().map(ToString::to_string).collect();
        let tuple = if let [one] = &digits[..] { format!("({one},)") } else { format!("({})", digits.join(", ")) };
        let mut text = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {tuple}, }}");
        let room = digits.first().map_or(0, |first| LONGEST_SIZE - first.len());
        text += &" ".repeat(room);
        // Before the text come the magic bytes, two bytes for the version and two for the length; after it comes a line break.
        let before = MAGIC.len() + 4;
        let length = (before + text.len() + 1).next_multiple_of(ALIGNMENT) - before;
        text += &" ".repeat(length - text.len() - 1);
        text.push('\n');
        // Eight sizes of twenty digits take far fewer than 65536 bytes.
        [&MAGIC[..], &[1, 0], &(length as u16).to_le_bytes()[..], text.as_bytes()].concat()
    }

    /// # Errors
    /// The position at which the text stops being a valid header, and what should be there.
    pub(super) fn parse(text: &[u8]) -> Result<Self, (usize, &'static str)> {
        let mut cursor = Cursor { text, at: 0 };
        let (mut dtype, mut fortran_order, mut sizes) = (None, None, None);
        cursor.expect(b'{', "`{`")?;
        while !cursor.accept(b'}') {
            cursor.skip_spaces();
            let start = cursor.at;
            let key = cursor.string()?;
            cursor.expect(b':', "`:`")?;
            match key {
                b"descr" => dtype = Some(cursor.dtype()?),
                b"fortran_order" => fortran_order = Some(cursor.truth()?),
                b"shape" => sizes = Some(cursor.tuple()?),
                _ => return Err((start, "one of the keys 'descr', 'fortran_order' and 'shape'")),
            }
            if !cursor.accept(b',') {
                cursor.expect(b'}', "`,` or `}`")?;
                break;
            }
        }
        cursor.skip_spaces();
        let end = cursor.at;
        if end < text.len() {
            return Err((end, "the end of the header"));
        }
        let missing = (end, "all of the keys 'descr', 'fortran_order' and 'shape' before the end");
        match (dtype, fortran_order, sizes) {
            (Some(dtype), Some(fortran_order), Some(sizes)) => Ok(Header { dtype, fortran_order, sizes }),
            _ => Err(missing),
        }
    }
}

/// This library's element type for a NumPy type name.
pub(super) fn element(dtype: &str) -> Option<&'static str> {
    ["f32", "f64", "i32", "i64", "bool"].into_iter().find(|element| names(element).contains(&split(dtype).1))
}

/// The byte order in front of the name of a type, and the name.
fn split(dtype: &str) -> (Option<char>, &str) {
    match dtype.chars().next() {
        Some(order @ ('<' | '>' | '=' | '|')) => (Some(order), &dtype[1..]),
        _ => (None, dtype),
    }
}

/// NumPy's names for an element type. NumPy writes the first one.
fn names(element: &str) -> &'static [&'static str] {
    match element {
        "f32" => &["f4", "f", "float32"],
        "f64" => &["f8", "d", "float64"],
        "i32" => &["i4", "i", "int32"],
        "i64" => &["i8", "q", "int64"],
        _ => &["b1", "?", "bool"],
    }
}

/// A position in the text of a header.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

type Parsed<T> = Result<T, (usize, &'static str)>;

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn accept(&mut self, byte: u8) -> bool {
        self.skip_spaces();
        let found = self.rest().first() == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Parsed<()> {
        if self.accept(byte) { Ok(()) } else { Err((self.at, expected)) }
    }

    /// A string in quotes, without escapes, since no key and no simple type has an escape.
    fn string(&mut self) -> Parsed<&'a [u8]> {
        let expected = "a string in quotes";
        let quote = if self.accept(b'"') { b'"' } else { b'\'' };
        if quote == b'\'' {
            self.expect(b'\'', expected)?;
        }
        let rest = self.rest();
        let length = rest.iter().position(|&byte| byte == quote).ok_or((self.at, expected))?;
        self.at += length + 1;
        Ok(&rest[..length])
    }

    /// The name of a type, or the list of fields of a structure, verbatim.
    fn dtype(&mut self) -> Parsed<String> {
        self.skip_spaces();
        let start = self.at;
        let name = if self.accept(b'[') {
            let mut open = 1;
            while open > 0 {
                match self.rest().first() {
                    Some(b'[') => open += 1,
                    Some(b']') => open -= 1,
                    Some(_) => {}
                    None => return Err((self.at, "`]`")),
                }
                self.at += 1;
            }
            &self.text[start..self.at]
        } else {
            self.string()?
        };
        Ok(String::from_utf8_lossy(name).into_owned())
    }

    fn truth(&mut self) -> Parsed<bool> {
        self.skip_spaces();
        for (word, value) in [("True", true), ("False", false)] {
            if self.rest().starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err((self.at, "`True` or `False`"))
    }

    fn tuple(&mut self) -> Parsed<Vec<usize>> {
        let mut sizes = Vec::new();
        self.expect(b'(', "`(`")?;
        while !self.accept(b')') {
            sizes.push(self.size()?);
            if !self.accept(b',') {
                self.expect(b')', "`,` or `)`")?;
                break;
            }
        }
        Ok(sizes)
    }

    fn size(&mut self) -> Parsed<usize> {
        self.skip_spaces();
        let digits: Vec<u8> = self.rest().iter().copied().take_while(u8::is_ascii_digit).collect();
        let size = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
        let size = size.ok_or((self.at, "a size that memory can have"))?;
        self.at += digits.len();
        // Python 2 writes a long integer as `2L`.
        self.at += usize::from(self.rest().starts_with(b"L"));
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_numpy_may_write_is_understood() {
        let parsed = |text: &str| Header::parse(text.as_bytes()).unwrap();
        let expected = Header { dtype: "<f8".into(), fortran_order: true, sizes: vec![3, 2] };
        assert_eq!(parsed("{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }   \n"), expected);
        assert_eq!(parsed("{\"shape\":(3,2,),\"fortran_order\":True,\"descr\":\"<f8\"}"), expected);
        assert_eq!(parsed("{'descr': '|b1', 'fortran_order': False, 'shape': (), }").sizes.len(), 0);
        let fields = parsed("{'descr': [('a', '<f4', [2])], 'fortran_order': False, 'shape': (1,), }");
        assert_eq!((fields.dtype.as_str(), fields.byte_order::<f32>()), ("[('a', '<f4', [2])]", None));
        let old = parsed("{'descr': '<f8', 'fortran_order': True, 'shape': (3L, 2L), }   \n");
        assert_eq!(old, expected);
        assert_eq!(parsed("{'descr': '<f8', 'fortran_order': True, 'shape': (12L,), }").sizes, [12]);
    }

    #[test]
    fn a_type_has_several_names_and_orders() {
        let order = |dtype: &str| {
            let header = Header { dtype: dtype.into(), fortran_order: false, sizes: vec![] };
            [header.byte_order::<f32>(), header.byte_order::<i64>(), header.byte_order::<bool>()]
        };
        let native = Some(cfg!(target_endian = "big"));
        for single in ["f4", "=f4", "|f4", "f", "float32"] {
            assert_eq!(order(single), [native, None, None], "{single}");
        }
        assert_eq!(order("<f4"), [Some(false), None, None]);
        assert_eq!(order(">i8"), [None, Some(true), None]);
        for bytes in ["|b1", "b1", "?", "bool", "|?"] {
            assert_eq!(order(bytes), [None, None, native], "{bytes}");
        }
        for other in ["<f8", "", "<", "u1", "<U4", "f4f4", "é4", "[('a', '<f4')]"] {
            assert_eq!(order(other), [None; 3], "{other}");
        }
        assert_eq!([element(">f8"), element("int32"), element("|u1")], [Some("f64"), Some("i32"), None]);
    }

    #[test]
    fn the_place_of_a_mistake_is_named() {
        for (text, at, expected) in [
            ("", 0, "`{`"),
            ("{'descr' '<f8'}", 9, "`:`"),
            ("{'order': 1}", 1, "one of the keys 'descr', 'fortran_order' and 'shape'"),
            ("{'fortran_order': true}", 18, "`True` or `False`"),
            ("{'shape': (3 4)}", 13, "`,` or `)`"),
            ("{'shape': (-3,)}", 11, "a size that memory can have"),
            ("{'shape': (99999999999999999999,)}", 11, "a size that memory can have"),
            ("{'descr': '<f8}", 11, "a string in quotes"),
            ("{'shape': ()} x", 14, "the end of the header"),
            ("{'shape': ()}", 13, "all of the keys 'descr', 'fortran_order' and 'shape' before the end"),
        ] {
            assert_eq!(Header::parse(text.as_bytes()), Err((at, expected)), "{text}");
        }
    }
}
