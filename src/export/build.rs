//! Walks the parts of a document once and gives what each says to the task or step that it stands in.

mod files;

use std::borrow::Cow;

use crate::emit::json;
use crate::format::{Form, PartSpec, Role};
use crate::lower::{BoxMark, Document, Fit, Item, Part, Standing, Unit, UnitKind, is_none};
use crate::plan::{Target, TaskNames, View};
use crate::rules::split_package;
use crate::source::{Positions, Span, offset};
use crate::syntax::Fence;

use super::model::{Body, Code, Command, Dependency, Entry, Name, Plan, Relation, Said, Section, Step, Task, Tool};

/// Where what a part says goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Document,
    Task(usize),
    /// A step of a task, or of the document.
    Step(Option<usize>, usize),
}

pub(super) fn plan(document: &Document, findings: usize) -> Plan<'_> {
    let mut builder = Builder {
        document,
        names: TaskNames::new(document),
        positions: document.source.positions(),
        plan: Plan {
            schema: 1,
            tool: Tool { name: "planvet", version: env!("CARGO_PKG_VERSION") },
            path: document.source.name(),
            format: Name { name: document.format.name(), version: document.format.version() },
            findings,
            metadata: None,
            title: None,
            body: Body::default(),
            steps: Vec::new(),
            tasks: Vec::new(),
        },
        owners: Vec::with_capacity(document.parts.len()),
    };
    let front = builder.trimmed(Span::new(0, document.part(0).head.start));
    if document.source.slice(front).contains(char::is_alphanumeric) {
        builder.plan.metadata = Some(builder.said(front));
    }
    for index in 0..offset(document.parts.len()) {
        builder.part(index);
    }
    builder.plan
}

struct Builder<'a> {
    document: &'a Document,
    names: TaskNames<'a>,
    positions: Positions<'a>,
    plan: Plan<'a>,
    /// For each part so far whose it is, and whether what it says is a copy that does not count.
    owners: Vec<(Owner, bool)>,
}

impl<'a> Builder<'a> {
    fn part(&mut self, index: u32) {
        let view = self.document.view(index);
        let part = view.part();
        let around = self.owners.get(part.parent as usize).copied().unwrap_or((Owner::Document, false));
        let stray = part.standing == Standing::Stray;
        // Every task in its place is one of those that references lead to.
        let counts = view.role() == Some(Role::Task) && !stray;
        let copied = !counts && (around.1 || (stray && is_frame(view.role())));
        let owner = if copied { around.0 } else { self.opened(view, around.0) };
        self.owners.push((owner, copied));
        let own = self.own_text(index);
        if own.is_none() && self.is_taken(index) {
            return;
        }
        if index == 0 || (!copied && is_frame(view.role())) {
            let said = own.map(|span| self.said(span));
            self.body(owner).text = said;
            self.content(view, owner, own);
            return;
        }
        if !copied && self.is_told(view, owner, own) {
            return;
        }
        let whole = !copied && self.content(view, owner, own);
        let holds_parts = part.end > index + 1;
        let says = own.is_some() && !whole;
        if whole && self.is_renamed(part) {
            self.section(view, owner, None);
        } else if says || part.spec.is_none() || view.role().is_some() || copied || !(holds_parts || whole) {
            self.section(view, owner, own);
        }
    }

    /// Whether a heading that names nothing was taken for that of a part, which tells it.
    fn is_taken(&self, index: u32) -> bool {
        let part = self.document.part(index);
        let behind = self.document.parts.get(index as usize + 1..).unwrap_or_default();
        let mut beside = behind.iter().take_while(|other| other.head.start <= part.head.start);
        part.spec.is_none() && part.standing == Standing::Stray && beside.any(|other| other.head == part.head)
    }

    /// Whether a heading has words that are lost where only the title of its part is told.
    fn is_renamed(&self, part: &Part) -> bool {
        let format = &self.document.format;
        let Some(spec) = part.spec.filter(|_| part.level > 0 && !part.exact) else { return false };
        let mut known = Vec::new();
        format.names.of_heading(&format.parts, self.document.source.slice(part.name), &mut known);
        !known.iter().any(|known| known.part == spec)
    }

