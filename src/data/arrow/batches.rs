//! Joins record batches into one table, which is read row by row.

use std::borrow::Cow;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::error::ArrowTableError;
use super::values::{NumberColumn, TextColumn, TimeColumn};
use crate::data::DataError;
use crate::data::csv::{TypedNumber, TypedTable, TypedTime};

/// Record batches in order, with only the chosen columns.
pub(in crate::data) type Batches<'a> = Box<dyn Iterator<Item = Result<RecordBatch, DataError>> + 'a>;
/// A function that starts reading the columns with these schema indices, which must increase.
type Open<'a> = Box<dyn FnOnce(&[usize]) -> Result<Batches<'a>, DataError> + 'a>;

/// A table of record batches.
pub(in crate::data) struct BatchTable<'a> {
    name: &'a str,
    schema: SchemaRef,
    open: Option<Open<'a>>,
    batches: Batches<'a>,
    /// The number of batches read so far.
    count: usize,
    /// The schema indices of the columns to read, ascending.
    fields: Vec<usize>,
    time: Option<usize>,
    numbers: Vec<usize>,
    texts: Vec<usize>,
    current: Current,
}

/// The batch being read.
#[derive(Default)]
struct Current {
    rows: usize,
    row: usize,
    time: Option<TimeColumn>,
    numbers: Vec<NumberColumn>,
    texts: Vec<(usize, TextColumn)>,
}

impl<'a> BatchTable<'a> {
    /// Makes a table that calls `open` once it knows which columns are needed.
    pub(in crate::data) fn new(
        name: &'a str,
        schema: SchemaRef,
        open: impl FnOnce(&[usize]) -> Result<Batches<'a>, DataError> + 'a,
    ) -> Self {
        BatchTable {
            name,
            schema,
            open: Some(Box::new(open)),
            batches: Box::new(std::iter::empty()),
            count: 0,
            fields: Vec::new(),
            time: None,
            numbers: Vec::new(),
            texts: Vec::new(),
            current: Current::default(),
        }
    }

    /// Makes a table of record batches that are already in memory.
    pub(super) fn of_batches(name: &'a str, batches: &'a [RecordBatch]) -> Result<Self, ArrowTableError> {
        let schema = match batches.first() {
            Some(first) => first.schema(),
            None => return Err(ArrowTableError::NoRows { table: name.to_owned() }),
        };
        for (batch, found) in batches.iter().enumerate() {
            check_schema(name, batch, &found.schema(), &schema)?;
        }
        let open = move |fields: &[usize]| {
            let fields = fields.to_vec();
            let project = move |batch: &RecordBatch| {
                let refused = |source| ArrowTableError::RefusedBatch { table: name.to_owned(), source }.into();
                batch.project(&fields).map_err(refused)
            };
            Ok(Box::new(batches.iter().map(project)) as Batches<'a>)
        };
        Ok(BatchTable::new(name, schema, open))
    }

    fn check(
        &self,
        fields: &[usize],
        takes: fn(&DataType) -> bool,
        expected: &'static str,
        remedy: &'static str,
    ) -> Result<(), ArrowTableError> {
        let field = fields.iter().map(|&field| self.schema.field(field)).find(|field| !takes(field.data_type()));
        field.map_or(Ok(()), |field| {
            let (table, column, found) = (self.name.to_owned(), field.name().clone(), field.data_type().to_string());
            Err(ArrowTableError::ColumnType { table, column, found, expected, remedy })
        })
    }

    fn load(&mut self, batch: &RecordBatch) -> Result<(), ArrowTableError> {
        let expected = self.schema.project(&self.fields);
        let expected =
            expected.map_err(|source| ArrowTableError::RefusedBatch { table: self.name.to_owned(), source })?;
        check_schema(self.name, self.count, &batch.schema(), &expected)?;
        self.count += 1;
        // Every column is found: `choose` checked the types in the schema, and `check_schema` that the batch has these columns.
        let array = |field: &usize| Some(batch.column(self.fields.binary_search(field).ok()?));
        let time = self.time.and_then(|field| TimeColumn::new(array(&field)?));
        let numbers = self.numbers.iter().filter_map(|field| NumberColumn::new(array(field)?)).collect();
        let texts = self.texts.iter().filter_map(|field| Some((*field, TextColumn::new(array(field)?)?))).collect();
        self.current = Current { rows: batch.num_rows(), row: 0, time, numbers, texts };
        Ok(())
    }
}

impl TypedTable for BatchTable<'_> {
    fn header(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn choose(&mut self, time: &[usize], numbers: &[usize], texts: &[usize]) -> Result<(), DataError> {
        self.check(numbers, NumberColumn::takes, "numbers", "cast it to Float64")?;
        self.check(texts, TextColumn::takes, "text", "cast it to text")?;
        let takes = |of: &DataType| TimeColumn::takes(of) || TextColumn::takes(of) && *of != DataType::Boolean;
        self.check(time, takes, "times, dates, text or whole Unix times", "cast it to Timestamp")?;
        self.time = match *time {
            [field] if TimeColumn::takes(self.schema.field(field).data_type()) => Some(field),
            _ => None,
        };
        self.numbers = numbers.to_vec();
        self.texts = texts.to_vec();
        if self.time.is_none() {
            self.texts.extend(time);
        }
        self.texts.sort_unstable();
        self.texts.dedup();
        self.fields = [time, numbers, texts].concat();
        self.fields.sort_unstable();
        self.fields.dedup();
        if let Some(open) = self.open.take() {
            self.batches = open(&self.fields)?;
        }
        Ok(())
    }

    fn advance(&mut self) -> Result<bool, DataError> {
        self.current.row += 1;
        while self.current.row >= self.current.rows {
            match self.batches.next() {
                Some(batch) => self.load(&batch?)?,
                None => return Ok(false),
            }
            if self.current.rows > 0 {
                return Ok(true);
            }
        }
        Ok(true)
    }

    fn number(&self, place: usize) -> TypedNumber {
        self.current.numbers[place].number(self.current.row)
    }

    fn time(&self) -> TypedTime {
        self.current.time.as_ref().map_or(TypedTime::AsText, |time| time.time(self.current.row))
    }

    fn texts(&self) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
        self.current.texts.iter().map(|(field, column)| (*field, column.text(self.current.row)))
    }
}

/// Requires a batch to have the column names and types of the table.
fn check_schema(name: &str, batch: usize, found: &Schema, expected: &Schema) -> Result<(), ArrowTableError> {
    let same = |(a, b): (&std::sync::Arc<Field>, &std::sync::Arc<Field>)| {
        a.name() == b.name() && a.data_type() == b.data_type()
    };
    if found.fields().len() == expected.fields().len() && found.fields().iter().zip(expected.fields()).all(same) {
        return Ok(());
    }
    let columns = |schema: &Schema| {
        let fields = schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type()));
        fields.collect::<Vec<_>>().join(", ")
    };
    Err(ArrowTableError::Schema { table: name.to_owned(), batch, found: columns(found), expected: columns(expected) })
}
