//! How findings look, on good days and with hostile texts.

use super::text::visible;
use super::window::Window;
use super::{Checked, EMITTERS, Part, Report, Style, Summary, pretty};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
use crate::source::{Source, Span};

const PLAIN: Style = Style { color: false, links: false, unicode: true, width: 80, parallel: false };
const RICH: Style = Style { color: true, links: true, unicode: true, width: 80, parallel: false };

const PLAN: &str = "\
## Task: Create the User model
**Objective**: Store users with unique addresses.
**Estimated Complexity**: Medium-ish

#### Step 1: Define the schema
**Actions**:
- [ ] Create file `src/user.rs`
-[ ] Add `sqlx`

#### Step 3: Write the queries
**Actions**:
";

fn finding(severity: Severity, message: &str, span: Span) -> Diagnostic {
    Diagnostic {
        rule: "some-rule",
        severity,
        message: message.to_owned(),
        span,
        task: None,
        step: None,
        labels: Vec::new(),
        help: None,
        fix: None,
    }
}

/// The whole output for one file.
fn printed(format: &str, source: &Source, found: &[Diagnostic], most: Option<usize>) -> String {
    let emitter = EMITTERS.iter().find(|emitter| emitter.name == format).expect("a format");
    let mut summary = Summary { files: 1, ..Summary::default() };
    for diagnostic in found {
        summary.count(diagnostic);
    }
    let (mut part, mut out) = (Part::default(), String::new());
    (emitter.render)(&Checked::new(source, found, source.name()), &PLAIN, &mut part);
    let mut report = Report::new(emitter, most);
    report.add(&part, &mut out);
    report.end(&summary, &[], &mut out);
    out
}

fn find(text: &str, part: &str) -> Span {
    let at = text.find(part).expect("the part is in the text");
    Span::of(at, at + part.len())
}

fn labelled(text: &str, span: Span, labels: &[(Span, &str)]) -> String {
    let mut found = finding(Severity::Error, "something is wrong", span);
    found.labels = labels.iter().map(|(span, message)| Label { span: *span, message: (*message).to_owned() }).collect();
    shown(text, found)
}

fn shown(text: &str, found: Diagnostic) -> String {
    let mut out = String::new();
    pretty::file(&Source::new("plan.md", text), &[found], &PLAIN, &mut out);
    out
}

/// The part of a report that miette frames, without message and notes.
fn frames(report: &str) -> String {
    let start = report.find('╭').map_or(0, |at| report[..at].rfind('\n').unwrap_or(0) + 1);
    report[start..].trim_end().to_owned()
}

fn examples() -> Vec<Diagnostic> {
    let mut value =
        finding(Severity::Error, "`Medium-ish` is not a value of `Estimated Complexity`", find(PLAN, "Medium-ish"));
    value.task = Some("Create the User model".to_owned());
    value.help =
        Some("write one of the values that the format allows: `Low`, `Medium`, `High` and no others".to_owned());
    value.fix = Some(Fix::safe("write `Medium`", [Edit::replace(value.span, "Medium")]));
    let mut number =
        finding(Severity::Warning, "step 2 has the number 3", find(PLAN, "#### Step 3: Write the queries"));
    number.step = Some(2);
    number.labels = vec![
        Label { span: find(PLAN, "## Task: Create the User model"), message: "in this task".to_owned() },
        Label { span: find(PLAN, "3:"), message: "the number".to_owned() },
    ];
    vec![value, number]
}

#[test]
fn pretty_is_nice() {
    let mut out = String::new();
    pretty::file(&Source::new("plans/auth.md", PLAN), &examples(), &PLAIN, &mut out);
    let expected = "\
some-rule

  × `Medium-ish` is not a value of `Estimated Complexity`
   ╭─[plans/auth.md:3:27]
 2 │ **Objective**: Store users with unique addresses.
 3 │ **Estimated Complexity**: Medium-ish
   ·                           ──────────
   ╰────
  help: write one of the values that the format allows: `Low`, `Medium`, `High`
        and no others
   fix: write `Medium` (safe)

some-rule

  ⚠ step 2 has the number 3
    ╭─[plans/auth.md:10:1]
 10 │ #### Step 3: Write the queries
    · ───────────┬──────────────────
    ·            ╰── the number
 11 │ **Actions**:
    ╰────
   ╭─[plans/auth.md:1:1]
 1 │ ## Task: Create the User model
   · ───────────────┬──────────────
   ·                ╰── in this task
 2 │ **Objective**: Store users with unique addresses.
   ╰────

";
    assert_eq!(out, expected);
}

