//! `planvet explain`.

use crate::emit::Style;
use crate::format::words::nearest;
use crate::rules::{RULES, rule};

use super::{Usage, print};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rule's name.
    rule: String,
}

pub(super) fn run(args: &Args, style: Style) -> Result<u8, Usage> {
    let Some(rule) = rule(&args.rule) else {
        let near = nearest(&args.rule, RULES.iter().map(|rule| rule.name));
        let help =
            near.map_or_else(|| "`planvet rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Usage(format!("no rule is called `{}`; {help}", args.rule)));
    };
    let mut out = String::new();
    for line in rule.page.lines() {
        let heading = style.color && line.starts_with('#');
        if heading {
            out.push_str("\u{1b}[1m");
        }
        out.push_str(line);
        out.push_str(if heading { "\u{1b}[0m\n" } else { "\n" });
    }
    let facts = format!(
        "\nSeverity: {}. Group: {}. Fix: {}. Since {}.\n",
        rule.severity.name(),
        rule.group.name(),
        rule.fix.name(),
        rule.since
    );
    out.push_str(&facts);
    print(&out)?;
    Ok(0)
}
