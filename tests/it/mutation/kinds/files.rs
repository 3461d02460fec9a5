//! Files and packages that are listed wrongly, or on one side only.

use super::super::plan::{Field, Item, Plan, Rng, Span, Task};
use super::edit::{Edit, any_step, any_task};
use super::{Mutant, Table};

pub(super) const DEPENDENCIES: Table = &[
    ("dependency-with-equals", |p, r| version(p, r, |name, version| format!("{name}=={version}"))),
    ("dependency-with-space", |p, r| version(p, r, |name, version| format!("{name} {version}"))),
    ("dependency-without-version", |p, r| version(p, r, |name, _| name.to_owned())),
    ("dependency-latest", |p, r| version(p, r, |name, _| format!("{name}@latest"))),
    ("dependency-literal-version", |p, r| version(p, r, |name, _| format!("{name}@version"))),
    ("dependency-version-not-chosen", |p, r| {
        version(p, r, |name, version| {
            let all = ["TBD", "x.y.z", "[version]"];
            format!("{name}@{}", all[version.len() % all.len()])
        })
    }),
    ("dependencies-as-table", dependencies_as_table),
    ("dependencies-as-prose", dependencies_as_prose),
    ("new-files-as-tree", new_files_as_tree),
];

pub(super) const KINDS: Table = &[
    ("file-without-description", |p, r| file(p, r, |path, _| format!("`{path}`"))),
    ("file-without-ticks", |p, r| file(p, r, |path, text| format!("{path} - {text}"))),
    ("file-absolute", |p, r| modified(p, r, "`/etc/hosts` - Names the test host")),
    ("file-outside", |p, r| modified(p, r, "`../shared/settings.yml` - Adds the service")),
    ("created-not-listed", created_not_listed),
    ("listed-not-created", listed_not_created),
    ("verified-not-created", verified_not_created),
    ("installed-not-listed", installed_not_listed),
    ("listed-not-installed", listed_not_installed),
];

/// Rewrites the code span of a dependency from its name and its bare version.
fn version(plan: &Plan, rng: &mut Rng, write: fn(&str, &str) -> String) -> Option<Mutant> {
    let items = plan.tasks.iter().filter_map(|t| plan.part(t, "Dependencies Added"));
    let items: Vec<&Item> = items.flat_map(|s| &s.items).collect();
    let item = rng.pick(&items)?;
    let (name, rest) = plan.at(&item.text).strip_prefix('`')?.split_once('`')?.0.rsplit_once('@')?;
    let start = item.text.start + 1;
    let with = write(name, rest.trim_start_matches(['^', '~', '>', '=', '<', ' ']));
    Edit::new(plan).put(&(start..start + name.len() + 1 + rest.len()), with).mark(&item.line).done()
}

/// The items of a list of dependencies, with the heading above them.
fn dependencies<'p>(plan: &'p Plan, rng: &mut Rng) -> Option<(&'p Span, Span)> {
    let section = plan.part(any_task(plan, rng)?, "Dependencies Added")?;
    let named = section.items.iter().all(|item| plan.at(&item.text).starts_with('`'));
    (named && !section.items.is_empty()).then_some((&section.heading, section.heading.end..section.core.end))
}

fn dependencies_as_table(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (heading, body) = dependencies(plan, rng)?;
    let table = "\n\n| Package | Purpose |\n| --- | --- |\n| `left-pad@1.3.0` | Pads strings |\n";
    Edit::new(plan).fault(&body, table).mark(heading).done()
}

fn dependencies_as_prose(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (heading, body) = dependencies(plan, rng)?;
    let text = *rng.pick(&["\nWe add `left-pad` for the strings.\n", "\nInstalls left-pad 1.3 for the strings.\n"])?;
    Edit::new(plan).fault(&body, text).mark(heading).done()
}

/// Names as a tree of folders in a fence.
fn new_files_as_tree(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let field = list(plan, any_task(plan, rng)?, "New Files")?;
    if field.items.is_empty() || !field.items.iter().all(|item| plan.at(&item.text).starts_with('`')) {
        return None;
    }
    let tree = "\n```text\nsrc/\n  store.rs\n  lib.rs\n```\n";
    Edit::new(plan).fault(&(field.line.end..field.core.end), tree).mark(&field.line).done()
}

fn list<'p>(plan: &'p Plan, task: &'p Task, label: &str) -> Option<&'p Field> {
    plan.block(task, "Files Created/Modified", label)
}

/// Rewrites an entry of the file lists from its path and its description.
fn file(plan: &Plan, rng: &mut Rng, write: fn(&str, &str) -> String) -> Option<Mutant> {
    let label = ["New Files", "Modified Files"][rng.below(2)];
    let list = list(plan, any_task(plan, rng)?, label)?;
    let item = rng.pick(&list.items)?;
    let (path, text) = plan.at(&item.text).strip_prefix('`')?.split_once("` - ")?;
    Edit::new(plan).fault(&item.text, write(path, text)).done()
}

/// Where one more entry goes: behind the last, or in the place of `None`.
fn room(plan: &Plan, items: &[Item]) -> Option<Span> {
    let last = items.last()?;
    if plan.at(&last.text).starts_with('`') { Some(last.core.end..last.core.end) } else { Some(last.core.clone()) }
}

fn modified(plan: &Plan, rng: &mut Rng, entry: &str) -> Option<Mutant> {
    let list = list(plan, any_task(plan, rng)?, "Modified Files")?;
    Edit::new(plan).fault(&room(plan, &list.items)?, format!("- {entry}\n")).done()
}

fn created_not_listed(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (task, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, "Actions")?.items.last()?.core.end;
    let text = format!("- [ ] Create file `notes/unlisted_{}.txt`\n", rng.below(100));
    Edit::new(plan).fault(&(at..at), text).mark(&list(plan, task, "New Files")?.line).done()
}

/// Not where a command may well have made the file.
fn listed_not_created(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let task = any_task(plan, rng)?;
    let steps = plan.at(&plan.part(task, "Implementation Steps")?.core);
    let steps = steps.to_lowercase();
    let makers = ["install", "generat", "build", "init", "new ", "scaffold", "require"];
    if makers.iter().any(|word| steps.contains(word)) {
        return None;
    }
    let at = room(plan, &list(plan, task, "New Files")?.items)?;
    let text = format!("- `notes/unmade_{}.txt` - Remarks\n", rng.below(100));
    Edit::new(plan).fault(&at, text).done()
}

fn verified_not_created(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (_, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, "Validation")?.items.last()?.core.end;
    let text = format!("- [ ] Verify file exists: `notes/unmade_{}.txt`\n", rng.below(100));
    Edit::new(plan).fault(&(at..at), text).done()
}

fn installed_not_listed(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let (task, step) = any_step(plan, rng)?;
    let at = plan.field(&step.fields, "Actions")?.items.last()?.core.end;
    let text = "- [ ] Install the package using `npm install left-pad@1.3.0`\n";
    Edit::new(plan).fault(&(at..at), text).mark(&plan.part(task, "Dependencies Added")?.heading).done()
}

fn listed_not_installed(plan: &Plan, rng: &mut Rng) -> Option<Mutant> {
    let section = plan.part(any_task(plan, rng)?, "Dependencies Added")?;
    let text = "- `left-pad@1.3.0` - Pads strings\n";
    Edit::new(plan).fault(&room(plan, &section.items)?, text).done()
}