    /// Whose the content of a part is: its own, when it is a task or a step.
    fn opened(&mut self, view: View<'a>, around: Owner) -> Owner {
        let part = view.part();
        match view.role() {
            Some(Role::Task) => {
                let number = view.number();
                let task = Task {
                    name: view.name(),
                    number: (!number.is_empty()).then_some(number),
                    span: self.span(part.span),
                    heading: self.heading(part),
                    body: Body::default(),
                    steps: Vec::new(),
                };
                self.plan.tasks.push(task);
                Owner::Task(self.plan.tasks.len() - 1)
            }
            Some(Role::Step) => {
                let step = Step {
                    name: view.name(),
                    number: view.capture("n").and_then(|span| self.document.source.slice(span).parse().ok()),
                    span: self.span(part.span),
                    heading: self.heading(part),
                    body: Body::default(),
                };
                let task = match around {
                    Owner::Task(task) | Owner::Step(Some(task), _) => Some(task),
                    Owner::Document | Owner::Step(None, _) => None,
                };
                let steps = self.steps(task);
                steps.push(step);
                Owner::Step(task, steps.len() - 1)
            }
            _ => around,
        }
    }

    /// Tells what a part with a role of its own says; `false` where that is said already or has no place of its own.
    fn is_told(&mut self, view: View<'a>, owner: Owner, own: Option<Span>) -> bool {
        let is_title = view.part().parent == 0 && view.role().is_none() && view.part().level == 1;
        if is_title && self.plan.title.is_none() {
            let name = view.part().name;
            self.plan.title = Some(self.said(name));
            return own.is_none();
        }
        let Some(own) = own else { return false };
        // What is said of a part between, such as a phase, is not said of the owner.
        let frames = |view: &View<'a>| view.index != 0 && !is_frame(view.role());
        if view.around().skip(1).take_while(frames).any(|view| view.role().is_some()) {
            return false;
        }
        match view.role() {
            Some(Role::Objective) if self.body(owner).objective.is_none() => {
                let said = self.said(own);
                self.body(owner).objective = Some(said);
            }
            Some(Role::Complexity) if self.body(owner).complexity.is_none() => {
                let said = self.said(own);
                self.body(owner).complexity = Some(said);
            }
            Some(Role::Prerequisite) if self.body(owner).prerequisites.is_none() => {
                let relation = self.relation(view, own);
                self.body(owner).prerequisites = Some(relation);
            }
            Some(Role::NextTask) if self.body(owner).next.is_none() => {
                let relation = self.relation(view, own);
                self.body(owner).next = Some(relation);
            }
            Some(Role::Unlocks) if self.body(owner).unlocks.is_none() => {
                let relation = self.relation(view, own);
                self.body(owner).unlocks = Some(relation);
            }
            _ => return false,
        }
        true
    }

