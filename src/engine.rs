//! Runs the rules over a document: choose, loop, sort. Pure.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Document;
use crate::plan::Places;
use crate::rule::{Check, Cx, Group, Rule};
use crate::rules::{RULES, rule};
use crate::suppress::Suppressions;

/// Which rules run, and how bad their findings are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    off: BTreeSet<&'static str>,
    severity: BTreeMap<&'static str, Severity>,
}

/// What is said of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It does not run.
    Off,
    /// It runs, and its findings have this severity.
    At(Severity),
    /// It runs with the severity of its own.
    On,
}

impl Level {
    /// Every level, in the order of the names.
    pub const ALL: [Self; 5] =
        [Self::Off, Self::At(Severity::Info), Self::At(Severity::Warning), Self::At(Severity::Error), Self::On];
    /// Their names in files.
    pub const NAMES: [&'static str; 5] = ["off", "info", "warning", "error", "on"];
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

    /// Says of the named rule or group whether it runs, and how bad its findings are.
    ///
    /// # Errors
    ///
    /// The name, when it is unknown.
    pub fn set_level(&mut self, name: &str, level: Level) -> Result<(), UnknownRule> {
        for rule in named(name)? {
            match level {
                Level::Off => {
                    self.off.insert(rule.name);
                }
                Level::At(severity) => {
                    self.off.remove(rule.name);
                    self.severity.insert(rule.name, severity);
                }
                Level::On => {
                    self.off.remove(rule.name);
                    self.severity.remove(rule.name);
                }
            }
        }
        Ok(())
    }

    /// Whether the rule of that name runs.
    #[must_use]
    pub fn is_on(&self, rule: &str) -> bool {
        !self.off.contains(rule)
    }

    fn runs(&self, rule: &Rule) -> bool {
        self.is_on(rule.name)
    }
}

/// The rules of a name: one rule, a group, or `all`.
pub(crate) fn named(name: &str) -> Result<Vec<&'static Rule>, UnknownRule> {
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

/// What a document is found to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings, sorted by start, then rule.
    pub found: Vec<Diagnostic>,
    /// How many more there are that comments hide.
    pub suppressed: usize,
}

/// Checks a document. The findings are sorted by start, then rule; the same document gives the same findings. Those that
/// comments hide are not among them.
#[must_use]
pub fn check(document: &Document, settings: &Settings) -> Vec<Diagnostic> {
    report(document, settings).found
}

/// Checks a document and counts what its comments hide.
#[must_use]
pub fn report(document: &Document, settings: &Settings) -> Report {
    let mut found = Vec::new();
    let references = OnceCell::new();
    let rules = || RULES.iter().copied().filter(|rule| settings.runs(rule));
    for rule in rules() {
        let mut cx = Cx::new(document, &references, rule, &mut found);
        match rule.check {
            Check::Deviation(check) => document.deviations.iter().for_each(|deviation| check(deviation, &mut cx)),
            Check::Document(check) => check(&mut cx),
            Check::Comment(_) => {}
        }
    }
    finish(document, settings, &mut found);
    let Some(mut suppressions) = Suppressions::new(document, |rule| settings.is_on(rule)) else {
        return Report { found, suppressed: 0 };
    };
    let mut suppressed = suppressions.hide(&mut found);
    let mut own = Vec::new();
    for rule in rules() {
        if let Check::Comment(check) = rule.check {
            let mut cx = Cx::new(document, &references, rule, &mut own);
            suppressions.comments.iter().for_each(|comment| check(comment, &mut cx));
        }
    }
    finish(document, settings, &mut own);
    suppressed += suppressions.hide(&mut own);
    found.append(&mut own);
    sort(&mut found);
    Report { found, suppressed }
}

/// Sets severities, tells where findings lie, and sorts them.
fn finish(document: &Document, settings: &Settings, found: &mut Vec<Diagnostic>) {
    if found.is_empty() {
        return;
    }
    let places = Places::new(document);
    for diagnostic in found.iter_mut() {
        if let Some(severity) = settings.severity.get(diagnostic.rule) {
            diagnostic.severity = *severity;
        }
        diagnostic.span = clamp(document, diagnostic.span);
        for label in &mut diagnostic.labels {
            label.span = clamp(document, label.span);
        }
        (diagnostic.task, diagnostic.step) = places.around(diagnostic.span.start);
    }
    sort(found);
    let mut once: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for found in found.drain(..) {
        let beside = once.iter().rev().take_while(|known| known.span == found.span && known.rule == found.rule);
        if !beside.into_iter().any(|known| known.message == found.message) {
            once.push(found);
        }
    }
    *found = once;
}

/// What one rule says of one place stays in the order in which lowering noted it, which is the format's.
fn sort(found: &mut [Diagnostic]) {
    found.sort_by_key(|found| (found.span.start, found.rule, found.span.end));
}

fn clamp(document: &Document, span: crate::source::Span) -> crate::source::Span {
    let source = &document.source;
    crate::source::Span::new(source.clamp(span.start), source.clamp(span.end))
}
