//! Reads the cells of Arrow columns: numbers as `f64`, times and text.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

use crate::data::csv::{TypedNumber, TypedTime};
use crate::data::time::TimeText;

/// The time from which Arrow counts.
pub(super) const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// Calls a macro with every integer type.
macro_rules! with_integers {
    ($call:ident, $($argument:tt)*) => {
        $call! { $($argument)*; Int8 Int8Type, Int16 Int16Type, Int32 Int32Type, Int64 Int64Type,
            UInt8 UInt8Type, UInt16 UInt16Type, UInt32 UInt32Type, UInt64 UInt64Type }
    };
}

/// A column of numbers.
pub(super) struct NumberColumn {
    array: ArrayRef,
    /// The values, with NaN where a cell is null, NaN or an integer that `f64` cannot hold exactly.
    values: Vec<f64>,
}

impl NumberColumn {
    pub(super) fn takes(of: &DataType) -> bool {
        of.is_integer() || of.is_floating() || of.is_decimal()
    }

    /// Reads the numbers of a column; returns `None` for a type that [`takes`](Self::takes) refuses.
    pub(super) fn new(array: &ArrayRef) -> Option<Self> {
        let mut values: Vec<f64> = match array.data_type() {
            DataType::Float16 => array.as_primitive_opt::<Float16Type>()?.values().iter().map(|v| v.to_f64()).collect(),
            DataType::Float32 => array.as_primitive_opt::<Float32Type>()?.values().iter().map(|&v| v.into()).collect(),
            DataType::Float64 => array.as_primitive_opt::<Float64Type>()?.values().to_vec(),
            other => {
                let integer_or_decimal = other.is_integer() || other.is_decimal();
                let value = |row| match array.is_valid(row) {
                    true => exact(array, row).unwrap_or(f64::NAN),
                    false => f64::NAN,
                };
                integer_or_decimal.then(|| (0..array.len()).map(value).collect())?
            }
        };
        if array.null_count() > 0 {
            for (row, value) in values.iter_mut().enumerate() {
                if array.is_null(row) {
                    *value = f64::NAN;
                }
            }
        }
        Some(NumberColumn { array: array.clone(), values })
    }

    pub(super) fn number(&self, row: usize) -> TypedNumber {
        let value = self.values[row];
        if !value.is_nan() {
            TypedNumber::Number(value)
        } else if self.array.is_null(row) {
            TypedNumber::Null
        } else if let Some(integer) = integer(&self.array, row) {
            TypedNumber::Inexact(integer.to_string())
        } else {
            TypedNumber::Nan
        }
    }
}

/// Converts a number to `f64`, rounding a decimal; `None` for an integer that `f64` cannot hold exactly.
fn exact(array: &ArrayRef, row: usize) -> Option<f64> {
    if let Some(integer) = integer(array, row) {
        let value = integer as f64;
        return (value as i128 == integer).then_some(value);
    }
    let text = match array.data_type() {
        DataType::Decimal32(..) => array.as_primitive_opt::<Decimal32Type>()?.value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive_opt::<Decimal64Type>()?.value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive_opt::<Decimal128Type>()?.value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive_opt::<Decimal256Type>()?.value_as_string(row),
        _ => return None,
    };
    text.parse().ok()
}

/// The integer in a cell; `None` unless the column has an integer type.
fn integer(array: &ArrayRef, row: usize) -> Option<i128> {
    macro_rules! value { ($($type:ident $arrow:ident),*) => {
        match array.data_type() {
            $(DataType::$type => Some(array.as_primitive_opt::<$arrow>()?.value(row).into()),)*
            _ => None,
        }
    } }
    macro_rules! call { (; $($rest:tt)*) => { value! { $($rest)* } } }
    with_integers! { call, }
}

/// A column of times.
pub(super) struct TimeColumn {
    array: ArrayRef,
    has_zone: bool,
}

impl TimeColumn {
    pub(super) fn takes(of: &DataType) -> bool {
        matches!(of, DataType::Timestamp(..) | DataType::Date32 | DataType::Date64)
    }

    /// Reads the times of a column; returns `None` for a type that [`takes`](Self::takes) refuses.
    pub(super) fn new(array: &ArrayRef) -> Option<Self> {
        let has_zone = matches!(array.data_type(), DataType::Timestamp(_, Some(_)));
        Self::takes(array.data_type()).then(|| TimeColumn { array: array.clone(), has_zone })
    }

    pub(super) fn time(&self, row: usize) -> TypedTime {
        let Some((count, unit)) = self.since_epoch(row) else { return TypedTime::AsText };
        match time_of(count, unit) {
            // A timestamp with a zone is stored in UTC.
            Some(shown) => TypedTime::Time(TimeText { shown, offset: self.has_zone.then_some(0) }),
            None => TypedTime::OutOfRange(format!("{count} {} since 1970", unit.name())),
        }
    }

