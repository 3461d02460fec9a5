//! The XML of `JUnit`: a file is a suite, a finding is a test that fails, a file without findings is a test that passes.

use std::collections::HashMap;
use std::fmt::Write;

use super::{Checked, Emitter, Part, Style, Totals, said, xml};
use crate::diagnostic::Diagnostic;

pub(super) static EMITTER: Emitter = Emitter {
    name: "junit",
    about: "JUnit's XML: a suite for each file, a failed test for each finding",
    render,
    head: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"planvet\">\n",
    tail,
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    part.whole(|out| {
        let failures = checked.found.len();
        out.push_str("  <testsuite");
        xml::attribute(out, "name", checked.path);
        let _ = writeln!(out, " tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">", failures.max(1));
        if checked.found.is_empty() {
            out.push_str("    <testcase");
            xml::attribute(out, "name", "planvet");
            xml::attribute(out, "classname", checked.path);
            out.push_str("/>\n");
        }
        // Services know a test by its name; two of one name would be one.
        let mut known: HashMap<&str, u32> = HashMap::new();
        for diagnostic in checked.found {
            let count = known.entry(diagnostic.rule).and_modify(|count| *count += 1).or_insert(1);
            case(checked, diagnostic, *count, out);
        }
        out.push_str("  </testsuite>\n");
    });
}

/// What could not be checked is a test that could not run.
fn tail(totals: &Totals, out: &mut String) {
    let count = totals.problems.len();
    if count > 0 {
        let _ = writeln!(
            out,
            "  <testsuite name=\"planvet\" tests=\"{count}\" failures=\"0\" errors=\"{count}\" skipped=\"0\">"
        );
        for (number, problem) in (1..).zip(&totals.problems) {
            let _ = write!(out, "    <testcase name=\"run ({number})\" classname=\"planvet\">\n      <error");
            xml::attribute(out, "message", problem);
            out.push_str("/>\n    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
}

fn case(checked: &Checked<'_>, diagnostic: &Diagnostic, number: u32, out: &mut String) {
    let place = checked.places.at(diagnostic.span.start);
    let name = if number == 1 { diagnostic.rule.to_owned() } else { format!("{} ({number})", diagnostic.rule) };
    out.push_str("    <testcase");
    xml::attribute(out, "name", &name);
    xml::attribute(out, "classname", checked.path);
    out.push_str(">\n      <failure");
    xml::attribute(out, "type", diagnostic.severity.name());
    xml::attribute(out, "message", &diagnostic.message);
    out.push('>');
    xml::push(out, &format!("{}:{}:{}: {}", checked.path, place.line, place.column, said(diagnostic)));
    out.push_str("</failure>\n    </testcase>\n");
}