#[test]
fn ascii_and_width_are_respected() {
    let mut out = String::new();
    let style = Style { unicode: false, width: 40, ..PLAIN };
    pretty::file(&Source::new("plan.md", PLAN), &examples()[..1], &style, &mut out);
    assert!(out.is_ascii() || out.replace('…', "").is_ascii(), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 40), "{out}");
}

#[test]
fn color_and_links_are_the_only_escapes() {
    let (mut rich, mut plain) = (String::new(), String::new());
    let source = Source::new("plan.md", PLAN);
    pretty::file(&source, &examples(), &RICH, &mut rich);
    pretty::file(&source, &examples(), &PLAIN, &mut plain);
    assert!(rich.contains("\u{1b}[31m\u{1b}]8;;") || crate::rules::url("some-rule").is_none());
    let mut bare = String::new();
    let mut rest = rich.as_str();
    while let Some((text, escape)) = rest.split_once('\u{1b}') {
        let end = if escape.starts_with(']') { "\u{1b}\\" } else { "m" };
        bare.push_str(text);
        rest = escape.split_once(end).map_or("", |(_, rest)| rest);
    }
    assert_eq!(bare + rest, plain);
}

#[test]
fn concise_is_one_line_each() {
    let mut diagnostics = examples();
    diagnostics[1].message.push_str(" and\na line end");
    let out = printed("concise", &Source::new("a\u{1b}b.md", PLAN), &diagnostics, None);
    let expected = "\
a␛b.md:3:27: error some-rule: `Medium-ish` is not a value of `Estimated Complexity`
a␛b.md:10:1: warning some-rule: step 2 has the number 3 and␊a line end
";
    assert_eq!(out, expected);
}

#[test]
fn json_keeps_its_promise() {
    let source = Source::new("plans/auth.md", PLAN);
    let mut diagnostics = examples();
    diagnostics[0].message = "\u{1b}\"\\\n\u{2028}".to_owned();
    let report = printed("json", &source, &diagnostics, None);
    let value: serde_json::Value = serde_json::from_str(&report).expect("valid JSON");
    let (first, second) = (&value["diagnostics"][0], &value["diagnostics"][1]);
    assert_eq!(first["message"], "\u{1b}\"\\\n\u{2028}");
    assert_eq!(first["span"]["start"], serde_json::json!({ "offset": 107, "line": 3, "column": 27 }));
    assert_eq!(first["fix"]["edits"][0], serde_json::json!({ "start": 107, "end": 117, "content": "Medium" }));
    assert_eq!((&second["labels"][1]["message"], &second["fix"]), (&"the number".into(), &serde_json::Value::Null));
    assert!(second["labels"][0]["path"].is_null());
    let keys = ["rule", "severity", "message", "path", "span", "task", "step", "labels", "help", "url", "fix"];
    let at: Vec<_> = keys.iter().map(|key| report.find(&format!("\n      \"{key}\": "))).collect();
    assert!(at.is_sorted() && at[0].is_some(), "{report}");
    let end = "  ],\n  \"summary\": {\n    \"files\": 1,\n    \"errors\": 1,\n    \"warnings\": 1,\n    \"infos\": 0,\n    \
               \"fixable\": 1,\n    \"suppressed\": 0,\n    \"skipped\": 0,\n    \"fixed\": 0\n  }\n}\n";
    assert!(report.ends_with(end), "{report}");
    let empty = printed("json", &source, &[], None);
    assert!(empty.contains("\"diagnostics\": [],\n") && serde_json::from_str::<serde_json::Value>(&empty).is_ok());
}

#[test]
fn strange_characters_become_signs() {
    assert_eq!(visible("plain `text`"), "plain `text`");
    assert_eq!(visible("\u{1b}[31m\u{7}\t\r\n\0\u{7f}\u{9b}"), "␛[31m␇␉␍␊␀␡\u{fffd}");
    assert_eq!(
        visible("a\u{202e}b\u{2066}c\u{200b}\u{feff}\u{e0041}\u{2028}"),
        "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
    );
    assert_eq!(visible("a\u{200d}b"), "a\u{fffd}b");
    assert_eq!(visible("é\u{200d}\u{200d}é"), "é\u{fffd}\u{fffd}é");
    for kept in
        ["👩\u{200d}👩\u{200d}👧", "🏳\u{fe0f}\u{200d}🌈", "می\u{200c}خواهم", "⚠\u{fe0f}", "1\u{fe0f}\u{20e3}", "好é"]
    {
        assert_eq!(visible(kept), kept);
    }
}

