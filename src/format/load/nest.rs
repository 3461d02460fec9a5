//! Where each part belongs: nesting follows from the looks.

use crate::diagnostic::Severity;
use crate::format::look::{self, Form, Look};
use crate::format::types::{JUDGED, Type};
use crate::format::words::normalise;
use crate::format::{Facts, PartId, PartSpec, Presence, ROOT, Role, Wants, first_bit};
use crate::source::Span;
use crate::toml::Reader;

use super::Draft;

/// Most parts of one format; tables grow with its square.
const MOST_PARTS: usize = 400;

/// Puts each part under the nearest part above it that ranks higher and can own something.
pub(super) fn nest(reader: &mut Reader<'_>, drafts: Vec<Draft>, others: Option<Severity>) -> Vec<Draft> {
    let mut all = vec![Draft { spec: PartSpec::empty(), span: Span::at(0), cites: Vec::new(), others: Some(others) }];
    all[0].spec.others = others;
    all[0].spec.looks = vec![Look { form: Form::Document, label: String::new(), pieces: Vec::new(), key: None }];
    let mut open: Vec<(u8, usize)> = vec![(0, 0)];
    for mut draft in drafts.into_iter().take(MOST_PARTS) {
        let form = draft.spec.form;
        let (rank, title) = rank(form, draft.spec.repeats());
        // A title stands above the document's sections but does not hold them.
        let holds = |above: u8| above < rank && !(above == 1 && (2..7).contains(&rank));
        while open.last().is_some_and(|(above, at)| *at != 0 && !(holds(*above) && all[*at].spec.owns())) {
            open.pop();
        }
        let parent = open.last().map_or(0, |(_, at)| *at);
        if let Form::Item { depth: 1.., .. } = form {
            let help = "declare the outer items only; what is nested below them is free".to_owned();
            reader.mistake(draft.span, "an item inside an item cannot be declared", Some(help));
        }
        draft.spec.others = draft.others.unwrap_or(all[parent].spec.others);
        draft.spec.parent = u16::try_from(parent).unwrap_or(ROOT);
        let above = all[parent].spec.path.as_str();
        draft.spec.path = if above.is_empty() { draft.spec.id.clone() } else { [above, "/", &draft.spec.id].concat() };
        let id = u16::try_from(all.len()).unwrap_or(ROOT);
        if draft.spec.is_heading() || draft.spec.is_field() {
            all[parent].spec.children.push(id);
        } else {
            if parent == 0 {
                reader.mistake(draft.span, "the part belongs to no heading or label above it", None);
            }
            all[parent].spec.content.push(id);
        }
        open.push((if title { 1 } else { rank }, all.len()));
        all.push(draft);
    }
    all
}

/// Works out what is asked for again and again.
pub(super) fn prepare(parts: &mut [PartSpec], types: &[Type]) {
    for at in 0..parts.len() {
        for place in 0..parts[at].children.len() {
            let child = usize::from(parts[at].children[place]);
            parts[child].facts.place = place;
        }
        let part = &parts[at];
        let content = || part.content.iter().map(|id| (*id, &parts[usize::from(*id)]));
        let is_item = |look: &Look| matches!(look.form, Form::Item { .. });
        let mut items = Vec::new();
        for (id, inner) in content() {
            let of_items = inner.looks.iter().enumerate().filter(|(_, look)| is_item(look));
            items.extend(of_items.map(|(place, look)| (usize::MAX - look.literal(), (id, place))));
        }
        items.sort_by_key(|(rank, _)| *rank);
        let items = items.into_iter().map(|(_, item)| item).collect();
        let mut kinds = Vec::new();
        part.looks.iter().for_each(|look| look.types(&mut kinds));
        let judged = |kind: &&str| JUDGED.contains(kind) || types.iter().any(|known| known.name == *kind);
        let wants = if content().any(|(_, inner)| matches!(inner.form, Form::Item { boxed: true, .. })) {
            Wants::Boxes
        } else if !part.content.is_empty() && content().all(|(_, inner)| inner.form == Form::Fence) {
            Wants::Fences
        } else {
            Wants::Other
        };
        let has_files = |role: &Role| matches!(role, Role::FileNew | Role::FileModified);
        let has_command = content().any(|(_, inner)| inner.role == Some(Role::Command));
        let may_lack = |inner: &PartSpec| inner.role == Some(Role::Expected) && inner.presence == Presence::Optional;
        let facts = Facts {
            place: part.facts.place,
            items: content().filter(|(_, inner)| is_item(inner.look())).map(|(id, _)| id).collect(),
            wants,
            keyed: content().any(|(_, inner)| inner.looks.iter().any(|look| look.key.is_some())),
            typed: kinds.iter().any(judged),
            named: part.look().captures().contains(&"name"),
            blanks: part.placeholders.iter().fold(0, |all, (_, text)| all | first_bit(text)),
            files: content().find_map(|(id, inner)| Some((id, inner.role.filter(has_files)?))),
            result: content().find(|(_, inner)| may_lack(inner)).map(|(id, _)| id).filter(|_| has_command),
        };
        let also_names = part.also.iter().map(|also| normalise(&look::words(also))).collect();
        let part = &mut parts[at];
        (part.items, part.facts, part.also_names) = (items, facts, also_names);
    }
}

/// Lower ranks hold higher ones; also whether the part is a document's title.
fn rank(form: Form, repeats: bool) -> (u8, bool) {
    match form {
        Form::Document => (0, false),
        Form::Heading(1) => (1, !repeats),
        Form::Heading(level) => (level, false),
        Form::Field { bulleted: false, .. } | Form::Paragraph => (7, false),
        Form::Field { bulleted: true, .. } | Form::Fence => (8, false),
        Form::Item { depth, .. } => (8_u8.saturating_add(depth), false),
    }
}

pub(super) fn anchor(reader: &mut Reader<'_>, drafts: &[Draft], named: Option<&(String, Span)>) -> PartId {
    let Some((name, at)) = named else {
        let help = "add `anchor = \"…\"` with the id of the part that makes a document one of this format".to_owned();
        reader.mistake(Span::at(0), "the format does not name its `anchor`", Some(help));
        return ROOT;
    };
    let Some(id) = find(drafts, name) else {
        reader.unknown("part", name, *at, drafts.iter().skip(1).map(|draft| draft.spec.path.as_str()));
        return ROOT;
    };
    if !drafts[usize::from(id)].spec.is_heading() {
        reader.mistake(*at, format!("`{name}` is not a heading, so that it cannot be the anchor"), None);
    }
    id
}

/// The part of that path, or the only one of that id.
pub(in crate::format::load) fn find(drafts: &[Draft], name: &str) -> Option<PartId> {
    let by_path = drafts.iter().position(|draft| draft.spec.path == name);
    let by_id = || drafts.iter().position(|draft| draft.spec.id == name);
    by_path.or_else(by_id).filter(|at| *at > 0).and_then(|at| u16::try_from(at).ok())
}
