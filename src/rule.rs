//! A rule: a page and a check.

use std::cell::OnceCell;

use crate::diagnostic::{Diagnostic, Fix, Label, Severity};
use crate::lower::{Deviation, Document};
use crate::plan::References;
use crate::source::Span;
use crate::suppress::Comment;

/// A rule. Each is a value in a module of its own, beside its page.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; names the defect and is never changed without an alias.
    pub name: &'static str,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// The folder of its page.
    pub group: Group,
    /// How bad it is when nobody says otherwise.
    pub severity: Severity,
    /// Whether its findings carry fixes.
    pub fix: FixAvailability,
    /// The version that it came with.
    pub since: &'static str,
    /// Its page: Markdown.
    pub page: &'static str,
    pub(crate) check: Check,
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Check {
    /// Each deviation of the document from its format.
    Deviation(fn(&Deviation, &mut Cx<'_>)),
    /// The document as a whole.
    Document(fn(&mut Cx<'_>)),
    /// Each comment that hides findings, after all others.
    Comment(fn(&Comment, &mut Cx<'_>)),
}

/// Rules of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The file as a whole.
    Document,
    /// Headings.
    Structure,
    /// Labels and their values.
    Fields,
    /// Numbered parts.
    Steps,
    /// Lists and their items.
    Lists,
    /// Fenced code.
    Code,
    /// How a step is checked.
    Validation,
    /// Names of tasks.
    References,
    /// Text that was to be replaced.
    Placeholders,
    /// The files that a task makes and changes.
    Files,
    /// Packages.
    Dependencies,
    /// What a reader cannot see, or should not let happen.
    Safety,
    /// Comments that hide findings.
    Suppressions,
}

impl Group {
    /// Every group, in the order of the index.
    pub const ALL: [Self; 13] = [
        Self::Document,
        Self::Structure,
        Self::Fields,
        Self::Steps,
        Self::Lists,
        Self::Code,
        Self::Validation,
        Self::References,
        Self::Placeholders,
        Self::Files,
        Self::Dependencies,
        Self::Safety,
        Self::Suppressions,
    ];

    /// Its name: the folder of its pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Structure => "structure",
            Self::Fields => "fields",
            Self::Steps => "steps",
            Self::Lists => "lists",
            Self::Code => "code",
            Self::Validation => "validation",
            Self::References => "references",
            Self::Placeholders => "placeholders",
            Self::Files => "files",
            Self::Dependencies => "dependencies",
            Self::Safety => "safety",
            Self::Suppressions => "suppressions",
        }
    }
}

/// Whether the findings of a rule carry fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixAvailability {
    /// Never.
    None,
    /// Where the cure is known.
    Sometimes,
    /// Always.
    Always,
}

impl FixAvailability {
    /// `none`, `sometimes` or `always`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sometimes => "sometimes",
            Self::Always => "always",
        }
    }
}

/// What a check may see, and where it says what it found.
pub(crate) struct Cx<'a> {
    pub(crate) document: &'a Document,
    /// What several rules work out from the document, made when the first one asks.
    references: &'a OnceCell<References>,
    rule: &'static Rule,
    found: &'a mut Vec<Diagnostic>,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        document: &'a Document,
        references: &'a OnceCell<References>,
        rule: &'static Rule,
        found: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { document, references, rule, found }
    }

    /// Which task names which.
    pub(crate) fn references(&self) -> &'a References {
        self.references.get_or_init(|| References::new(self.document))
    }

    /// The text at a span.
    pub(crate) fn text(&self, span: Span) -> &'a str {
        self.document.source.slice(span)
    }

    /// Reports a finding with the rule's own severity.
    pub(crate) fn report(&mut self, span: Span, message: impl Into<String>) -> Found<'_> {
        self.found.push(Diagnostic {
            rule: self.rule.name,
            severity: self.rule.severity,
            message: message.into(),
            span,
            task: None,
            step: None,
            labels: Vec::new(),
            help: None,
            fix: None,
        });
        let at = self.found.len() - 1;
        Found { diagnostic: &mut self.found[at] }
    }
}

/// A finding that is being described.
pub(crate) struct Found<'a> {
    diagnostic: &'a mut Diagnostic,
}

impl Found<'_> {
    pub(crate) fn severity(self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    pub(crate) fn label(self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.labels.push(Label { span, message: message.into() });
        self
    }

    pub(crate) fn fix(self, fix: Fix) -> Self {
        self.diagnostic.fix = Some(fix);
        self
    }
}