#[test]
fn underlines_stand_below_their_text() {
    let text = "好 \u{1b}[2J\tbad \u{200b}end\rnext\r\nlast";
    let expected = "   ╭─[plan.md:1:8]\n 1 │ 好 ␛[2J bad \u{fffd}end\n   ·         ───\n 2 │ next\n   ╰────";
    assert_eq!(frames(&labelled(text, find(text, "bad"), &[])), expected);
    let expected = "   ╭─[plan.md:3:1]\n 2 │ next\n 3 │ last\n   · ────\n   ╰────";
    assert_eq!(frames(&labelled(text, find(text, "last"), &[])), expected);
}

#[test]
fn ends_of_texts_are_places() {
    assert_eq!(frames(&labelled("", Span::at(0), &[])), "   ╭─[plan.md:1:1]\n 1 │\n   · ▲\n   ╰────");
    assert_eq!(frames(&labelled("a", Span::at(1), &[])), "   ╭─[plan.md:1:2]\n 1 │ a\n   ·  ▲\n   ╰────");
    assert_eq!(frames(&labelled("a\n", Span::at(2), &[])), "   ╭─[plan.md:2:1]\n 1 │ a\n 2 │\n   · ▲\n   ╰────");
    assert_eq!(frames(&labelled("a\n\nb", Span::new(0, 99), &[(Span::at(99), "x")])).matches('╭').count(), 2);
    assert_eq!(frames(&labelled("\u{feff}a", Span::new(0, 4), &[])), "   ╭─[plan.md:1:1]\n 1 │ a\n   · ─\n   ╰────");
    let high = "a\n".repeat(50);
    assert_eq!(frames(&labelled(&high, Span::new(0, 90), &[])), "   ╭─[plan.md:1:1]\n 1 │ a\n   · ─\n 2 │ a\n   ╰────");
}

#[test]
fn overlapping_labels_keep_their_columns() {
    let text = "one two three\n";
    let all = labelled(
        text,
        Span::new(0, 13),
        &[(Span::new(4, 7), "inner"), (Span::new(4, 7), "again"), (Span::new(6, 10), "beside"), (Span::at(0), "start")],
    );
    let expected = "   ╭─[plan.md:1:1]
 1 │ one two three
   · ▲────┬──┬────
   · │    │  ╰── beside
   · │    ╰── inner; again
   · ╰── start
   ╰────";
    assert_eq!(frames(&all), expected);
    let same = labelled(text, Span::new(4, 7), &[(Span::new(4, 7), "here")]);
    assert_eq!(frames(&same), "   ╭─[plan.md:1:5]\n 1 │ one two three\n   ·     ─┬─\n   ·      ╰── here\n   ╰────");
}

#[test]
fn many_labels_are_counted() {
    let text = "word\n\n\n\n".repeat(40);
    let labels: Vec<_> = (1..40).map(|index| (Span::new(index * 8, index * 8 + 4), "this")).collect();
    let report = labelled(&text, Span::new(0, 4), &labels);
    assert_eq!(report.matches("── this").count(), 8);
    assert!(report.ends_with("  also: 31 more places\n\n"), "{report}");
}

#[test]
fn long_lines_are_cut_around_the_spans() {
    // miette panics when a label lies past column 65,535.
    let text = format!("{}here{}there{}", "x".repeat(100_000), "y".repeat(99_000), "z".repeat(1000));
    let report = labelled(&text, find(&text, "here"), &[(find(&text, "there"), "and there"), (Span::at(3), "begin")]);
    assert!(report.contains("[plan.md:1:100001]") && report.contains("…"), "{report}");
    assert!(report.lines().all(|line| line.chars().count() <= 80), "{report}");
    let (line, marks) = (report.lines().nth(4).unwrap_or_default(), report.lines().nth(5).unwrap_or_default());
    let below = |part: &str| {
        let column = line.split(part).next().map_or(0, |before| before.chars().count());
        marks.chars().skip(column).take(part.len()).collect::<String>()
    };
    assert_eq!((below("here").as_str(), below("there").as_str()), ("────", "──┬──"));
    let wide = Style { width: 2000, ..PLAIN };
    let mut out = String::new();
    pretty::file(&Source::new("plan.md", text), &[finding(Severity::Info, "x", Span::at(9))], &wide, &mut out);
    assert!(out.lines().all(|line| line.chars().count() <= 406), "{out}");
}

