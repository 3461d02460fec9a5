use crate::engine::{Report, Settings, report};
use crate::format::Format;
use crate::lower::Document;
use crate::source::Source;
use crate::syntax::Limits;

fn check(text: &str) -> (Vec<String>, usize) {
    check_with(text, &Settings::default())
}

/// `line rule` of each finding, and how many are hidden.
fn check_with(text: &str, settings: &Settings) -> (Vec<String>, usize) {
    let format = Format::named("implementation-plan").expect("built in");
    let document = Document::read(Source::new("x.md", text), format, &Limits::default());
    let Report { found, suppressed } = report(&document, settings);
    let lines =
        found.iter().map(|found| format!("{} {}", document.source().position(found.span.start).line, found.rule));
    (lines.collect(), suppressed)
}

const PLAN: &str = include_str!("../../fixtures/valid/09-phoenix-live-auction.plan.md");

/// The plan with one line changed.
fn with(line: &str, changed: &str) -> String {
    let mut once = false;
    let lines = PLAN.lines().map(|text| {
        let hit = text == line && !once;
        once |= hit;
        if hit { changed } else { text }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

const LOW: &str = "**Estimated Complexity**: Low";

fn hidden(text: &str) {
    assert_eq!(check(text), (Vec::new(), 1), "{text}");
}

#[test]
fn a_comment_hides_on_its_line_or_in_what_follows() {
    let tiny = "**Estimated Complexity**: Tiny";
    for changed in [
        format!("{tiny} <!-- planvet-ignore wrong-value: a joke -->"),
        format!("<!-- planvet-ignore wrong-value -->\n{tiny}"),
        format!("<!-- planvet-ignore fields -->\n<!-- note -->\n\n{tiny}"),
    ] {
        hidden(&with(LOW, &changed));
    }
    let above = |comment: &str| with(LOW, tiny).replacen("## Task:", &format!("{comment}\n## Task:"), 1);
    hidden(&above("<!--planvet-ignore wrong-value-->"));
    hidden(&above("<!-- planvet-ignore\nwrong-value: over\ntwo lines -->").replace('\n', "\r\n"));
}

#[test]
fn a_comment_does_not_reach_beyond_what_it_covers() {
    let text = with("**Estimated Complexity**: High", "**Estimated Complexity**: Tiny");
    let (found, suppressed) = check(&text.replacen("## Task:", "<!-- planvet-ignore wrong-value -->\n## Task:", 1));
    assert_eq!((found.len(), suppressed), (2, 0), "{found:?}");
    assert_eq!(found[0], "1 unused-suppression");
    assert!(found[1].ends_with(" wrong-value"));
}

#[test]
fn a_range_ends_where_it_is_said_or_with_the_file() {
    let tiny = "**Estimated Complexity**: Tiny";
    let text = with(LOW, &format!("<!-- planvet-ignore-start fields -->\n{tiny}"));
    hidden(&text);
    for end in ["<!-- planvet-ignore-end fields -->", "<!-- planvet-ignore-end -->"] {
        hidden(&text.replacen("### Testing Plan", &format!("{end}\n### Testing Plan"), 1));
    }
    let closed = format!("<!-- planvet-ignore-start fields -->\n\n<!-- planvet-ignore-end -->\n{tiny}");
    assert_eq!(check(&with(LOW, &closed)).0.len(), 2);
    hidden(&(with(LOW, tiny) + "\n<!-- planvet-ignore-file fields: all of it -->\n"));
}

#[test]
fn comments_in_code_do_not_count() {
    for code in [
        "```text\n<!-- planvet-ignore-file wrong-value -->\n```",
        "Write `<!-- planvet-ignore-file wrong-value -->` there.",
    ] {
        let text = with(LOW, "**Estimated Complexity**: Tiny").replacen(
            "## Task:",
            &format!("# Plan\n\n{code}\n\n## Task:"),
            1,
        );
        let (found, suppressed) = check(&text);
        assert_eq!(suppressed, 0, "{code}");
        assert!(found.iter().any(|found| found.ends_with("wrong-value")), "{found:?}");
    }
}

#[test]
fn rules_that_do_not_run_make_no_comment_useless() {
    let text = with(LOW, &format!("<!-- planvet-ignore chat -->\n{LOW}"));
    assert_eq!(check(&text).0.len(), 1);
    let mut settings = Settings::default();
    settings.ignore(["chat"]).expect("a rule");
    assert_eq!(check_with(&text, &settings).0, Vec::<String>::new());
}

#[test]
fn what_is_said_of_comments_can_be_hidden() {
    let text = with(LOW, &format!("<!-- planvet-ignore chat -->\n{LOW}"))
        + "\n<!-- planvet-ignore-file unused-suppression -->\n";
    hidden(&text);
}

#[test]
fn comments_never_change_how_a_plan_is_read() {
    let comment = "<!-- planvet-ignore unused-suppression: a remark -->";
    let lines: Vec<&str> = PLAN.lines().collect();
    let mut fenced = false;
    for (at, line) in lines.iter().enumerate() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut texts = Vec::new();
        // Before a line that is not in a fence, and at its end.
        if !fenced || fence {
            if fenced || !fence {
                texts.push(format!("{indent}{comment}\n{line}"));
            }
            if !fence && !line.trim().is_empty() {
                texts.push(format!("{line} {comment}"));
            }
        }
        for changed in texts {
            let mut all = lines.clone();
            all[at] = &changed;
            assert_eq!(check(&all.join("\n")), (Vec::new(), 0), "{changed}");
        }
    }
}

#[test]
fn many_comments_and_findings_take_time_in_proportion() {
    let many = 20_000;
    let start = "<!-- planvet-ignore-start empty-item -->\n".repeat(many);
    let text = with("**Actions**:", &format!("**Actions**:\n\n{start}\n{}", "- [ ]\n".repeat(many)));
    let (found, suppressed) = check(&text);
    assert!(suppressed > 1 && found.iter().filter(|found| found.ends_with("unused-suppression")).count() == many - 1);
}

#[test]
fn an_unknown_word_is_not_mended_to_one_that_hides_more() {
    for (word, wanted) in [
        ("planvet-ignore-line", "planvet-ignore"),
        ("planvet-ignore-next-line", "planvet-ignore"),
        ("planvet-ignore-strat", "planvet-ignore-start"),
        ("planvet-ignore-fle", "planvet-ignore-file"),
    ] {
        let format = Format::named("implementation-plan").expect("built in");
        let text = format!("<!-- {word} chat -->\n{PLAN}");
        let document = Document::read(Source::new("x.md", text), format, &Limits::default());
        let found = report(&document, &Settings::default()).found;
        let unknown = found.iter().find(|found| found.rule == "unknown-suppression").expect("a finding");
        let fix = unknown.fix.as_ref().expect("a fix");
        assert_eq!(fix.edits[0].content, wanted, "{word}");
    }
}
