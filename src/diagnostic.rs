//! What planvet says: plain data, made by rules, shown by the edges.

use crate::source::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A hint.
    Info,
    /// A reader would object, the plan still works.
    Warning,
    /// The plan breaks its format or cannot be carried out as written.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }
}

/// One finding in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it, in kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, things in back-ticks.
    pub message: String,
    /// The text at fault.
    pub span: Span,
    /// The name of the task that it lies in.
    pub task: Option<String>,
    /// The number of the step that it lies in, as counted, from 1.
    pub step: Option<u32>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Edits that mend it.
    pub fix: Option<Fix>,
}

/// A second place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// The author's meaning is certain and no text of the author's is lost.
    Safe,
    /// Plausible; a person should look.
    Unsafe,
}

impl Safety {
    /// `safe` or `unsafe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Edits that mend a finding; they do not overlap and stand in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: ``write `Low` ``.
    pub title: String,
    /// Whether it may be applied without a look.
    pub safety: Safety,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A safe fix; the edits are put in order.
    pub(crate) fn safe(title: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        Self::with(title.into(), Safety::Safe, edits.into())
    }

    /// An unsafe fix; the edits are put in order.
    pub(crate) fn unsafe_(title: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        Self::with(title.into(), Safety::Unsafe, edits.into())
    }

    fn with(title: String, safety: Safety, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        Self { title, safety, edits }
    }

    /// The text after the edits; an edit that overlaps one before it is left out.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for edit in &self.edits {
            let range = edit.span.range();
            if range.start < from {
                continue;
            }
            out.push_str(text.get(from..range.start).unwrap_or(""));
            out.push_str(&edit.content);
            from = range.end;
        }
        out.push_str(text.get(from..).unwrap_or(""));
        out
    }
}

/// The text at `span` becomes `content`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub content: String,
}

impl Edit {
    pub(crate) fn replace(span: Span, content: impl Into<String>) -> Self {
        Self { span, content: content.into() }
    }

    pub(crate) fn insert(at: u32, content: impl Into<String>) -> Self {
        Self::replace(Span::at(at), content)
    }

    pub(crate) fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}
