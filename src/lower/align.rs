//! Alignment: the cheapest reading of all headings and labels as parts of the format, in one sequence.
//!
//! Labels are evidence for a heading that is missing or unreadable, and the other way round. Each anchor is placed as a
//! part, is a stray copy of one, names nothing, or is left as content. A small set of readings is kept at each anchor.

use crate::format::{Form, Format, Hypothesis, Kind, PartId, PartSpec, ROOT};

use super::anchors::{Anchor, Anchors, Shape};

/// What an anchor turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// This part, under the part that stays open.
    Place { part: PartId, under: PartId },
    /// This part where the order does not allow it.
    Stray(PartId),
    /// A part inside the stray part before it.
    InStray { part: PartId, under: PartId },
    /// A heading that names nothing.
    Unknown,
    /// A label that is only text.
    Content,
}

#[derive(Debug)]
pub(super) struct Script {
    pub(super) moves: Vec<Move>,
    /// How badly the format fits, in half units.
    pub(super) cost: u32,
    /// What of it is owed to parts behind the last one, if that one is inside a main part.
    pub(super) owed: u32,
}

// Costs in half units, chosen so that one slip is cheaper than two.
const WRONG_LEVEL: u32 = 2;
const STRAY: u32 = 8;
/// Of two parts in each other's place the later one is the stray.
const STRAY_AHEAD: u32 = 10;
/// A heading that could stand here if the one around it were there; what a stray part lacks costs nothing.
const STRAY_THOUGH_IMPLIED: u32 = 5;
const STRAY_ANCHOR: u32 = 30;
/// A label that several parts have is rather that of the part that it stands in.
const STRAY_LABEL_ELSEWHERE: u32 = 1;
const UNKNOWN: u32 = 12;
const UNKNOWN_THOUGH_NEAR: u32 = 20;
const UNKNOWN_THOUGH_EXACT: u32 = 30;
/// A heading that divides a section may resemble another section or a label.
const DIVIDING_THOUGH_NEAR: u32 = 7;
const WELCOME: u32 = 1;
const CONTENT_THOUGH_NEAR: u32 = 6;
const CONTENT_THOUGH_EXACT: u32 = 30;
/// A label that means nothing, when formats are compared.
const UNREAD: u32 = 6;
/// Readings kept at each anchor.
const BEAM: usize = 16;
/// Readings that cost so much more than the best are dropped.
const MARGIN: u32 = 36;

#[derive(Debug, Clone, Copy)]
struct State {
    at: PartId,
    /// Root of the stray part that is open, and the last part placed in it; the document when none is.
    stray_root: PartId,
    stray: PartId,
    /// The level of the innermost heading as it is written, as far as that is known.
    level: u8,
    cost: u32,
    trail: u32,
}

/// Where every document begins.
const START: State = State { at: ROOT, stray_root: ROOT, stray: ROOT, level: 0, cost: 0, trail: u32::MAX };

pub(super) fn align(format: &Format, anchors: &Anchors) -> Script {
    conforming(format, anchors).unwrap_or_else(|| search(format, anchors))
}

/// The reading of a document in which every anchor stands where it belongs and nothing is missing at the end: it costs
/// nothing, and every other one does.
fn conforming(format: &Format, anchors: &Anchors) -> Option<Script> {
    let mut moves = Vec::with_capacity(anchors.list.len());
    let mut state = START;
    for anchor in &anchors.list {
        let (next, step) = obvious(format, anchors, anchor, state)?;
        moves.push(step);
        state = next;
    }
    (format.steps.end(state.at) == 0).then(|| Script { cost: unread(&moves), moves, owed: 0 })
}

/// What labels cost that mean nothing: a format that leaves them unread does not fit, though they cost nothing where
/// they stand.
fn unread(moves: &[Move]) -> u32 {
    let count = moves.iter().filter(|step| **step == Move::Content).count();
    u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(UNREAD)
}

