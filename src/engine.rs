//! Runs the rules over a document: choose, loop, sort. Pure.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Document;
use crate::plan::Places;
use crate::rule::{Check, Cx, Group, Rule};
use crate::rules::{RULES, rule};

/// Which rules run, and how bad their findings are.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    off: BTreeSet<&'static str>,
    severity: BTreeMap<&'static str, Severity>,
}

/// A name that is neither a rule, nor a group, nor `all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    /// What was asked for.
    pub name: String,
    /// The nearest name, if one is near.
    pub nearest: Option<&'static str>,
}

impl Settings {
    /// Runs only the named rules and groups.
    ///
    /// # Errors
    ///
    /// The first name that is unknown.
    pub fn select<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<(), UnknownRule> {
        let mut chosen = BTreeSet::new();
        for name in names {
            chosen.extend(named(name)?.into_iter().map(|rule| rule.name));
        }
        self.off = RULES.iter().map(|rule| rule.name).filter(|name| !chosen.contains(name)).collect();
        Ok(())
    }

    /// Does not run the named rules and groups.
    ///
    /// # Errors
    ///
    /// The first name that is unknown.
    pub fn ignore<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<(), UnknownRule> {
        for name in names {
            self.off.extend(named(name)?.into_iter().map(|rule| rule.name));
        }
        Ok(())
    }

    /// Gives the findings of the named rule or group this severity.
    ///
    /// # Errors
    ///
    /// The name, when it is unknown.
    pub fn set_severity(&mut self, name: &str, severity: Severity) -> Result<(), UnknownRule> {
        self.severity.extend(named(name)?.into_iter().map(|rule| (rule.name, severity)));
        Ok(())
    }

    fn runs(&self, rule: &Rule) -> bool {
        !self.off.contains(rule.name)
    }
}

/// The rules of a name: one rule, a group, or `all`.
fn named(name: &str) -> Result<Vec<&'static Rule>, UnknownRule> {
    if name == "all" {
        return Ok(RULES.to_vec());
    }
    if let Some(group) = Group::ALL.into_iter().find(|group| group.name() == name) {
        return Ok(RULES.iter().copied().filter(|rule| rule.group == group).collect());
    }
    rule(name).map(|rule| vec![rule]).ok_or_else(|| {
        let known = RULES.iter().map(|rule| rule.name).chain(Group::ALL.into_iter().map(Group::name));
        UnknownRule { name: name.to_owned(), nearest: crate::format::words::nearest(name, known) }
    })
}

/// Checks a document. The findings are sorted by start, then rule; the same document gives the same findings.
#[must_use]
pub fn check(document: &Document, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let references = OnceCell::new();
    for rule in RULES.iter().copied().filter(|rule| settings.runs(rule)) {
        let mut cx = Cx::new(document, &references, rule, &mut found);
        match rule.check {
            Check::Deviation(check) => document.deviations.iter().for_each(|deviation| check(deviation, &mut cx)),
            Check::Document(check) => check(&mut cx),
        }
    }
    if found.is_empty() {
        return found;
    }
    let places = Places::new(document);
    for diagnostic in &mut found {
        if let Some(severity) = settings.severity.get(diagnostic.rule) {
            diagnostic.severity = *severity;
        }
        diagnostic.span = clamp(document, diagnostic.span);
        for label in &mut diagnostic.labels {
            label.span = clamp(document, label.span);
        }
        (diagnostic.task, diagnostic.step) = places.around(diagnostic.span.start);
    }
    // What one rule says of one place stays in the order in which lowering noted it, which is the format's.
    found.sort_by_key(|found| (found.span.start, found.rule, found.span.end));
    let mut once: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for found in found {
        let beside = once.iter().rev().take_while(|known| known.span == found.span && known.rule == found.rule);
        if !beside.into_iter().any(|known| known.message == found.message) {
            once.push(found);
        }
    }
    once
}

fn clamp(document: &Document, span: crate::source::Span) -> crate::source::Span {
    let source = &document.source;
    crate::source::Span::new(source.floor(span.start), source.floor(span.end))
}
