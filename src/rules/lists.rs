//! Lists and their items.

pub(super) mod empty_item;
pub(super) mod malformed_box;
pub(super) mod malformed_item;
pub(super) mod misnamed_item;
pub(super) mod missing_box;
pub(super) mod missing_item;
pub(super) mod missing_list;
