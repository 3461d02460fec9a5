//! Single mistakes at random places of conforming plans: how many are found, on the spot, and with how many findings.
//!
//! The figures are kept in `benches/mutation.txt`; `BLESS=1` writes them anew.

#![allow(clippy::print_stderr, reason = "LOOK=1 shows the mutants that are not found once")]

mod kinds;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use kinds::{Kind, Mutant};
use plan::{Plan, Rng};
use planvet::{Diagnostic, Format, Safety, Settings, Severity, Source, check};

use super::mending::{findings, judge, rests};

/// Mutants of each kind.
const MUTANTS: usize = 40;

/// Groups and kinds of mistakes that no rule looks for yet.
const LATER: [&str; 10] = [
    "safety",
    "file-without-description",
    "file-without-ticks",
    "file-absolute",
    "file-outside",
    "listed-not-created",
    "verified-not-created",
    "installed-not-listed",
    "listed-not-installed",
    "look-alike",
];

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

#[derive(Default)]
struct Figures {
    mutants: usize,
    found: usize,
    findings: usize,
    /// With a fix at the mistake; the figures below are about that fix.
    fixable: usize,
    /// The finding is gone, and nothing as bad has come.
    mended: usize,
    /// Safe ones.
    safe: usize,
    /// After all safe fixes no error is left.
    clean: usize,
    /// Fixing comes to rest, and a second time changes nothing.
    rested: usize,
    /// No word of the author's is lost.
    kept: usize,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.mutants += other.mutants;
        self.found += other.found;
        self.findings += other.findings;
        self.fixable += other.fixable;
        self.mended += other.mended;
        self.safe += other.safe;
        self.clean += other.clean;
        self.rested += other.rested;
        self.kept += other.kept;
    }

    #[allow(clippy::cast_precision_loss, reason = "counts are small")]
    fn row(&self, name: &str) -> String {
        let of = |part: usize| 100.0 * part as f64 / self.mutants.max(1) as f64;
        let mean = self.findings as f64 / self.mutants.max(1) as f64;
        let share = |part: usize, whole: usize| match whole {
            0 => "-".to_owned(),
            whole => format!("{:.1}", 100.0 * part as f64 / whole as f64),
        };
        let mut row =
            format!("{name:<34}{:>8}{:>9.1}{mean:>10.2}{:>10.1}", self.mutants, of(self.found), of(self.fixable));
        for (part, whole) in [
            (self.mended, self.fixable),
            (self.safe, self.fixable),
            (self.clean, self.safe),
            (self.rested, self.fixable),
            (self.kept, self.fixable),
        ] {
            let _ = write!(row, "{:>9}", share(part, whole));
        }
        row + "\n"
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
        if let Some((mended, fix)) =
            found.iter().find_map(|found| Some((found, found.fix.as_ref()?)).filter(|_| is_on(found, &mutant)))
        {
            let verdict = judge(&mutant.text, format, &found, mended);
            let rest = rests(&mutant.text, format, fix.safety);
            let safe = fix.safety == Safety::Safe;
            let errors = |found: &[Diagnostic]| found.iter().filter(|found| found.severity == Severity::Error).count();
            let clean = rest.as_ref().is_ok_and(|document| errors(&check(document, &Settings::default())) == 0);
            let good = verdict.gone && verdict.new.is_none();
            figures.fixable += 1;
            figures.mended += usize::from(good);
            figures.safe += usize::from(safe);
            figures.clean += usize::from(safe && clean);
            figures.rested += usize::from(rest.is_ok());
            figures.kept += usize::from(verdict.lost.is_empty());
            let well = good && rest.is_ok() && (clean || !safe) && verdict.lost.is_empty();
            if look && !well {
                eprintln!("{} seed {seed} plan {at}: {}: {verdict:?}", kind.name, mended.message);
                eprintln!("   {:?} clean {clean} {fix:?}", rest.err());
            }
        }
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
        format!("{:<34}{:>8}{:>9}{:>10}{:>10}", "kind of mistake", "mutants", "found %", "findings", "fixable %");
    for column in ["mended %", "safe %", "clean %", "rests %", "kept %"] {
        let _ = write!(table, "{column:>9}");
    }
    table.push('\n');
    let is_wanted = |kind: &Kind| {
        !LATER.iter().any(|later| kind.group == *later || kind.name.starts_with(later))
            && !DOUBTFUL.iter().any(|(name, _)| *name == kind.name)
            && look.as_deref().is_none_or(|look| look == "all" || kind.name.contains(look))
    };
    let kinds: Vec<Kind> = kinds::kinds().into_iter().filter(is_wanted).collect();
    let next = AtomicUsize::new(0);
    let rows: Mutex<BTreeMap<usize, Figures>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(kind) = kinds.get(at) else { break };
                    let figures = run(kind, &plans, &format, look.is_some());
                    rows.lock().expect("no thread fails").insert(at, figures);
                }
            });
        }
    });
    let mut all = Figures::default();
    for (at, figures) in rows.into_inner().expect("no thread fails") {
        table.push_str(&figures.row(kinds[at].name));
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
    assert!(all.fixable * 100 >= all.mutants * 62, "too few fixes:\n{table}");
    assert_eq!(all.mended, all.fixable, "a fix does not mend, or brings something as bad:\n{table}");
    assert!(all.clean * 100 >= all.safe * 95, "safe fixes leave errors:\n{table}");
    assert_eq!((all.rested, all.kept), (all.fixable, all.fixable), "fixes do not rest, or lose words:\n{table}");
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

/// Several mistakes in one plan, planted as whole lines: whatever they make of it, fixing keeps its promises.
/// `MUTANTS=10000` tries that many plans.
#[test]
fn fixes_of_plans_with_many_mistakes_rest_and_lose_nothing() {
    let plans = plans();
    let format = Format::named("implementation-plan").expect("the default format");
    let kinds = kinds::kinds();
    let (mut wrong, mut fixes, mut worse) = (String::new(), 0, 0);
    let count = std::env::var("MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(240);
    for seed in 0..count {
        let mut rng = Rng::new(7_000 + seed);
        let mut text = plans[rng.below(plans.len())].text.clone();
        for _ in 0..2 + rng.below(16) {
            text = damaged(&text, &plans, &kinds, &mut rng);
        }
        let found = findings(&text, &format);
        for mended in found.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)) {
            fixes += 1;
            let verdict = judge(&text, &format, &found, mended);
            worse += usize::from(!verdict.gone || verdict.new.is_some());
            if !verdict.lost.is_empty() {
                let _ = writeln!(wrong, "seed {seed}: {}: {verdict:?}", mended.message);
            }
            if std::env::var_os("LOOK").is_some() && (!verdict.gone || verdict.new.is_some()) {
                eprintln!("seed {seed}: {}: {}: {verdict:?}", mended.rule, mended.message);
            }
        }
        for safety in [Safety::Safe, Safety::Unsafe] {
            if let Err(why) = rests(&text, &format, safety) {
                let _ = writeln!(wrong, "seed {seed}: {safety:?}: {why}");
            }
        }
    }
    assert!(fixes > 300, "{fixes} fixes");
    // Where many things are wrong, mending one may show another that it hid.
    assert!(worse * 100 <= fixes, "{worse} of {fixes} fixes do not mend or bring something as bad");
    assert!(wrong.is_empty(), "{wrong}");
}