    fn relation(&mut self, view: View<'a>, own: Span) -> Relation<'a> {
        let (mut tasks, mut unresolved) = (Vec::new(), Vec::new());
        for reference in self.names.of(view.part()) {
            let text = self.document.source.slice(reference.span);
            match reference.target {
                Target::Task(_) if reference.aside && view.role() == Some(Role::Prerequisite) => {}
                Target::Task(index) => {
                    let place = self.names.tasks().partition_point(|task| *task < index);
                    if !tasks.contains(&place) {
                        tasks.push(place);
                    }
                }
                _ if self.names.is_other(text) => {}
                _ => unresolved.push(self.said(reference.span)),
            }
        }
        let Said { text, span } = self.said(own);
        Relation { text, span, none: is_none(&self.document.format, text), tasks, unresolved }
    }

    fn section(&mut self, view: View<'a>, owner: Owner, own: Option<Span>) {
        let part = view.part();
        let declared = part.spec.map(|spec| self.document.format.part(spec));
        let title = self.document.source.slice(part.name);
        let section = Section {
            id: declared.map(|declared| declared.id.as_str()),
            path: declared.map(|declared| declared.path.as_str()),
            role: view.role().and_then(role_name),
            title: if title.is_empty() { view.title() } else { title },
            span: self.span(part.span),
            text: own.map(|span| self.said(span)),
        };
        self.body(owner).sections.push(section);
    }

    /// Tells what the items and fences of a part say; whether that is all that stands in it.
    fn content(&mut self, view: View<'a>, owner: Owner, own: Option<Span>) -> bool {
        let part = view.part();
        let Some(declared) = part.spec.map(|spec| self.document.format.part(spec)) else { return false };
        if part.none {
            return false;
        }
        let items = self.document.items_of(part);
        let mut items = items.iter();
        let fenced = self.fenced(declared);
        // What is told begins and ends where the text of the part does, without a gap.
        let (mut whole, mut reached) = (true, own.map_or(part.head.end, |own| own.start));
        for unit in self.document.units_of(part) {
            let item = if is_item(unit) { items.next() } else { None };
            let told = item.is_some_and(|item| self.item(item, owner));
            let role = item.and_then(|item| item.spec).and_then(|spec| self.document.format.part(spec).role);
            // A fence below an expected result shows it.
            let fenced = fenced.map(|meant| if role == Some(Role::Expected) { Role::Expected } else { meant });
            // What a told item says of itself holds the fences in it too, but for a command that only they show.
            let shows = |item: &Item| role != Some(Role::Command) || self.captured(item, &["command"]).is_some();
            let is_told = told && item.is_some_and(shows);
            let is_code = !is_told && fenced.is_some_and(|role| self.fences(unit, role, owner));
            let gap = Span::new(reached.min(unit.span.start), unit.span.start);
            whole &= self.trimmed(gap).is_empty() && (told || is_code || unit.kind == UnitKind::Nothing);
            reached = unit.span.end.max(reached);
        }
        whole && own.is_some_and(|own| reached >= own.end)
    }

    fn item(&mut self, item: &'a Item, owner: Owner) -> bool {
        // Its first words alone say nothing that a program could use.
        if item.fit == Fit::Empty {
            return false;
        }
        let role = self.document.role(item.spec);
        let done = match item.mark {
            BoxMark::None => None,
            BoxMark::Good { ticked } | BoxMark::Malformed { ticked, .. } => Some(ticked),
        };
        let said = self.caught(item);
        let span = self.span(item.span);
        let text = self.document.source.slice(said);
        if text.trim().is_empty() {
            return false;
        }
        let more = self.more(item, said.end);
        match role {
            Some(Role::Action) => self.body(owner).actions.push(Entry { text: text.into(), done, span, more }),
            Some(Role::Criterion) => self.body(owner).criteria.push(Entry { text: text.into(), done, span, more }),
            Some(Role::Expected) => self.body(owner).expected.push(Entry { text: text.into(), done, span, more }),
            Some(Role::Command) => {
                let command = self.captured(item, &["command"]).unwrap_or(said);
                // A remark is captured too.
                let more = self.more(item, command.end);
                let Said { text, span } = self.said(command);
                self.body(owner).commands.push(Command { text: text.into(), language: None, done, span, more });
            }
            Some(Role::Dependency) => {
                let package = self.text(item, &["package"]).unwrap_or(text);
                let (name, version) = split_package(package);
                let purpose = self.text(item, &["purpose", "description", "remark"]);
                self.body(owner).dependencies.push(Dependency { package, name, version, purpose, span, more });
            }
            _ => return role.and_then(file_kind).is_some_and(|kind| self.files(item, kind, done, owner)),
        }
        true
    }

    /// What the fences that a part declares mean.
    fn fenced(&self, declared: &PartSpec) -> Option<Role> {
        let content = declared.content.iter().map(|id| self.document.format.part(*id));
        let mut fenced = content.filter(|part| part.looks.iter().any(|look| look.form == Form::Fence));
        fenced.find_map(|part| part.role.filter(|role| matches!(role, Role::Code | Role::Command)))
    }

    /// The fences in a block or an item; whether it is nothing but a fence.
    fn fences(&mut self, unit: &Unit, role: Role, owner: Owner) -> bool {
        let tree = &self.document.tree;
        let end = tree.block(unit.block).map_or(unit.block, |block| block.end);
        let fence = |at: u32| tree.fence(tree.block(at)?).copied();
        let found: Vec<Fence> = (unit.block..end).filter_map(fence).collect();
        for fence in found {
            let language = self.document.source.slice(fence.language(&self.document.source));
            let language = (!language.is_empty()).then_some(language);
            let (text, span) = (self.unindented(&fence), self.span(fence.body));
            match role {
                Role::Code => self.body(owner).code.push(Code { language, text, span }),
                Role::Expected => self.body(owner).expected.push(Entry { text, done: None, span, more: None }),
                _ => self.body(owner).commands.push(Command { text, language, done: None, span, more: None }),
            }
        }
        unit.kind == UnitKind::Fence
    }

    /// What a part says itself: all between its heading or label and the next part, but for comments and rules around it.
    fn own_text(&self, index: u32) -> Option<Span> {
        let part = self.document.part(index);
        let next = self.document.parts.get(index as usize + 1);
        let end = next.map_or(part.span.end, |next| next.head.start);
        let value = self.trimmed(part.value);
        // Behind what a heading says, hashes may close it.
        if part.level > 0 && !value.is_empty() && part.units.0 == part.units.1 {
            return Some(value);
        }
        let start = if value.is_empty() { part.head.end } else { value.start };
        let mut own = self.trimmed(Span::new(start, end.max(start)));
        let nothing = |unit: &&Unit| unit.kind == UnitKind::Nothing;
        for unit in self.document.units_of(part).iter().filter(nothing) {
            if unit.span.start == own.start {
                own = self.trimmed(Span::new(unit.span.end.min(own.end), own.end));
            }
        }
        for unit in self.document.units_of(part).iter().rev().filter(nothing) {
            if unit.span.end == own.end {
                own = self.trimmed(Span::new(own.start, unit.span.start.max(own.start)));
            }
        }
        (!own.is_empty()).then_some(own)
    }

    /// The lines in a fence without as many blanks as stand before its opening line.
    fn unindented(&self, fence: &Fence) -> Cow<'a, str> {
        let source = &self.document.source;
        let before = Span::new(source.line_around(fence.opener.start).start, fence.opener.start);
        let text = source.slice(fence.body);
        // In a quote, or behind a bullet on its line, other marks stand there.
        if before.is_empty() || !source.slice(before).bytes().all(|byte| byte == b' ') {
            return text.into();
        }
        let most = before.len() as usize;
        let indent = |line: &str| line.bytes().take_while(|byte| *byte == b' ').count().min(most);
        text.split_inclusive('\n').map(|line| &line[indent(line)..]).collect::<String>().into()
    }

