//! Formatting: the safe fixes that change how something is written and not what is said.

use gen_lsp_types::TextEdit;

use crate::rules::RULES;

use super::actions::mended;
use super::convert::Opened;

/// Rules about marks, bullets, boxes and back-ticks.
const STYLE: [&str; 6] =
    ["label-style", "malformed-box", "bare-value", "dependency-form", "misnamed-item", "untagged-code"];

pub(super) fn format(open: &Opened<'_>) -> Vec<TextEdit> {
    let mut settings = (*open.analysis.settings).clone();
    let others = RULES.iter().map(|rule| rule.name).filter(|name| !STYLE.contains(name));
    // They are the names of rules.
    let _ = settings.ignore(others);
    open.edits(&mended(&open.analysis.document, &settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_style_exist_and_have_fixes() {
        for name in STYLE {
            let rule = crate::rules::rule(name).expect("a rule");
            assert!(rule.fix.name() != "none", "{name}");
        }
    }
}