/// A text with a line left out, written twice, exchanged with the next, or replaced by one of a mutant's.
fn damaged(text: &str, plans: &[Plan], kinds: &[Kind], rng: &mut Rng) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = rng.below(lines.len().max(2) - 1);
    match rng.below(12) {
        // A heading, a label or an item in another form.
        5.. => {
            let forms: [(&str, &str); 14] = [
                ("**:", ":**"),
                ("**", ""),
                ("**", "- **"),
                ("- [ ] ", "- "),
                ("- [ ] ", "1. "),
                ("- [ ] ", "- []"),
                ("### ", "#### "),
                ("### ", "## "),
                ("## Task: ", "## ✅ Task 1 - "),
                ("#### Step ", "#### Step 1"),
                ("e", ""),
                ("`", ""),
                ("@", "=="),
                ("```", "``"),
            ];
            let (from, to) = forms[rng.below(forms.len())];
            let fitting: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains(from)).collect();
            if let Some(at) = rng.pick(&fitting) {
                lines[*at] = lines[*at].replacen(from, to, 1);
            }
        }
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => lines.swap(at, at + 1),
        _ => {
            let plan = &plans[rng.below(plans.len())];
            let mutant = rng.pick(kinds).and_then(|kind| (kind.make)(plan, rng));
            let known: BTreeSet<&str> = plan.text.lines().collect();
            let new = mutant.and_then(|mutant| {
                let new: Vec<&str> =
                    mutant.text.lines().filter(|line| !known.contains(line) && !line.contains('\0')).collect();
                rng.pick(&new).map(|line| format!("{line}\n"))
            });
            lines.splice(at..=at, new);
        }
    }
    lines.concat()
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