fn search(format: &Format, anchors: &Anchors) -> Script {
    let mut trail: Vec<(u32, Move)> = Vec::with_capacity(anchors.list.len());
    let mut states = vec![START];
    let mut next = Vec::new();
    for anchor in &anchors.list {
        next.clear();
        if let [only] = states[..]
            && let Some((state, step)) = obvious(format, anchors, anchor, only)
            && !is_own(format, step)
        {
            trail.push((only.trail, step));
            states[0] = State { trail: last(&trail), ..state };
            continue;
        }
        for state in &states {
            Moves { format, anchors, anchor, from: *state, trail: &mut trail, next: &mut next }.all();
        }
        next.sort_by_key(|state| state.cost);
        let best = next.first().map_or(0, |state| state.cost);
        next.truncate(BEAM);
        next.retain(|state| state.cost <= best + MARGIN);
        std::mem::swap(&mut states, &mut next);
    }
    let Some(best) = states.into_iter().min_by_key(|state| state.cost + format.steps.end(state.at)) else {
        return Script { moves: vec![Move::Content; anchors.list.len()], cost: 0, owed: 0 };
    };
    let mut moves = Vec::with_capacity(anchors.list.len());
    let mut at = best.trail;
    while let Some((before, step)) = trail.get(at as usize) {
        moves.push(*step);
        at = *before;
    }
    moves.reverse();
    let end = format.steps.end(best.at);
    let cost = (best.cost + end).saturating_add(unread(&moves));
    let inside = best.at != format.anchor && format.ancestors(best.at).any(|id| id == format.anchor);
    Script { moves, cost, owed: if inside { end } else { 0 } }
}

fn last(trail: &[(u32, Move)]) -> u32 {
    u32::try_from(trail.len()).unwrap_or(u32::MAX).wrapping_sub(1)
}

/// The one move of an anchor that is written as the format writes it and stands where it belongs, or of a label that
/// names nothing.
fn obvious(format: &Format, anchors: &Anchors, anchor: &Anchor, state: State) -> Option<(State, Move)> {
    if anchors.of(anchor).is_empty() && matches!(anchor.shape, Shape::Label { .. }) {
        return Some((state, Move::Content));
    }
    if state.stray_root != ROOT {
        return None;
    }
    let mut only = None;
    for known in anchors.of(anchor) {
        if known.kind != Kind::Exact || !is_level(format, anchor, known.part) {
            continue;
        }
        let Some(step) = format.steps.step(state.at, known.part).filter(|step| step.cost == 0) else { continue };
        if only.replace((known.part, step.under)).is_some() {
            return None;
        }
    }
    let (part, under) = only?;
    let level = if let Shape::Heading { level, .. } = anchor.shape { level } else { state.level };
    Some((State { at: part, level, ..state }, Move::Place { part, under }))
}

/// Whether a part of the document itself is placed: it may have been moved as a whole, which only a search can tell.
fn is_own(format: &Format, step: Move) -> bool {
    matches!(step, Move::Place { part, under: ROOT } if part != format.anchor)
}

fn is_level(format: &Format, anchor: &Anchor, part: PartId) -> bool {
    match anchor.shape {
        Shape::Heading { level, .. } => format.part(part).level().is_none_or(|wanted| wanted == level),
        Shape::Label { .. } => true,
    }
}

struct Moves<'a> {
    format: &'a Format,
    anchors: &'a Anchors,
    anchor: &'a Anchor,
    from: State,
    trail: &'a mut Vec<(u32, Move)>,
    next: &'a mut Vec<State>,
}

