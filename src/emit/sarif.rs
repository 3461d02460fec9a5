//! SARIF 2.1.0, as code scanning services take it.
//!
//! The results come first and the rules behind them, so that results can be written as files are checked and only the
//! rules that found something stand there.

use serde::Serialize;

use super::path::{is_absolute, uri};
use super::{Checked, Emitter, Limit, Part, Style, Totals, fingerprint, json, said};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::rule::Rule;
use crate::rules::{rule, url};
use crate::source::{Position, Span};

pub(super) static EMITTER: Emitter = Emitter {
    name: "sarif",
    about: "SARIF 2.1.0, for code scanning",
    // GitHub takes no more in one run.
    limit: Limit::AtMost(25_000),
    render,
    head: r#"{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "columnKind": "unicodeCodePoints",
      "originalUriBaseIds": {
        "%SRCROOT%": {
          "description": {
            "text": "The folder that paths are told from."
          }
        }
      },
      "results": ["#,
    first: "\n",
    between: ",\n",
    tail,
    ..Emitter::PLAIN
};

/// Where paths start that are relative.
const ROOT: &str = "%SRCROOT%";

/// Locations that GitHub takes for one result, its own one among them.
const LOCATIONS: usize = 1000;

fn render(checked: &Checked<'_>, _: &Style, part: &mut Part) {
    if checked.found.is_empty() {
        return;
    }
    let file = File { checked, uri: uri(checked.path), absolute: is_absolute(checked.path) };
    let mut fingerprints = fingerprint::all(checked, None).into_iter();
    part.each(checked.found, |diagnostic, out| {
        let result = file.result(diagnostic, fingerprints.next().unwrap_or_default());
        json::push_line(out, "        ", &result);
    });
}

fn tail(totals: &Totals, out: &mut String) {
    out.push_str(if totals.shown == 0 { "],\n" } else { "\n      ],\n" });
    let rules = totals.rules.keys().filter_map(|name| rule(name)).map(Descriptor::new).collect();
    let failed = |problem: &String| Notification { level: "error", message: Message::new(problem.clone()) };
    let mut notifications: Vec<Notification> = totals.problems.iter().map(failed).collect();
    if totals.left_out > 0 {
        let message = format!("{} results are left out: no more than {} are taken.", totals.left_out, totals.shown);
        notifications.push(Notification { level: "warning", message: Message::new(message) });
    }
    let end = End {
        tool: Tool {
            driver: Driver {
                name: "planvet",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: env!("CARGO_PKG_REPOSITORY"),
                rules,
            },
        },
        invocations: [Invocation {
            execution_successful: totals.problems.is_empty(),
            tool_execution_notifications: notifications,
        }],
    };
    let mut text = String::new();
    json::push_indented(&mut text, "    ", &end);
    // Its keys go on where those of the head ended.
    out.push_str(text.strip_prefix("    {\n").unwrap_or_default());
    out.push_str("\n  ]\n}\n");
}

/// What all results of a file share.
struct File<'a> {
    checked: &'a Checked<'a>,
    uri: String,
    absolute: bool,
}

impl<'a> File<'a> {
    fn result(&'a self, diagnostic: &'a Diagnostic, fingerprint: String) -> Outcome<'a> {
        let related = diagnostic.labels.iter().take(LOCATIONS - 1).map(|label| Location {
            physical_location: self.place(label.span),
            logical_locations: Vec::new(),
            message: Some(Message::new(label.message.clone())),
        });
        Outcome {
            rule_id: diagnostic.rule,
            level: level(diagnostic.severity),
            message: Message::new(said(diagnostic)),
            locations: [Location {
                physical_location: self.place(diagnostic.span),
                logical_locations: logical(diagnostic).into_iter().collect(),
                message: None,
            }],
            related_locations: related.collect(),
            partial_fingerprints: Fingerprints { own: fingerprint },
            fixes: diagnostic.fix.iter().map(|fix| self.mend(fix)).collect(),
        }
    }

    fn place(&'a self, span: Span) -> PhysicalLocation<'a> {
        PhysicalLocation { artifact_location: self.artifact(), region: self.region(span) }
    }

    fn artifact(&'a self) -> ArtifactLocation<'a> {
        ArtifactLocation { uri: &self.uri, uri_base_id: (!self.absolute).then_some(ROOT) }
    }

    fn region(&self, span: Span) -> Region {
        let (start, end) = self.checked.ends(span);
        // A byte-order mark is no part of the text here.
        let marked = self.checked.source.bom() > 0;
        let column = |at: Position| if marked && at.line == 1 { (at.column - 1).max(1) } else { at.column };
        Region { start_line: start.line, start_column: column(start), end_line: end.line, end_column: column(end) }
    }

    fn mend(&'a self, fix: &'a diagnostic::Fix) -> Fix<'a> {
        let replacements = fix.edits.iter().map(|edit| Replacement {
            deleted_region: self.region(edit.span),
            inserted_content: (!edit.content.is_empty()).then_some(Content { text: &edit.content }),
        });
        Fix {
            description: Message::new(fix.title.clone()),
            artifact_changes: [Change { artifact_location: self.artifact(), replacements: replacements.collect() }],
            properties: Safety { safety: fix.safety.name() },
        }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The task and step that a finding lies in.
fn logical(diagnostic: &Diagnostic) -> Option<LogicalLocation<'_>> {
    let name = diagnostic.task.as_deref()?;
    let full = match diagnostic.step {
        Some(step) => format!("{name}/{step}"),
        None => name.to_owned(),
    };
    Some(LogicalLocation { name, fully_qualified_name: full })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    level: &'a str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    fn new(text: String) -> Self {
        Self { text }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "they are keys of the format")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    name: &'a str,
    fully_qualified_name: String,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "planvet/v1")]
    own: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Message,
    artifact_changes: [Change<'a>; 1],
    properties: Safety<'a>,
}

#[derive(Serialize)]
struct Safety<'a> {
    safety: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: ArtifactLocation<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Content<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

/// The keys behind the results.
#[derive(Serialize)]
struct End {
    tool: Tool,
    invocations: [Invocation; 1],
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    properties: Properties,
}

impl Descriptor {
    fn new(rule: &Rule) -> Self {
        Self {
            id: rule.name,
            short_description: Message::new(rule.summary.to_owned()),
            full_description: Message::new(rule.summary.to_owned()),
            help: Help { text: rule.page, markdown: rule.page },
            help_uri: url(rule.name),
            default_configuration: Configuration { level: level(rule.severity) },
            properties: Properties { tags: [rule.group.name()] },
        }
    }
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}
