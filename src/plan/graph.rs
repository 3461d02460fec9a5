//! Which task waits for which, and what is named that is no task.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::format::Role;
use crate::lower::Document;
use crate::source::Span;

use super::reference::{Reference, Target, TaskNames};

/// One prerequisite: `from` waits for `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Where it is said.
    pub(crate) span: Span,
}

/// A mention that leads to no task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unresolved {
    pub(crate) span: Span,
    /// A dotted number where tasks carry no numbers.
    pub(crate) undotted: bool,
    /// The name of the task that it nearly spells.
    pub(crate) nearest: Option<String>,
}

/// Mentions whose nearest name is looked for: each is held against all names.
const MOST_NEAREST: usize = 500;

/// The tasks of a document, by their place, and what they name.
pub(crate) struct References {
    pub(crate) unresolved: Vec<Unresolved>,
    tasks: Vec<u32>,
    edges: Vec<Edge>,
    /// For each task the range of its edges.
    ranges: Vec<(usize, usize)>,
    /// For each task the group of tasks that wait for each other.
    groups: Vec<usize>,
}

impl References {
    pub(crate) fn new(document: &Document) -> Self {
        let names = TaskNames::new(document);
        let tasks = names.tasks().to_vec();
        let (mut edges, mut unresolved) = (Vec::new(), Vec::new());
        for (view, role, Reference { span, target, aside, .. }) in names.everywhere() {
            match target {
                Target::Task(to) if role == Role::Prerequisite && !aside => {
                    // A task out of place repeats another and waits for nothing itself.
                    let task = view.around().find(|around| around.role() == Some(Role::Task));
                    let task = task.filter(|task| tasks.binary_search(&task.index).is_ok());
                    edges.extend(task.map(|task| Edge { from: task.index, to, span }));
                }
                Target::Task(_) => {}
                target => {
                    let text = document.source.slice(span);
                    if !names.is_other(text) {
                        let asked = unresolved.len() < MOST_NEAREST;
                        let nearest = if asked { names.nearest(text).map(str::to_owned) } else { None };
                        unresolved.push(Unresolved { span, undotted: target == Target::Undotted, nearest });
                    }
                }
            }
        }
        let ranges = tasks
            .iter()
            .map(|task| {
                (edges.partition_point(|edge| edge.from < *task), edges.partition_point(|edge| edge.from <= *task))
            })
            .collect();
        let mut graph = Self { unresolved, tasks, edges, ranges, groups: Vec::new() };
        graph.groups = graph.components();
        graph
    }

    /// Parts of the tasks in document order.
    pub(crate) fn tasks(&self) -> &[u32] {
        &self.tasks
    }

    fn place(&self, task: u32) -> usize {
        self.tasks.partition_point(|known| *known < task)
    }

    fn out(&self, place: usize) -> &[Edge] {
        let (from, to) = self.ranges.get(place).copied().unwrap_or((0, 0));
        self.edges.get(from..to).unwrap_or_default()
    }

    /// Every prerequisite, by the task that waits.
    #[cfg(feature = "lsp")]
    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Prerequisites that stand behind the task that waits for them, but for those of a cycle.
    pub(crate) fn late(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| {
            let (from, to) = (self.place(edge.from), self.place(edge.to));
            to > from && self.groups.get(from) != self.groups.get(to)
        })
    }

    /// One cycle for each group of tasks that wait for each other, beginning with its first task.
    pub(crate) fn cycles(&self) -> Vec<Vec<Edge>> {
        let mut found = Vec::new();
        let mut done = BTreeSet::new();
        // Only tasks with an edge inside their group lie on a cycle.
        for edge in &self.edges {
            let (from, to) = (self.place(edge.from), self.place(edge.to));
            let group = self.groups.get(from).copied();
            if group.is_none() || group != self.groups.get(to).copied() || !done.insert(group) {
                continue;
            }
            // Edges stand in the order of their tasks, so that this one belongs to the first of the group.
            found.extend(self.cycle(from));
        }
        found
    }

    /// The shortest way from a task back to itself inside its group.
    fn cycle(&self, start: usize) -> Option<Vec<Edge>> {
        let group = self.groups.get(start)?;
        let mut came: BTreeMap<usize, Edge> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(place) = queue.pop_front() {
            for edge in self.out(place) {
                let to = self.place(edge.to);
                if to == start {
                    let mut cycle = vec![*edge];
                    let mut at = place;
                    while at != start {
                        let back = *came.get(&at)?;
                        cycle.push(back);
                        at = self.place(back.from);
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                if self.groups.get(to) == Some(group) && !came.contains_key(&to) {
                    came.insert(to, *edge);
                    queue.push_back(to);
                }
            }
        }
        None
    }

    /// Strongly connected components without recursion (Kosaraju): for each task the number of its group.
    fn components(&self) -> Vec<usize> {
        let count = self.tasks.len();
        // Tasks that wait for earlier ones alone form no circle.
        if self.edges.iter().all(|edge| edge.to < edge.from) {
            return (0..count).collect();
        }
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); count];
        for edge in &self.edges {
            if let Some(into) = back.get_mut(self.place(edge.to)) {
                into.push(self.place(edge.from));
            }
        }
        let mut order = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        for start in 0..count {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut stack = vec![(start, 0)];
            while let Some((place, next)) = stack.pop() {
                match self.out(place).get(next).map(|edge| self.place(edge.to)) {
                    Some(to) => {
                        stack.push((place, next + 1));
                        if to < count && !std::mem::replace(&mut seen[to], true) {
                            stack.push((to, 0));
                        }
                    }
                    None => order.push(place),
                }
            }
        }
        let mut groups = vec![usize::MAX; count];
        for root in order.into_iter().rev() {
            let mut stack = vec![root];
            while let Some(place) = stack.pop() {
                if groups[place] == usize::MAX {
                    groups[place] = root;
                    stack.extend(back[place].iter().copied().filter(|from| groups[*from] == usize::MAX));
                }
            }
        }
        groups
    }
}
