//! What a reader cannot see, or should not let happen.

pub(super) mod hidden_character;
