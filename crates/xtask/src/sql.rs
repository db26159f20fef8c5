//! SQL text for D1, which takes files of statements and no bound values.

use crate::failure::Failure;

/// What D1 accepts for one statement.
const STATEMENT_BYTES: usize = 100_000;

/// A value in SQL.
#[derive(Debug)]
pub(crate) enum Literal<'a> {
    Integer(i64),
    Null,
    Text(&'a str),
}

impl Literal<'_> {
    fn to_sql(&self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Null => "NULL".to_owned(),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
        }
    }
}

/// Inserts a row, or overwrites the row that has the same `keys`. A column whose name ends with `?` is set for a new
/// row only.
pub(crate) fn upsert(table: &str, keys: &[&str], row: &[(&str, Literal<'_>)]) -> Result<String, Failure> {
    let names: Vec<&str> = row.iter().map(|(name, _)| name.trim_end_matches('?')).collect();
    let values: Vec<String> = row.iter().map(|(_, value)| value.to_sql()).collect();
    let kept = |name: &&str| !name.ends_with('?') && !keys.contains(name);
    let updates: Vec<String> = row
        .iter()
        .map(|(name, _)| *name)
        .filter(kept)
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    checked(format!(
        "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {};\n",
        names.join(", "),
        values.join(", "),
        keys.join(", "),
        updates.join(", "),
    ))
}

/// Deletes the rows in which `column` has `value` and `other` has none of `kept`.
pub(crate) fn delete_others(
    table: &str,
    (column, value): (&str, &str),
    other: &str,
    kept: &[&str],
) -> Result<String, Failure> {
    let kept: Vec<String> = kept.iter().map(|text| Literal::Text(text).to_sql()).collect();
    let value = Literal::Text(value).to_sql();
    checked(format!(
        "DELETE FROM {table} WHERE {column} = {value} AND {other} NOT IN ({});\n",
        kept.join(", ")
    ))
}

fn checked(statement: String) -> Result<String, Failure> {
    let head: String = statement.chars().take(80).collect();
    if statement.len() > STATEMENT_BYTES {
        let bytes = statement.len();
        return Err(Failure::new(format!("{bytes} bytes of SQL, D1 takes {STATEMENT_BYTES}: {head}…")));
    }
    // SQLite ends the text there.
    if statement.contains('\0') {
        return Err(Failure::new(format!("a NUL character cannot be in SQL: {head}…")));
    }
    Ok(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_the_rest_is_left_alone() {
        assert_eq!(Literal::Text("it's; -- \\ \"so\"\n").to_sql(), "'it''s; -- \\ \"so\"\n'");
        assert_eq!(Literal::Null.to_sql(), "NULL");
        assert_eq!(Literal::Integer(-3).to_sql(), "-3");
    }

    #[test]
    fn a_row_overwrites_all_but_its_key_and_its_birth() {
        let row =
            [("id", Literal::Text("a")), ("name", Literal::Text("b")), ("created_at?", Literal::Integer(1))];
        assert_eq!(
            upsert("t", &["id"], &row).unwrap(),
            "INSERT INTO t (id, name, created_at) VALUES ('a', 'b', 1) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name;\n"
        );
    }

    #[test]
    fn rows_that_are_no_longer_named_go() {
        let sql = delete_others("passages", ("corpus", "o'b"), "page_id", &["p1", "p2"]).unwrap();
        assert_eq!(sql, "DELETE FROM passages WHERE corpus = 'o''b' AND page_id NOT IN ('p1', 'p2');\n");
    }

    #[test]
    fn a_statement_that_d1_would_refuse_is_refused_here() {
        let long = "x".repeat(STATEMENT_BYTES);
        upsert("t", &["id"], &[("id", Literal::Text(&long)), ("n", Literal::Null)]).unwrap_err();
        upsert("t", &["id"], &[("id", Literal::Text("\0")), ("n", Literal::Null)]).unwrap_err();
    }
}
