//! Numbered parts.

pub(super) mod wrong_number;
