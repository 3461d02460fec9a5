//! Findings as editors show them.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    Message, Uri,
};
use serde_json::json;

use crate::diagnostic::{Diagnostic as Finding, Severity};
use crate::emit::text::visible;
use crate::rules::url;
use crate::source::Span;

use super::buffer::{Buffer, Encoding, Places};

/// Rules whose findings are text that can go without a loss.
const UNNECESSARY: [&str; 2] = ["chat", "unused-suppression"];

/// Turns the findings of one text into those of editors.
pub(super) struct Converter<'a> {
    uri: &'a Uri,
    places: Places<'a>,
    /// Whether the editor shows other places beside a finding.
    related: bool,
}

impl<'a> Converter<'a> {
    pub(super) fn new(uri: &'a Uri, buffer: &'a Buffer, related: bool) -> Self {
        Self { uri, places: buffer.places(), related }
    }

    pub(super) fn all(&mut self, found: &[Finding]) -> Vec<Diagnostic> {
        found.iter().map(|finding| self.one(finding)).collect()
    }

    pub(super) fn one(&mut self, finding: &Finding) -> Diagnostic {
        let mut message = visible(&finding.message).into_owned();
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(&visible(help));
        }
        let related = finding.labels.iter().filter(|_| self.related).map(|label| DiagnosticRelatedInformation {
            location: Location { uri: self.uri.clone(), range: self.places.range(label.span) },
            message: visible(&label.message).into_owned(),
        });
        let related: Vec<_> = related.collect();
        // Clients hand it back with requests; tools read it.
        let data = json!({
            "fix": finding.fix.as_ref().map(|fix| json!({ "title": fix.title, "safety": fix.safety.name() })),
            "task": finding.task,
            "step": finding.step,
        });
        Diagnostic {
            range: self.places.range(finding.span),
            severity: Some(severity(finding.severity)),
            code: Some(Code::String(finding.rule.to_owned())),
            code_description: url(finding.rule).map(|href| CodeDescription { href: Uri(href) }),
            source: Some("planvet".to_owned()),
            message: Message::String(message),
            tags: UNNECESSARY.contains(&finding.rule).then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: Some(data),
        }
    }
}

/// What stands at the top of a document that is not checked, because its configuration has mistakes.
pub(super) fn unchecked(config: &str, place: Option<Location>) -> Diagnostic {
    let buffer = Buffer::new(String::new(), Encoding::Utf8);
    let message = format!("this document is not checked: its configuration `{}` has mistakes", visible(config));
    let related =
        place.map(|location| vec![DiagnosticRelatedInformation { location, message: "the first mistake".to_owned() }]);
    Diagnostic {
        range: buffer.range(Span::at(0)),
        severity: Some(DiagnosticSeverity::Error),
        source: Some("planvet".to_owned()),
        message: Message::String(message),
        related_information: related,
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}
