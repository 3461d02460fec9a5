//! Labels and their values.

pub(super) mod empty_field;
pub(super) mod label_style;
pub(super) mod misnamed_field;
pub(super) mod misplaced_field;
pub(super) mod missing_field;
pub(super) mod repeated_field;
pub(super) mod wrong_value;