#[test]
fn windows_hold_few_lines() {
    let text = "some words on a line\n".repeat(250_000);
    let source = Source::new("plan.md", text);
    let window = Window::new(&source, &[Span::new(2_100_000, 2_100_004)], 80);
    assert_eq!(window.text().len(), 3 * 21);
    assert_eq!(window.marks().first(), Some(&(21..25)));
    let diagnostics: Vec<_> =
        (0..10_000).map(|line| finding(Severity::Error, "x", Span::new(line * 525, line * 525 + 4))).collect();
    let mut out = String::new();
    pretty::file(&source, &diagnostics, &PLAIN, &mut out);
    assert_eq!(out.matches("some-rule\n").count(), 10_000);
}

#[test]
fn no_text_breaks_a_report() {
    let odd: Vec<char> =
        "a\n\r\t\u{1b}\u{7}\u{202e}é好👩\u{200d}👧\u{feff}\u{fe0f}\u{301}\u{2028}\u{85}\u{e0041}`".chars().collect();
    let mut parts: Vec<String> = odd.into_iter().map(String::from).collect();
    parts.extend(["\r\n", "\n\n", "word ", "long long long long long "].map(String::from));
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    for _ in 0..1500 {
        let text: String = (0..next(60)).map(|_| parts[next(parts.len())].as_str()).collect();
        let length = text.len() + 3;
        let mut span = || {
            let start = next(length);
            Span::of(start, start + [0, 1, 4, 30, 300][next(5)])
        };
        let mut found = finding(Severity::Warning, &text, span());
        found.labels = (0..4).map(|_| Label { span: span(), message: text.chars().take(5).collect() }).collect();
        let style = Style { width: 30 + next(70), ..PLAIN };
        let source = Source::new(text.as_str(), text.as_str());
        let mut out = String::new();
        pretty::file(&source, &[found.clone()], &style, &mut out);
        assert!(!out.contains("Failed to read"), "{text:?}\n{out}");
        assert!(out.contains('╭') && out.contains('╰'), "{text:?}\n{out}");
        assert!(
            out.chars().all(|c| c == '\n' || (!c.is_control() && !('\u{2028}'..='\u{202e}').contains(&c))),
            "{out:?}"
        );
        let found = [found];
        for format in ["json", "jsonl", "sarif", "gitlab", "rdjson"] {
            let report = printed(format, &source, &found, None);
            let values: Result<Vec<serde_json::Value>, _> =
                serde_json::Deserializer::from_str(&report).into_iter().collect();
            assert!(values.is_ok_and(|values| !values.is_empty()) && !places(&report).contains(&0), "{report}");
        }
        for format in ["github", "junit", "checkstyle", "agent", "concise"] {
            let report = printed(format, &source, &found, None);
            assert!(report.chars().all(|c| c == '\n' || !c.is_control()), "{format}: {report:?}");
        }
        assert_eq!(printed("github", &source, &found, None).matches('\n').count(), 1);
    }
}

