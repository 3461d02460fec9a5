//! Whether a part says anything of its own: nothing, a word for nothing, or the template's text.

use crate::format::PartId;

use super::{Part, Reading, Standing, Unit, UnitKind};

/// Whether a part holds neither parts nor blocks nor a value. Fields with a value are judged by their value.
pub(super) fn is_empty(reading: &Reading<'_>, index: u32, part: &Part) -> bool {
    if part.spec.is_none() || part.standing == Standing::Implied || part.end > index + 1 {
        return false;
    }
    says_nothing(reading, part)
}

/// Whether a part has no blocks and no value of its own.
pub(super) fn says_nothing(reading: &Reading<'_>, part: &Part) -> bool {
    let units = reading.units_of(part);
    let is_label = |unit: &Unit| unit.kind == UnitKind::Prose && is_lone_label(reading.text(unit.span));
    let has_units = units.iter().any(|unit| unit.kind != UnitKind::Nothing && !is_label(unit));
    !has_units && is_nothing(reading.text(part.value))
}

/// Whether a text is one bold label with nothing behind it.
fn is_lone_label(text: &str) -> bool {
    text.starts_with("**") && text.trim_end_matches(['*', ' ']).ends_with([':', '：']) && !text.contains('\n')
}

/// Whether a value says nothing: blank, a comment, punctuation alone.
fn is_nothing(value: &str) -> bool {
    // Most values begin with a word.
    if value.starts_with(char::is_alphanumeric) {
        return false;
    }
    let rest = behind_comments(value).trim_end();
    !rest.chars().any(|c| c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace() && !"–—·•：".contains(c)))
        && !rest.contains("...")
        && !rest.contains("???")
}

/// A text without blanks and comments at its start.
pub(super) fn behind_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("<!--") {
        rest = after.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

/// A text without blanks and comments at its end.
pub(super) fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_end();
    while rest.ends_with("-->")
        && let Some(at) = rest.rfind("<!--")
    {
        rest = rest[..at].trim_end();
    }
    rest
}

/// Whether the text of a part is the format's own, so that nothing else in it is to be judged.
pub(super) fn is_template(reading: &Reading<'_>, part: &Part) -> bool {
    let units = reading.units_of(part);
    units.iter().any(|unit| unit.kind == UnitKind::Prose && reading.format.is_template(reading.text(unit.span)))
}

/// Whether a word for nothing fills a part that it may fill.
pub(super) fn is_filled_by_none(reading: &Reading<'_>, index: u32, spec: PartId) -> bool {
    if !reading.format.part(spec).none_allowed {
        return false;
    }
    let part = reading.part(index);
    let units = reading.units_of(part);
    let unit = units.iter().find(|unit| unit.kind != UnitKind::Nothing);
    let text = unit.map_or(part.value, |unit| unit.span);
    super::is_none(reading.format, reading.text(text))
}
