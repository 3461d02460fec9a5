//! `planvet rules`.

use crate::rules::{RULES, url};

use super::{ListFormat, Usage, print};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    output_format: ListFormat,
}

#[allow(clippy::unnecessary_wraps, reason = "every verb has the same shape")]
pub(super) fn run(args: &Args) -> Result<u8, Usage> {
    if args.output_format == ListFormat::Json {
        let rows: Vec<serde_json::Value> = RULES
            .iter()
            .map(|rule| {
                serde_json::json!({
                    "name": rule.name, "group": rule.group.name(), "severity": rule.severity.name(),
                    "fix": rule.fix.name(), "summary": rule.summary, "since": rule.since, "url": url(rule.name),
                })
            })
            .collect();
        print(&format!("{:#}\n", serde_json::Value::Array(rows)))?;
        return Ok(0);
    }
    let rows: Vec<String> = RULES
        .iter()
        .map(|rule| {
            let (group, severity, fix) = (rule.group.name(), rule.severity.name(), rule.fix.name());
            format!("{:22} {group:12} {severity:8} {fix:10} {}\n", rule.name, rule.summary)
        })
        .collect();
    print(&format!("{:22} {:12} {:8} {:10} what is wrong\n{}", "rule", "group", "severity", "fix", rows.concat()))?;
    Ok(0)
}
