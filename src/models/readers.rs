//! How a configuration is read from a file: a mistake names its key.

/// Makes, for each key of a configuration, the function that reads its value, for serde's `deserialize_with`: a mistake names
/// the key, which formats such as JSON leave to the reader, and its allowed values if they are given.
macro_rules! readers { ($($key:ident: $Type:ty $(= $rule:literal)?),* $(,)?) => { $(
    pub(super) fn $key<'de, D: serde::Deserializer<'de>>(value: D) -> Result<$Type, D::Error> {
        let read = <$Type as serde::Deserialize>::deserialize(value);
        read.map_err(|e| {
            let text = e.to_string();
            // For an unknown variant serde lists the known ones itself. The text ends with the place in the file, where JSON's reader looks for it.
            let rule = if text.contains("unknown variant") { "" } else { concat!("" $(, "must be ", $rule, ": ")?) };
            serde::de::Error::custom(format_args!("{}: {rule}{text}", stringify!($key)))
        })
    }
)* } }
pub(super) use readers;
