//! How a step is checked.

pub(super) mod bare_value;
pub(super) mod missing_command;
pub(super) mod missing_result;
