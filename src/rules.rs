//! The list of rules. A rule is a page in `rules/<group>/` and a module here.

mod code;
mod dependencies;
mod document;
mod fields;
mod files;
mod lists;
mod mend;
mod placeholders;
mod references;
mod safety;
mod steps;
mod structure;
mod suppressions;
mod validation;

use crate::rule::Rule;

#[cfg(feature = "cli")]
pub(crate) use dependencies::dependency_form::split as split_package;

/// Every rule, by group.
pub static RULES: &[&Rule] = &[
    &document::invalid_text::RULE,
    &document::too_large::RULE,
    &document::too_complex::RULE,
    &document::conflict_marker::RULE,
    &document::unclosed_front_matter::RULE,
    &document::wrapped_document::RULE,
    &document::unclosed_comment::RULE,
    &document::swallowed_part::RULE,
    &document::chat::RULE,
    &document::stray_prose::RULE,
    &document::truncated::RULE,
    &structure::no_task::RULE,
    &structure::missing_section::RULE,
    &structure::empty_section::RULE,
    &structure::unknown_section::RULE,
    &structure::misnamed_section::RULE,
    &structure::wrong_level::RULE,
    &structure::misplaced_section::RULE,
    &structure::repeated_section::RULE,
    &structure::missing_name::RULE,
    &structure::duplicate_name::RULE,
    &fields::missing_field::RULE,
    &fields::empty_field::RULE,
    &fields::label_style::RULE,
    &fields::misnamed_field::RULE,
    &fields::misplaced_field::RULE,
    &fields::repeated_field::RULE,
    &fields::wrong_value::RULE,
    &steps::wrong_number::RULE,
    &lists::missing_list::RULE,
    &lists::missing_box::RULE,
    &lists::malformed_box::RULE,
    &lists::empty_item::RULE,
    &lists::misnamed_item::RULE,
    &lists::malformed_item::RULE,
    &lists::missing_item::RULE,
    &code::missing_code::RULE,
    &code::untagged_code::RULE,
    &code::empty_code::RULE,
    &code::unclosed_fence::RULE,
    &validation::missing_command::RULE,
    &validation::missing_result::RULE,
    &validation::bare_value::RULE,
    &references::unresolved_reference::RULE,
    &references::dependency_cycle::RULE,
    &references::late_prerequisite::RULE,
    &placeholders::template_text::RULE,
    &placeholders::unfinished_text::RULE,
    &files::unlisted_file::RULE,
    &dependencies::dependency_form::RULE,
    &dependencies::floating_version::RULE,
    &safety::hidden_character::RULE,
    &suppressions::unknown_suppression::RULE,
    &suppressions::unused_suppression::RULE,
];

/// The rule of that name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// The address of a rule's page.
#[must_use]
pub fn url(name: &str) -> Option<String> {
    let rule = rule(name)?;
    Some(format!("{}/blob/main/rules/{}/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.group.name(), rule.name))
}