    /// Returns the number in a cell and the unit in which it counts; `None` for a null.
    fn since_epoch(&self, row: usize) -> Option<(i64, Unit)> {
        if self.array.is_null(row) {
            return None;
        }
        let array = &self.array;
        Some(match array.data_type() {
            DataType::Date32 => (array.as_primitive_opt::<Date32Type>()?.value(row).into(), Unit::Days),
            DataType::Date64 => (array.as_primitive_opt::<Date64Type>()?.value(row), Unit::Milliseconds),
            DataType::Timestamp(TimeUnit::Second, _) => {
                (array.as_primitive_opt::<TimestampSecondType>()?.value(row), Unit::Seconds)
            }
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                (array.as_primitive_opt::<TimestampMillisecondType>()?.value(row), Unit::Milliseconds)
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                (array.as_primitive_opt::<TimestampMicrosecondType>()?.value(row), Unit::Microseconds)
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                (array.as_primitive_opt::<TimestampNanosecondType>()?.value(row), Unit::Nanoseconds)
            }
            _ => return None,
        })
    }
}

/// The unit in which a column counts time.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Days,
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Days => "days",
            Unit::Seconds => "seconds",
            Unit::Milliseconds => "milliseconds",
            Unit::Microseconds => "microseconds",
            Unit::Nanoseconds => "nanoseconds",
        }
    }

    fn nanoseconds(self) -> i128 {
        match self {
            Unit::Days => 86_400 * 1_000_000_000,
            Unit::Seconds => 1_000_000_000,
            Unit::Milliseconds => 1_000_000,
            Unit::Microseconds => 1_000,
            Unit::Nanoseconds => 1,
        }
    }
}

/// Converts a count since 1970 to a time; `None` outside the range of dates.
fn time_of(count: i64, unit: Unit) -> Option<DateTime> {
    let nanoseconds = i128::from(count) * unit.nanoseconds();
    let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
    let rest = i32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?;
    // The seconds may be negative while the nanoseconds are not. Adding the two overflows only for the smallest `i64`.
    let distance = SignedDuration::from_secs(seconds).checked_add(SignedDuration::from_nanos(rest.into()))?;
    EPOCH.checked_add(distance).ok()
}

/// A column read as text. It holds text (dictionary-encoded or not), integers, booleans or times.
pub(super) struct TextColumn {
    array: ArrayRef,
    /// The dictionary index of each row, if the column is dictionary-encoded.
    keys: Option<Vec<Option<usize>>>,
}

impl TextColumn {
    pub(super) fn takes(of: &DataType) -> bool {
        match of {
            DataType::Dictionary(_, values) => !matches!(**values, DataType::Dictionary(..)) && Self::takes(values),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean => true,
            of => of.is_integer() || TimeColumn::takes(of),
        }
    }

    /// Reads the cells of a column as text; returns `None` for a type that [`takes`](Self::takes) refuses.
    pub(super) fn new(array: &ArrayRef) -> Option<Self> {
        if !Self::takes(array.data_type()) {
            return None;
        }
        let Some(dictionary) = array.as_any_dictionary_opt() else {
            return Some(TextColumn { array: array.clone(), keys: None });
        };
        let keys: &ArrayRef = &dictionary.keys().slice(0, dictionary.keys().len());
        let key = |row| match keys.is_valid(row) {
            true => integer(keys, row).and_then(|key| usize::try_from(key).ok()),
            false => None,
        };
        let keys = (0..array.len()).map(key).collect();
        Some(TextColumn { array: dictionary.values().clone(), keys: Some(keys) })
    }

    /// The text in a cell; empty for a null.
    pub(super) fn text(&self, row: usize) -> Cow<'_, str> {
        let row = match &self.keys {
            None => Some(row),
            Some(keys) => keys[row],
        };
        row.filter(|&row| self.array.is_valid(row)).and_then(|row| cell_text(&self.array, row)).unwrap_or_default()
    }
}

/// The text in a cell that is not null; `None` for types that cannot be read as text.
fn cell_text(array: &ArrayRef, row: usize) -> Option<Cow<'_, str>> {
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string_opt::<i32>()?.value(row).into(),
        DataType::LargeUtf8 => array.as_string_opt::<i64>()?.value(row).into(),
        DataType::Utf8View => array.as_string_view_opt()?.value(row).into(),
        DataType::Boolean => if array.as_boolean_opt()?.value(row) { "true" } else { "false" }.into(),
        of if of.is_integer() => integer(array, row)?.to_string().into(),
        of => match (TimeColumn::new(array)?.time(row), of) {
            (TypedTime::Time(time), DataType::Date32 | DataType::Date64) => time.shown.date().to_string().into(),
            (TypedTime::Time(time), _) => time.shown.to_string().into(),
            (TypedTime::OutOfRange(found), _) => found.into(),
            (TypedTime::AsText, _) => return None,
        },
    })
}