    /// What stands in an item behind an offset.
    fn more(&mut self, item: &Item, from: u32) -> Option<Said<'a>> {
        let rest = Span::new(from.min(item.span.end), item.span.end);
        let text = self.document.source.slice(rest);
        // The back-tick closes the code that was told.
        let marks = text.len() - text.trim_start_matches(['`', ' ']).len();
        let rest = self.trimmed(Span::new(rest.start + offset(marks), rest.end));
        self.document.source.slice(rest).contains(char::is_alphanumeric).then(|| self.said(rest))
    }

    /// What an item captures, else its text.
    fn caught(&self, item: &Item) -> Span {
        let spans = self.document.captures_of(item.captures).iter().map(|capture| capture.span);
        spans.reduce(Span::to).unwrap_or(item.text)
    }

    fn captured(&self, item: &Item, names: &[&str]) -> Option<Span> {
        names.iter().find_map(|name| self.document.captured(item.captures, name))
    }

    fn text(&self, item: &Item, names: &[&str]) -> Option<&'a str> {
        self.captured(item, names).map(|span| self.document.source.slice(span))
    }

    fn trimmed(&self, span: Span) -> Span {
        let text = self.document.source.slice(span);
        let start = span.start + offset(text.len() - text.trim_start().len());
        Span::new(start, start + offset(text.trim().len()))
    }

    fn said(&mut self, span: Span) -> Said<'a> {
        Said { text: self.document.source.slice(span), span: self.span(span) }
    }

    fn span(&mut self, span: Span) -> json::Span {
        json::Span::at(span, &mut self.positions)
    }

    fn heading(&mut self, part: &Part) -> Option<json::Span> {
        (part.standing != Standing::Implied).then(|| self.span(part.head))
    }

    fn steps(&mut self, task: Option<usize>) -> &mut Vec<Step<'a>> {
        match task.and_then(|task| self.plan.tasks.get_mut(task)) {
            Some(task) => &mut task.steps,
            None => &mut self.plan.steps,
        }
    }

    fn body(&mut self, owner: Owner) -> &mut Body<'a> {
        // Owners are made together with what they point to; the document stands in for one that would not be.
        let found = match owner {
            Owner::Document => None,
            Owner::Task(task) => self.plan.tasks.get_mut(task).map(|task| &mut task.body),
            Owner::Step(Some(task), step) => {
                self.plan.tasks.get_mut(task).and_then(|task| task.steps.get_mut(step)).map(|step| &mut step.body)
            }
            Owner::Step(None, step) => self.plan.steps.get_mut(step).map(|step| &mut step.body),
        };
        found.unwrap_or(&mut self.plan.body)
    }
}

/// Tasks and steps own what stands in them.
fn is_frame(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Task | Role::Step))
}

fn is_item(unit: &Unit) -> bool {
    matches!(unit.kind, UnitKind::Item | UnitKind::PseudoItem)
}

fn role_name(role: Role) -> Option<&'static str> {
    Role::ALL.iter().find(|(known, ..)| *known == role).map(|(_, name, _)| *name)
}

fn file_kind(role: Role) -> Option<&'static str> {
    match role {
        Role::FileNew => Some("new"),
        Role::FileModified => Some("modified"),
        Role::FileTest => Some("test"),
        Role::FileTouched => Some("touched"),
        Role::FileVerified => Some("verified"),
        _ => None,
    }
}