/// The numbers of all lines and columns of a JSON text.
fn places(report: &str) -> Vec<u32> {
    let keys = ["line", "column", "startLine", "startColumn", "endLine", "endColumn", "begin"];
    let of = |key: &str| {
        let rests = report.split(&format!("\"{key}\":")).skip(1).map(str::to_owned).collect::<Vec<String>>();
        rests.into_iter().filter_map(|rest| {
            let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
    };
    keys.into_iter().flat_map(of).collect()
}

#[test]
fn a_limit_is_said_and_worse_comes_first() {
    let text = "word\n".repeat(30);
    let source = Source::new("plan.md", text.as_str());
    let severity = |line: u32| if line % 3 == 2 { Severity::Error } else { Severity::Warning };
    let found: Vec<Diagnostic> = (0..30)
        .map(|line| finding(severity(line), &format!("finding {line}"), Span::new(line * 5, line * 5 + 4)))
        .collect();
    for format in ["full", "concise", "github", "agent"] {
        let out = printed(format, &source, &found, Some(7));
        assert_eq!(out.matches("finding ").count(), 7, "{format}: {out}");
        assert!(out.ends_with("and 23 more findings\n"), "{format}: {out}");
    }
    assert!(printed("concise", &source, &found[..3], Some(2)).ends_with("\nand 1 more finding\n"));
    assert!(!printed("concise", &source, &found, None).contains("more finding"));
    let agent = printed("agent", &source, &found, Some(12));
    let shown: Vec<&str> = agent.lines().filter_map(|line| line.split_once("finding ")).map(|(_, rest)| rest).collect();
    assert_eq!(shown, ["2", "5", "8", "11", "14", "17", "20", "23", "26", "29", "0", "1"]);
    for format in ["json", "jsonl", "sarif", "gitlab", "junit", "rdjson", "checkstyle"] {
        assert_eq!(printed(format, &source, &found, Some(1)).matches("some-rule").count(), 30, "{format}");
    }
}

#[test]
fn sarif_keeps_the_limits_of_its_readers() {
    let text = "word\n".repeat(1200);
    let source = Source::new("plan.md", text.as_str());
    let mut found: Vec<Diagnostic> = (0..25_003).map(|_| finding(Severity::Info, "again", Span::new(0, 4))).collect();
    found[0].labels =
        (1..1200).map(|line| Label { span: Span::new(line * 5, line * 5 + 4), message: "here".to_owned() }).collect();
    let report: serde_json::Value = serde_json::from_str(&printed("sarif", &source, &found, None)).expect("JSON");
    let results = report["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["relatedLocations"].as_array().map(Vec::len), Some(999));
    let said = &report["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(said, "3 results are left out: no more than 25000 are taken.");
    let mut all: Vec<&str> =
        results.iter().filter_map(|result| result["partialFingerprints"]["planvet/v1"].as_str()).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 25_000);
}

#[test]
fn columns_are_counted_as_each_format_wants() {
    let text = "\u{feff}é好x bad\né bad\n";
    let source = Source::new("plan.md", text);
    let at = text.rfind("bad").expect("it is there");
    let second = Span::of(at, at + 3);
    let mut found =
        vec![finding(Severity::Error, "first", find(text, "bad")), finding(Severity::Error, "second", second)];
    found[1].fix = Some(Fix::safe("mend", [Edit::replace(second, "good"), Edit::insert(second.end, "!")]));
    let sarif: serde_json::Value = serde_json::from_str(&printed("sarif", &source, &found, None)).expect("JSON");
    let region = |at: usize| sarif["runs"][0]["results"][at]["locations"][0]["physicalLocation"]["region"].clone();
    // A byte-order mark is no part of the text in SARIF.
    let wanted = |line: u32, start: u32, end: u32| serde_json::json!({ "startLine": line, "startColumn": start, "endLine": line, "endColumn": end });
    assert_eq!((region(0), region(1)), (wanted(1, 5, 8), wanted(2, 3, 6)));
    let replacements = &sarif["runs"][0]["results"][1]["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(
        (&replacements[0]["deletedRegion"], &replacements[1]["deletedRegion"]),
        (&wanted(2, 3, 6), &wanted(2, 6, 6))
    );
    let rdjson: serde_json::Value = serde_json::from_str(&printed("rdjson", &source, &found, None)).expect("JSON");
    assert_eq!(rdjson["diagnostics"][1]["location"]["range"]["start"], serde_json::json!({ "line": 2, "column": 4 }));
    assert_eq!(rdjson["diagnostics"][1]["suggestions"][0]["text"], "good!");
    let github = printed("github", &source, &found, None);
    assert!(github.contains("line=2,endLine=2,col=3,endColumn=6,"), "{github}");
}

#[test]
fn fingerprints_stay_when_other_lines_change() {
    let prints = |text: &str| -> Vec<String> {
        let source = Source::new("plan.md", text);
        let spans = text.match_indices("bad").map(|(at, _)| Span::of(at, at + 3));
        let found: Vec<Diagnostic> =
            spans.enumerate().map(|(at, span)| finding(Severity::Error, &format!("number {at}"), span)).collect();
        let value: serde_json::Value = serde_json::from_str(&printed("gitlab", &source, &found, None)).expect("JSON");
        let all = value.as_array().expect("a list").iter();
        all.map(|issue| issue["fingerprint"].as_str().expect("a text").to_owned()).collect()
    };
    let before = prints("one bad\n\ntwo bad\ntwo bad\n");
    let after = prints("# New\n\na bad line\none bad\n\nmore\n  two bad\ntwo bad\n");
    assert_eq!(after[1..], before);
    assert_ne!(before[1], before[2]);
}

#[test]
fn many_findings_are_drawn_alike_on_one_thread_and_on_more() {
    let text = "- [ ] do it\n".repeat(2_000);
    let source = Source::new("a.md", text.as_str());
    let found: Vec<Diagnostic> = (0..1_000)
        .map(|line| finding(Severity::Warning, "says nothing", Span::new(line * 24, line * 24 + 5)))
        .collect();
    let drawn = |parallel| {
        let mut part = Part::default();
        let style = Style { parallel, ..PLAIN };
        (pretty::EMITTER.render)(&Checked::new(&source, &found, source.name()), &style, &mut part);
        part.text
    };
    assert!(drawn(true) == drawn(false));
}
