//! Functions that read the values of a configuration. Each error names the key.

/// Defines a function per key for serde's `deserialize_with`. Its error names the key (JSON's own errors do not) and, if they are given, the allowed
/// values.
macro_rules! readers { ($($key:ident: $Type:ty $(= $rule:literal)?),* $(,)?) => { $(
    pub(super) fn $key<'de, D: serde::Deserializer<'de>>(value: D) -> Result<$Type, D::Error> {
        let read = <$Type as serde::Deserialize>::deserialize(value);
        read.map_err(|e| {
            let text = e.to_string();
            // For an unknown variant serde itself lists the known variants. `text` must come last: it ends with the line and column, which serde_json
            // looks for at the end of the message.
            let rule = if text.contains("unknown variant") { "" } else { concat!("" $(, "must be ", $rule, ": ")?) };
            serde::de::Error::custom(format_args!("{}: {rule}{text}", stringify!($key)))
        })
    }
)* } }
pub(super) use readers;
