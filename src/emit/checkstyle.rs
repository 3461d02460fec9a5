//! Checkstyle's XML, which many services read.

use super::{Checked, Emitter, Part, Style, said, xml};

pub(super) static EMITTER: Emitter = Emitter {
    name: "checkstyle",
    about: "Checkstyle's XML",
    render,
    head: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n",
    tail: |_, out| out.push_str("</checkstyle>\n"),
    ..Emitter::PLAIN
};

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    if checked.found.is_empty() {
        return;
    }
    part.whole(|out| {
        out.push_str("  <file");
        xml::attribute(out, "name", checked.path);
        out.push_str(">\n");
        for diagnostic in checked.found {
            let place = checked.places.at(diagnostic.span.start);
            out.push_str("    <error");
            xml::attribute(out, "line", &place.line.to_string());
            xml::attribute(out, "column", &place.column.to_string());
            xml::attribute(out, "severity", diagnostic.severity.name());
            xml::attribute(out, "message", &said(diagnostic));
            xml::attribute(out, "source", &format!("planvet.{}", diagnostic.rule));
            out.push_str("/>\n");
        }
        out.push_str("  </file>\n");
    });
}
