//! Headings.

pub(super) mod duplicate_name;
pub(super) mod empty_section;
pub(super) mod misnamed_section;
pub(super) mod misplaced_section;
pub(super) mod missing_name;
pub(super) mod missing_section;
pub(super) mod no_task;
pub(super) mod repeated_section;
pub(super) mod unknown_section;
pub(super) mod wrong_level;
