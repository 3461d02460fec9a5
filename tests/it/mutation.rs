//! Single mistakes at random places of conforming plans: how many are found, on the spot, and with how many findings.
//!
//! The figures are kept in `benches/mutation.txt`; `BLESS=1` writes them anew.

#![allow(clippy::print_stderr, reason = "LOOK=1 shows the mutants that are not found once")]

mod kinds;
mod plan;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use kinds::{Kind, Mutant};
use plan::{Plan, Rng};
use planvet::{Diagnostic, Document, Format, Limits, Settings, Source, check};

/// Mutants of each kind.
const MUTANTS: usize = 40;

/// Groups of mistakes that no rule looks for yet.
const LATER: [&str; 3] = ["files", "characters", "safety"];

/// Kinds on whose count or place the reading is silent, with the reason; they are run but not counted.
const DOUBTFUL: [(&str, &str); 0] = [];

fn plans() -> Vec<Plan> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".plan.md"))
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(|c: char| c.is_ascii_digit()))
        })
        .collect();
    paths.sort();
    paths.iter().map(|path| Plan::scan(&std::fs::read_to_string(path).expect("a plan"))).collect()
}

fn findings(text: &str, format: &Arc<Format>) -> Vec<Diagnostic> {
    let source = Source::new("plan.md", text);
    check(&Document::read(source, Arc::clone(format), &Limits::default()), &Settings::default())
}

#[derive(Default)]
struct Figures {
    mutants: usize,
    found: usize,
    findings: usize,
    fixable: usize,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.mutants += other.mutants;
        self.found += other.found;
        self.findings += other.findings;
        self.fixable += other.fixable;
    }

    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    fn row(&self, name: &str) -> String {
        let of = |part: usize| 100.0 * part as f64 / self.mutants.max(1) as f64;
        let mean = self.findings as f64 / self.mutants.max(1) as f64;
        format!("{name:<34}{:>8}{:>9.1}{mean:>10.2}{:>10.1}\n", self.mutants, of(self.found), of(self.fixable))
    }
}

fn is_on(found: &Diagnostic, mutant: &Mutant) -> bool {
    let (start, end) = (found.span.start as usize, found.span.end as usize);
    mutant.at.iter().any(|range| start <= range.end && range.start <= end)
}

fn run(kind: &Kind, plans: &[Plan], format: &Arc<Format>, look: bool) -> Figures {
    let mut figures = Figures::default();
    let mut seed = 0;
    while figures.mutants < MUTANTS && seed < 40 * MUTANTS as u64 {
        seed += 1;
        let mut rng = Rng::new(seed);
        let at = rng.below(plans.len());
        let Some(mutant) = (kind.make)(&plans[at], &mut rng) else { continue };
        let found = findings(&mutant.text, format);
        figures.mutants += 1;
        figures.findings += found.len();
        figures.found += usize::from(found.iter().any(|found| is_on(found, &mutant)));
        figures.fixable += usize::from(found.iter().any(|found| found.fix.is_some() && is_on(found, &mutant)));
        if look && (found.len() != 1 || !is_on(&found[0], &mutant)) {
            let source = Source::new("plan.md", mutant.text.as_str());
            eprintln!("{} seed {seed} plan {at}", kind.name);
            for range in &mutant.at {
                let place = source.position(u32::try_from(range.start).expect("small"));
                let text: String = mutant.text[range.clone()].chars().take(70).collect();
                eprintln!("   at {}:{} {text:?}", place.line, place.column);
            }
            for found in found.iter().take(8) {
                let place = source.position(found.span.start);
                eprintln!(
                    "   -> {}:{} {} {}: {}",
                    place.line,
                    place.column,
                    found.severity.name(),
                    found.rule,
                    found.message
                );
            }
        }
    }
    figures
}

#[test]
fn single_mistakes_are_found_on_the_spot_and_once() {
    let plans = plans();
    let format = Format::named("implementation-plan").expect("the default format");
    let look = std::env::var("LOOK").ok();
    let mut table =
        format!("{:<34}{:>8}{:>9}{:>10}{:>10}\n", "kind of mistake", "mutants", "found %", "findings", "fixable %");
    let mut all = Figures::default();
    for kind in kinds::kinds() {
        if LATER.contains(&kind.group) || DOUBTFUL.iter().any(|(name, _)| *name == kind.name) {
            continue;
        }
        if look.as_deref().is_some_and(|look| look != "all" && !kind.name.contains(look)) {
            continue;
        }
        let figures = run(&kind, &plans, &format, look.is_some());
        table.push_str(&figures.row(kind.name));
        all.add(&figures);
    }
    let _ = write!(table, "\n{}", all.row("all"));
    if look.is_some() {
        eprintln!("{table}");
        return;
    }
    keep("benches/mutation.txt", &table);
    assert!(all.found * 100 >= all.mutants * 97, "too few found:\n{table}");
    assert!(all.findings * 10 <= all.mutants * 12, "too many findings:\n{table}");
}

#[test]
fn harmless_changes_give_no_finding() {
    let plans = plans();
    let format = Format::named("implementation-plan").expect("the default format");
    let mut wrong = String::new();
    for kind in kinds::harmless() {
        for seed in 1..60 {
            let mut rng = Rng::new(seed);
            let at = rng.below(plans.len());
            let Some(mutant) = (kind.make)(&plans[at], &mut rng) else { continue };
            let source = Source::new("plan.md", mutant.text.as_str());
            for found in findings(&mutant.text, &format) {
                let place = source.position(found.span.start);
                let _ = writeln!(
                    wrong,
                    "{} seed {seed} plan {at} {}:{} {}: {}",
                    kind.name, place.line, place.column, found.rule, found.message
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Compares a text with a file of the repository, or writes the file when blessing.
fn keep(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("to write the figures");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "the figures changed; look at them, then run the tests with BLESS=1");
}