impl Moves<'_> {
    fn all(&mut self) {
        let anchors = self.anchors;
        let known = anchors.of(self.anchor);
        let counts = |known: &&Hypothesis| !self.is_free(known);
        let moves: Vec<Hypothesis> = known.iter().filter(counts).copied().collect();
        for hypothesis in &moves {
            let part = hypothesis.part;
            let level = if is_level(self.format, self.anchor, part) { 0 } else { WRONG_LEVEL };
            let belief = hypothesis.kind.cost() + level;
            let from = self.from;
            let step = self.format.steps.step(from.at, part);
            // What can belong to a stray part does, when it could as well go on where that part was left.
            if from.stray_root != ROOT
                && let Some(step) = self.format.steps.step(from.stray, part)
                && self.format.ancestors(step.under).any(|above| above == from.stray_root)
            {
                let state = State { stray: part, cost: from.cost + belief + step.cost, ..from };
                self.push(state, Move::InStray { part, under: step.under });
            }
            if let Some(step) = step {
                let level = match self.anchor.shape {
                    Shape::Heading { level, .. } => level,
                    Shape::Label { .. } if step.under == self.innermost() => from.level,
                    Shape::Label { .. } => 0,
                };
                let cost = from.cost + belief + step.cost;
                let state = State { at: part, stray_root: ROOT, stray: ROOT, level, cost, ..from };
                self.push(state, Move::Place { part, under: step.under });
            }
            if !matches!(hypothesis.kind, Kind::Anything | Kind::Unmarked) {
                let here = step.is_some_and(|step| step.under == self.format.part(part).parent);
                let implied = step.is_some() && matches!(self.anchor.shape, Shape::Heading { .. });
                let ahead = match here {
                    true => STRAY_AHEAD,
                    false if implied => STRAY_THOUGH_IMPLIED,
                    false => 0,
                };
                let anchor = if part == self.format.anchor { STRAY_ANCHOR } else { 0 };
                let elsewhere = if self.is_label_of_another(part) { STRAY_LABEL_ELSEWHERE } else { 0 };
                let cost = from.cost + belief + STRAY + ahead + anchor + elsewhere;
                let state = State { stray_root: part, stray: part, cost, ..from };
                self.push(state, Move::Stray(part));
            }
        }
        let known = moves.as_slice();
        let best = known.first().map(|hypothesis| hypothesis.kind);
        let welcome = self.welcoming().is_some();
        let (step, cost) = match self.anchor.shape {
            Shape::Heading { level, .. } => {
                let foreign = known.iter().all(|known| {
                    let label = self.format.part(known.part).is_field() && self.is_child_of_another(known.part);
                    (known.kind > Kind::Styled || label) && known.part != self.format.anchor
                });
                let exact = known
                    .iter()
                    .any(|known| known.kind == Kind::Exact && is_level(self.format, self.anchor, known.part));
                let cost = match best {
                    None if self.holds(level) || self.divides_welcoming(level) => WELCOME,
                    Some(_) if foreign && self.divides(level) => DIVIDING_THOUGH_NEAR,
                    _ if exact => UNKNOWN_THOUGH_EXACT,
                    None | Some(Kind::Unmarked | Kind::Anything) => UNKNOWN,
                    Some(_) => UNKNOWN_THOUGH_NEAR,
                };
                (Move::Unknown, cost)
            }
            Shape::Label { bulleted, bare, alone, .. } => {
                let cost = match best {
                    None => 0,
                    // A line that says nothing but the label is not the beginning of a sentence.
                    Some(Kind::Exact | Kind::Styled) if alone && self.belongs_here(known) => CONTENT_THOUGH_EXACT,
                    _ if welcome => CONTENT_THOUGH_NEAR,
                    Some(Kind::Exact | Kind::Styled) if !bare && (!bulleted || self.lists(known)) => {
                        CONTENT_THOUGH_EXACT
                    }
                    Some(_) => CONTENT_THOUGH_NEAR,
                };
                (Move::Content, cost)
            }
        };
        let state = State { cost: self.from.cost + cost, ..self.from };
        self.push(state, step);
    }

    /// Whether an anchor is a heading outside of all main parts that spells a label, or nearly a section, of one: such
    /// headings are common there, and any may divide a section that takes what the format does not know.
    fn is_free(&self, known: &Hypothesis) -> bool {
        let Shape::Heading { level, .. } = self.anchor.shape else { return false };
        let within = |id: PartId| self.format.ancestors(id).any(|around| around == self.format.anchor);
        let part = self.format.part(known.part);
        let vague = part.is_field() || matches!(known.kind, Kind::Alias | Kind::Near(_));
        within(part.parent) && !within(self.from.at) && (vague || self.divides_welcoming(level))
    }

    /// Whether a heading of that level is deeper than all sections of an open one that takes what the format does not
    /// know.
    fn divides_welcoming(&self, level: u8) -> bool {
        let divided = |id: PartId| {
            let part = self.format.part(id);
            let sections = part.children.iter().filter_map(|child| self.format.part(*child).level()).max();
            let holds = part.others.is_none() && part.level().is_some_and(|above| above > 1);
            holds && sections.or(part.level()).is_some_and(|deepest| level > deepest)
        };
        self.from.stray_root == ROOT && self.format.ancestors(self.from.at).any(divided)
    }

    /// Whether a heading of that level is below the innermost one, which holds no headings of the format.
    fn divides(&self, level: u8) -> bool {
        let heading = self.format.part(self.innermost());
        let holds = heading.children.iter().any(|child| self.format.part(*child).is_heading());
        let above = if self.from.level > 0 { Some(self.from.level) } else { heading.level() };
        heading.is_heading() && above.is_some_and(|above| above > 1 && level > above) && !holds
    }

    /// The innermost open heading, or the document.
    fn innermost(&self) -> PartId {
        self.format.ancestors(self.from.at).find(|id| self.format.part(*id).is_heading()).unwrap_or(ROOT)
    }

    /// Whether an anchor spells a label with a list or text of its own that may follow here.
    fn belongs_here(&self, known: &[Hypothesis]) -> bool {
        known.iter().filter(|known| known.kind <= Kind::Styled).any(|known| {
            let part = self.format.part(known.part);
            let step = self.format.steps.step(self.from.at, known.part);
            part.is_field() && part.owns() && step.is_some_and(|step| step.under == part.parent)
        })
    }

    /// Whether an anchor spells a label that is written as an item in the heading that it stands in.
    fn lists(&self, known: &[Hypothesis]) -> bool {
        known.iter().any(|known| {
            let form = self.format.part(known.part).form;
            matches!(form, Form::Field { bulleted: true, .. }) && !self.is_child_of_another(known.part)
        })
    }

    /// Whether an anchor is the label of a part under another heading than the innermost open one.
    fn is_label_of_another(&self, part: PartId) -> bool {
        matches!(self.anchor.shape, Shape::Label { .. }) && self.is_child_of_another(part)
    }

    fn is_child_of_another(&self, part: PartId) -> bool {
        self.format.part(part).parent != self.innermost()
    }

    /// The innermost heading, if it takes what the format does not know.
    fn welcoming(&self) -> Option<&PartSpec> {
        let heading =
            self.format.ancestors(self.from.at).find(|id| *id != ROOT && self.format.part(*id).is_heading())?;
        Some(self.format.part(heading)).filter(|part| part.others.is_none())
    }

    /// Whether an unknown heading of that level may stand in the innermost one; a title holds none.
    fn holds(&self, level: u8) -> bool {
        self.welcoming().and_then(PartSpec::level).is_some_and(|above| above > 1 && level > above)
    }

    fn push(&mut self, state: State, step: Move) {
        let same =
            |other: &State| (other.at, other.stray_root, other.stray) == (state.at, state.stray_root, state.stray);
        let known = self.next.iter().position(same);
        if known.is_some_and(|at| self.next[at].cost <= state.cost) {
            return;
        }
        self.trail.push((state.trail, step));
        let state = State { trail: last(self.trail), ..state };
        match known {
            Some(at) => self.next[at] = state,
            None => self.next.push(state),
        }
    }
}
