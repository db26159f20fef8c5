//! `cargo xtask vectors SUITE DIR`: the vectors of one suite, from any folder; for `card` also bare card files.

use std::path::Path;

use cuecard_conformance::cards::{Read, Row, survey, vector_files};
use cuecard_conformance::{Report, Unreadable, run_files, run_folder};

use crate::failure::Failure;

/// Prints which vectors failed and why, and how many passed; what each card file gives, and how many were read.
pub(crate) fn run(suite: &str, folder: &Path) -> Result<(), Failure> {
    let rows = if suite == "card" { survey(folder).map_err(unreadable)? } else { Vec::new() };
    if rows.is_empty() {
        return print_report(&run_folder(suite, folder).map_err(unreadable)?, folder);
    }
    print_rows(&rows);
    let vectors = vector_files(folder).map_err(unreadable)?;
    if !vectors.is_empty() {
        print_report(&run_files(suite, &vectors).map_err(unreadable)?, folder)?;
    }
    let is_lost = |row: &Row| matches!(&row.outcome, Ok(Read { lost: Some(_), .. }));
    if rows.iter().any(is_lost) { Err(Failure::told()) } else { Ok(()) }
}

#[expect(clippy::needless_pass_by_value, reason = "the errors of map_err come by value")]
fn unreadable(error: Unreadable) -> Failure {
    Failure::new(error.to_string())
}

fn print_report(report: &Report, folder: &Path) -> Result<(), Failure> {
    for failure in &report.failures {
        println!("✗ {}: {}", failure.name, failure.reason);
    }
    println!("{}/{}", report.passed, report.total);
    if report.total == 0 {
        return Err(Failure::new(format!("{} holds no vectors", folder.display())));
    }
    if report.failures.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

fn print_rows(rows: &[Row]) {
    for line in aligned(rows.iter().map(cells)) {
        println!("{line}");
    }
    let read: Vec<&Read> = rows.iter().filter_map(|row| row.outcome.as_ref().ok()).collect();
    let lost = read.iter().filter(|read| read.lost.is_some()).count();
    let (entries, assets): (usize, usize) =
        (read.iter().map(|read| read.entries).sum(), read.iter().map(|read| read.assets).sum());
    println!(
        "{} files, {} read, {} refused, {lost} changed by writing; {entries} lore entries, {assets} assets",
        rows.len(),
        read.len(),
        rows.len() - read.len()
    );
}

/// The columns of a line. The last one may be of any length.
fn cells(row: &Row) -> Vec<String> {
    match &row.outcome {
        Err(error) => vec![format!("- {}", row.file), error.clone()],
        Ok(read) => {
            let mark = if read.lost.is_some() { '✗' } else { '✓' };
            let remarks: Vec<String> = read
                .lost
                .iter()
                .map(|lost| format!("changed by writing: {lost}"))
                .chain(read.warnings.clone())
                .collect();
            vec![
                format!("{mark} {}", row.file),
                read.container.clone(),
                read.version.clone(),
                one_line(&read.name),
                format!("lore {}", read.entries),
                format!("assets {}", read.assets),
                remarks.join(", "),
            ]
        }
    }
}

/// A name of a stranger, which must not move the cursor of a terminal, cut to the width of its column.
fn one_line(name: &str) -> String {
    const WIDEST: usize = 32;
    let moves = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut plain: String = name.chars().map(|c| if moves(c) { ' ' } else { c }).collect();
    if let Some((at, _)) = plain.char_indices().nth(WIDEST) {
        plain.truncate(at);
        plain.push('…');
    }
    plain
}

/// Lines whose cells stand below each other. The last cell of a line widens no column.
fn aligned(rows: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows.collect();
    let mut widths = Vec::new();
    for row in &rows {
        // The first column is wide for all, the others for those that have them.
        let count = row.len().saturating_sub(1);
        for (column, cell) in row.iter().take(count).enumerate() {
            let width = columns(cell);
            match widths.get_mut(column) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let line = |row: &Vec<String>| {
        let widths = widths.iter().copied().chain([0]);
        let padded = |(cell, width): (&String, usize)| {
            let padding = width.saturating_sub(columns(cell));
            format!("{cell}{}", " ".repeat(padding))
        };
        let cells: Vec<String> = row.iter().zip(widths).map(padded).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// How wide a text stands in a terminal, roughly: scripts of East Asia and pictures take two columns.
fn columns(text: &str) -> usize {
    let is_wide = |c| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}');
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = [row(&["a", "bb", "end"]), row(&["灯é", "b", ""]), row(&["é", "a long error"])];
        assert_eq!(aligned(rows.into_iter()), ["a    bb  end", "灯é  b", "é    a long error"]);
    }

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(one_line("a\n\u{1b}[2J"), "a  [2J");
        assert_eq!(one_line(&"é".repeat(40)).chars().count(), 33);
    }
}
