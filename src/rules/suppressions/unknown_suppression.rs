//! A comment that hides findings says of which rules.

use crate::diagnostic::{Edit, Fix, Safety, Severity};
use crate::engine::named;
use crate::format::words::{near, normalise};
use crate::rule::{Check, Cx, FixAvailability, Group, Rule};
use crate::rules::mend;
use crate::source::{Span, offset};
use crate::suppress::{Comment, Kind};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-suppression",
    summary: "an ignore comment names no rule that there is",
    group: Group::Suppressions,
    severity: Severity::Warning,
    fix: FixAvailability::Always,
    since: "0.1.0",
    page: include_str!("../../../rules/suppressions/unknown-suppression.md"),
    check: Check::Comment(check),
};

fn check(comment: &Comment, cx: &mut Cx<'_>) {
    let Some(kind) = comment.kind else {
        let word = cx.text(comment.word);
        let words = Kind::ALL.map(|(_, word)| word);
        // Only a slip of letters is one of the longer words: those hide more than the place that was meant.
        let slip = |known: &&str| near(&normalise(word), &normalise(known)).is_some_and(|slips| slips < 2);
        let meant = words.into_iter().find(slip).or_else(|| words.first().copied());
        let fix = mended(cx, comment, comment.word, meant);
        let report = cx.report(comment.word, format!("`{word}` is no word that planvet knows")).fix(fix);
        if let Some(meant) = meant {
            report.help(format!("did you mean `{meant}`?"));
        }
        return;
    };
    // The end of something may go without names.
    if comment.names.is_empty() && kind != Kind::End {
        let colon = colon_first(cx, comment);
        let fix = colon
            .map_or_else(|| removed(cx, comment), |colon| Fix::unsafe_("take the colon away", [Edit::delete(colon)]));
        let help = match colon {
            Some(_) => "rules stand behind the word without a colon",
            None => "name them behind the word, with commas between",
        };
        cx.report(comment.span, "the comment does not say which rules it hides").help(help).fix(fix);
        return;
    }
    for name in comment.names.iter().filter(|name| name.rules.is_empty()) {
        let text = cx.text(name.span);
        let near = named(text).err().and_then(|unknown| unknown.nearest);
        if let Some((title, edit)) = unparted(text, name.span) {
            cx.report(name.span, unknown(text)).help(title.clone()).fix(Fix::unsafe_(title, [edit]));
            // What follows may belong to the reason.
            break;
        }
        let (message, help) = match near {
            _ if text == "all" => {
                ("`all` hides more than one can mean".to_owned(), "name the rules or their group".to_owned())
            }
            Some(near) => (unknown(text), format!("did you mean `{near}`?")),
            None => (unknown(text), "`planvet rules` lists them".to_owned()),
        };
        let fix = match near {
            None if comment.names.len() > 1 => {
                Fix::unsafe_("remove the name", [Edit::delete(super::listed(comment, name))])
            }
            near => mended(cx, comment, name.span, near),
        };
        cx.report(name.span, message).help(help).fix(fix);
    }
}

/// The colon between the word and names, where others would write none.
fn colon_first(cx: &Cx<'_>, comment: &Comment) -> Option<Span> {
    let rest = cx.text(Span::new(comment.word.end, comment.span.end)).trim_end_matches("-->");
    let blank = rest.len() - rest.trim_start().len();
    let names = rest.trim_start().strip_prefix(':')?;
    let first = names.split([',', ':']).next()?.split_whitespace().next()?;
    let at = comment.word.end + offset(blank);
    named(first).is_ok().then(|| Span::new(at, at + 1))
}

/// Several names without commas, or a name and a reason without a colon: what to write, and how.
fn unparted(text: &str, at: Span) -> Option<(String, Edit)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, .., _] = *words else { return None };
    named(first).ok()?;
    if words.iter().all(|word| named(word).is_ok()) {
        let list = words.join(", ");
        return Some((format!("write `{}`", mend::short(&list)), Edit::replace(at, list)));
    }
    let rest = text.get(first.len()..)?;
    let reason = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    let gap = Span::new(at.start + offset(first.len()), at.end - offset(reason.len()));
    Some((format!("write `{first}:` before the reason"), Edit::replace(gap, ": ")))
}

fn unknown(name: &str) -> String {
    format!("no rule or group is called `{}`", mend::short(name))
}

/// Writes the nearest name, or takes the comment away.
fn mended(cx: &Cx<'_>, comment: &Comment, at: Span, near: Option<&str>) -> Fix {
    near.map_or_else(|| removed(cx, comment), |near| Fix::unsafe_(format!("write `{near}`"), [Edit::replace(at, near)]))
}

/// Takes the comment away; what its author meant to hide is not known.
fn removed(cx: &Cx<'_>, comment: &Comment) -> Fix {
    Fix { safety: Safety::Unsafe, ..super::without(cx, comment) }
}
