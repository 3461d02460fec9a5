//! How many findings each rule has, in the place of the findings.

use std::fmt::Write;

use serde::Serialize;

use super::report::Count;
use super::{Checked, Emitter, Part, Style, Totals, json};
use crate::rules::rule;

/// For people: the most first.
pub(crate) static TABLE: Emitter = Emitter { render, tail: table, ..Emitter::PLAIN };

/// For programs.
pub(crate) static JSON: Emitter = Emitter { render, head: json::HEAD, tail: document, ..Emitter::PLAIN };

/// Findings are counted when they come, none is printed.
fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    part.each(checked.found, |_, _| {});
}

fn rows(totals: &Totals) -> Vec<(&'static str, Count)> {
    let mut rows: Vec<(&'static str, Count)> = totals.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
    rows.sort_by_key(|(rule, count)| (std::cmp::Reverse(count.all()), *rule));
    rows
}

fn table(totals: &Totals, out: &mut String) {
    let rows = rows(totals);
    let digits = rows.first().map_or(1, |(_, count)| count.all().to_string().len());
    let names = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, count) in rows {
        let fixable = match count.fixable {
            0 => String::new(),
            fixable => format!("  ({fixable} fixable)"),
        };
        let summary = rule(name).map_or("", |rule| rule.summary);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:digits$}  {name:names$}  {summary}{fixable}", count.all());
    }
}

fn document(totals: &Totals, out: &mut String) {
    let rows: Vec<Row> = rows(totals).into_iter().map(Row::new).collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    out.push_str("  \"statistics\": ");
    out.push_str(&text.replace('\n', "\n  "));
    out.push_str(",\n");
    json::push_summary(totals, out);
}

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    count: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
}

impl Row {
    fn new((rule, count): (&'static str, Count)) -> Self {
        let Count { errors, warnings, infos, fixable } = count;
        Self { rule, count: count.all(), errors, warnings, infos, fixable }
    }
}
