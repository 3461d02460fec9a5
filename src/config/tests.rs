use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::keys::{FORMAT_KEYS, KEYS, Key, OVERRIDE_KEYS, Shape};
use super::*;

/// A disk of texts by full path. A path that ends in a slash is a folder.
struct Texts(BTreeMap<PathBuf, String>);

impl Disk for Texts {
    fn read(&self, path: &Path, name: String) -> Option<Result<Source, String>> {
        self.0.get(path).map(|text| Ok(Source::new(name, text.clone())))
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.keys().any(|known| known.starts_with(path))
    }

    fn formats(&self, folder: &Path) -> Option<Vec<PathBuf>> {
        let inside = |path: &&PathBuf| path.starts_with(folder) && path.extension().is_some_and(|end| end == "toml");
        self.exists(folder).then(|| self.0.keys().filter(inside).cloned().collect())
    }
}

fn disk(texts: &[(&str, &str)]) -> Rc<Texts> {
    Rc::new(Texts(texts.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect()))
}

fn configs(disk: &Rc<Texts>) -> Configs {
    let disk: Rc<Texts> = Rc::clone(disk);
    Configs::new(disk, PathBuf::from("/r"), Asked::default())
}

/// The mistakes of the configuration for `/r/a.md`: the text at fault and the message with its help.
fn mistakes(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    let disk = disk(texts);
    let broken = configs(&disk).of(Path::new("/r/a.md")).expect_err("mistakes");
    let all = broken.reports.iter().flat_map(|(source, found)| {
        found.iter().map(|found| {
            let help = found.help.as_deref().unwrap_or("");
            (source.slice(found.span).to_owned(), format!("{}; {help}", found.message))
        })
    });
    all.collect()
}

fn levels(config: &Config, path: &str) -> Vec<(&'static str, Level)> {
    config.rules_for(Path::new(path)).iter().map(|(rule, said)| (*rule, said.value)).collect()
}

const FORMAT: &str = "language = 1\nname = \"memo\"\nanchor = \"memo\"\nfiles = [\"*.memo.md\"]\n[[part]]\nis = \"# Memo: {name}\"\nid = \"memo\"\n[[part]]\nis = \"**From**: {who}\"\n";

#[test]
fn the_closest_file_counts_alone_and_the_search_ends_at_the_repository() {
    let disk = disk(&[
        ("/planvet.toml", "fail-on = \"never\"\n"),
        ("/r/.git/HEAD", ""),
        ("/r/x/planvet.toml", "fail-on = \"info\"\n"),
        ("/r/x/y/pyproject.toml", "[tool.other]\n"),
        ("/r/x/z/pyproject.toml", "[project]\nname = \"z\"\n[tool.planvet]\n[tool.planvet.rules]\nchat = \"off\"\n"),
        ("/r/x/z/.git/HEAD", ""),
        ("/o/a.md", ""),
    ]);
    let mut configs = configs(&disk);
    let mut fail_on = |path: &str| configs.of(Path::new(path)).expect("right").fail_on();
    assert_eq!(fail_on("/r/a.md"), Some(Severity::Error), "beyond the repository nothing counts");
    assert_eq!(fail_on("/r/x/y/a.md"), Some(Severity::Info), "a project that does not speak of planvet is passed over");
    assert_eq!(fail_on("/r/x/z/a.md"), Some(Severity::Error), "levels are not merged");
    assert_eq!(fail_on("/o/a.md"), None, "without a repository the search goes to the root");
    let config = configs.of(Path::new("/r/x/z/a.md")).expect("right");
    let origin = &config.rules["chat"].origin;
    assert_eq!((&*origin.file, origin.line), ("x/z/pyproject.toml", 5));
}

#[test]
fn the_narrower_name_wins_within_a_file_and_the_later_file_wins() {
    let disk = disk(&[
        ("/r/base.toml", "exclude = [\"old\"]\n[rules]\nchat = \"error\"\nlists = \"info\"\n"),
        (
            "/r/planvet.toml",
            "extends = \"base.toml\"\n[rules]\nempty-item = \"on\"\nall = \"off\"\nlists = \"warning\"\n[[overrides]]\nfiles = \"*.draft.md\"\nrules.lists = \"off\"\n",
        ),
    ]);
    let config = configs(&disk).of(Path::new("/r/a.md")).expect("right");
    let all = levels(&config, "/r/a.md");
    let level = |all: &[(&str, Level)], name: &str| all.iter().find(|(rule, _)| *rule == name).expect(name).1;
    assert_eq!(level(&all, "chat"), Level::Off);
    assert_eq!(level(&all, "missing-box"), Level::At(Severity::Warning));
    assert_eq!(level(&all, "empty-item"), Level::On);
    assert_eq!(level(&levels(&config, "/r/x/a.draft.md"), "empty-item"), Level::Off);
    assert!(config.exclude.as_ref().is_some_and(|exclude| exclude.value.file(Path::new("/r/old/a.md"))));
    assert_eq!(config.files, ["planvet.toml", "base.toml"]);
}

#[test]
fn patterns_are_seen_from_the_folder_of_their_file() {
    let disk = disk(&[
        ("/r/planvet.toml", "exclude = [\"plans/old\"]\n"),
        ("/r/plans/planvet.toml", "extends = \"../planvet.toml\"\n"),
        ("/r/shared/base.toml", "exclude = [\"drafts/**\"]\n"),
        ("/r/team/planvet.toml", "extends = [\"../shared/base.toml\"]\n"),
    ]);
    let mut configs = configs(&disk);
    let mut excludes = |path: &str| configs.excludes(Path::new(path), None).expect("right");
    assert!(excludes("/r/plans/old/a.md") && excludes("/r/team/drafts/a.md"));
    assert!(!excludes("/r/plans/a.md") && !excludes("/r/shared/drafts/a.md"));
}

#[test]
fn what_is_excluded_stays_so_below_other_configurations_unless_it_is_named() {
    let disk =
        disk(&[("/r/planvet.toml", "exclude = [\"vendor/\"]\n"), ("/r/vendor/planvet.toml", "fail-on = \"wrong\"\n")]);
    let mut configs = configs(&disk);
    assert!(configs.excludes(Path::new("/r/vendor/a.md"), Some(2)).expect("the inner file is not read"));
    assert!(!configs.excludes(Path::new("/r/vendor/a.md"), Some(0)).expect("nothing is asked"));
    assert!(configs.of(Path::new("/r/vendor/a.md")).is_err());
}

#[test]
fn what_stands_above_a_repository_excludes_nothing_in_it() {
    let disk = disk(&[
        ("/planvet.toml", "exclude = [\"r\", \"o\"]\n"),
        ("/r/.git/HEAD", ""),
        ("/r/planvet.toml", "exclude = [\"b.md\", \"lib\"]\n"),
        ("/r/lib/.git/HEAD", ""),
    ]);
    let mut configs = configs(&disk);
    let mut excludes = |path: &str| configs.excludes(Path::new(path), None).expect("right");
    assert!(!excludes("/r/a.md") && excludes("/r/x/b.md"));
    assert!(excludes("/r/lib/a.md"), "a repository inside the present folder is a folder like others");
    assert!(excludes("/o/a.md"));
}

#[test]
fn formats_are_found_by_folder_by_path_and_in_the_binary() {
    let disk = disk(&[
        (
            "/r/planvet.toml",
            "format-folder = \"formats\"\n[[formats]]\nfiles = \"notes\"\nformat = \"memo\"\n[[formats]]\nfiles = \"*.md\"\nformat = \"task-list\"\n\
             [[overrides]]\nfiles = \"special.md\"\nformat = \"other/memo.toml\"\n[presence.memo]\nfrom = \"optional\"\n",
        ),
        ("/r/formats/deep/memo.toml", FORMAT),
        ("/r/other/memo.toml", FORMAT),
    ]);
    let config = configs(&disk).of(Path::new("/r/a.md")).expect("right");
    let format = |path: &str| {
        Config::resolve(&config, PathBuf::from(path))
            .chosen
            .map(|said| (said.value.name().to_owned(), said.origin.line))
    };
    assert_eq!(format("/r/notes/a.md"), Some(("memo".to_owned(), 4)));
    assert_eq!(format("/r/a.md"), Some(("task-list".to_owned(), 7)));
    assert_eq!(format("/r/special.md"), Some(("memo".to_owned(), 10)));
    assert_eq!(format("/r/a.txt"), None);
    let own = config.formats.of_file(Path::new("/r/a.memo.md")).expect("by its own globs");
    assert_eq!(own.part(2).presence, Presence::Optional);
    assert_eq!(config.formats.names().collect::<Vec<_>>()[..2], ["memo", "implementation-plan"]);
}

#[test]
fn presence_changes_what_is_missing() {
    let disk = disk(&[(
        "/r/planvet.toml",
        "[presence.implementation-plan]\nimplementation-guidelines = \"required\"\n\"task/step/troubleshooting\" = \"optional\"\n",
    )]);
    let config = configs(&disk).of(Path::new("/r/a.md")).expect("right");
    let format = config.formats.named("implementation-plan").expect("built in");
    let presence = |name: &str| format.part(format.called(name)[0]).presence;
    assert_eq!(presence("implementation-guidelines"), Presence::Required);
    assert_eq!(presence("task/step/troubleshooting"), Presence::Optional);
    assert_eq!(presence("task/step/configuration"), Presence::Expected);
}

#[test]
fn all_mistakes_are_found_at_once_with_their_places() {
    let found = mistakes(&[
        (
            "/r/planvet.toml",
            r#"
extends = ["base.toml", "none.toml"]
exclud = ["x"]
include = ["!x", "../y", "[a", ""]
fail-on = "warn"
format-folder = "nowhere"
formats = [{ files = "a", format = "task-lst" }, { format = "memo" }, { files = "a", format = "no/memo.toml" }]
[rules]
missing-feild = "error"
chat = "of"
lists = 3
[[overrides]]
files = "a"
rule = { chat = "off" }
[presence.implementation-plan]
"task/stp" = "optional"
objective = "optional"
"task/step/actions" = "maybe"
[presence.implementation-pln]
[presence.task-list]
"task/descripton" = "expectd"
"#,
        ),
        ("/r/base.toml", "fail-on = 3\n"),
    ]);
    let wanted = [
        ("\"none.toml\"", "there is no file `none.toml`"),
        ("exclud", "unknown key `exclud`; did you mean `exclude`?"),
        ("\"!x\"", "cannot begin with `!`"),
        ("\"../y\"", "leads out of the folder"),
        ("\"[a\"", "is not a pattern"),
        ("\"warn\"", "did you mean `warning`?"),
        ("\"nowhere\"", "there is no folder `nowhere`"),
        ("\"task-lst\"", "no format is called `task-lst`; did you mean `task-list`?"),
        ("{ format = \"memo\" }", "does not say for which files"),
        ("\"memo\"", "no format is called `memo`"),
        ("\"no/memo.toml\"", "there is no file `no/memo.toml`"),
        ("\"\"", "the text is empty"),
        ("\"task/descripton\"", "no part is called `task/descripton`"),
        ("\"expectd\"", "did you mean `expected`?"),
        ("missing-feild", "did you mean `missing-field`?"),
        ("\"of\"", "did you mean `off`?"),
        ("3", "not a string"),
        ("rule", "did you mean `rules`?"),
        ("\"task/stp\"", "no part is called `task/stp`"),
        ("objective", "is more than one part; write `task/objective`"),
        ("\"maybe\"", "write one of `required`"),
        ("implementation-pln", "did you mean `implementation-plan`?"),
    ];
    for (place, message) in wanted {
        let hit = found.iter().any(|(at, said)| at == place && said.contains(message));
        assert!(hit, "nothing at {place} says {message}: {found:#?}");
    }
    assert_eq!(found.len(), wanted.len() + 1, "{found:#?}");
}

#[test]
fn files_that_extend_each_other_in_a_circle_are_a_mistake() {
    let found = mistakes(&[
        ("/r/planvet.toml", "extends = \"x/b.toml\"\n"),
        ("/r/x/b.toml", "extends = \"../planvet.toml\"\n"),
    ]);
    let circle = "the file extends itself; `planvet.toml` → `x/b.toml` → `planvet.toml` go round in a circle";
    assert_eq!(found, [("\"../planvet.toml\"".to_owned(), circle.to_owned())]);
    // Each file twice, many levels deep, ends too.
    let names: Vec<(String, String)> = (0..20)
        .map(|at| (format!("/r/{at}.toml"), format!("extends = [\"{0}.toml\", \"{0}.toml\"]\n", at + 1)))
        .chain([
            ("/r/20.toml".to_owned(), String::new()),
            ("/r/planvet.toml".to_owned(), "extends = \"0.toml\"".to_owned()),
        ])
        .collect();
    let texts: Vec<(&str, &str)> = names.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert!(mistakes(&texts).iter().any(|(_, said)| said.contains("more than 32 files")));
}

#[test]
fn mistakes_in_a_format_of_the_folder_are_shown_in_it() {
    let found = mistakes(&[
        ("/r/planvet.toml", "format-folder = \"formats\"\n"),
        ("/r/formats/memo.toml", &FORMAT.replace("anchor", "anchr")),
    ]);
    assert!(found.iter().any(|(at, said)| at == "anchr" && said.contains("did you mean `anchor`?")), "{found:#?}");
}

#[test]
fn a_configuration_in_the_folder_of_formats_is_no_format() {
    let disk = disk(&[("/r/planvet.toml", "format-folder = \".\"\n"), ("/r/memo.toml", FORMAT)]);
    let config = configs(&disk).of(Path::new("/r/a.md")).expect("right");
    assert_eq!(config.formats.names().next(), Some("memo"));
}

#[test]
fn what_is_asked_for_wins_over_files() {
    let disk = disk(&[("/r/planvet.toml", "fail-on = \"info\"\n[rules]\nall = \"off\"\nchat = \"info\"\n")]);
    let asked = Asked {
        select: vec!["lists".to_owned(), "chat".to_owned()],
        ignore: vec!["empty-item".to_owned()],
        severity: vec![("missing-box".to_owned(), Severity::Info)],
        fail_on: Some(None),
    };
    let mut configs = Configs::new(disk, PathBuf::from("/r"), asked);
    let resolved = configs.resolve(Path::new("a.md")).expect("right");
    assert_eq!(resolved.fail_on, None);
    let mut expected = Settings::default();
    expected.set_level("chat", Level::At(Severity::Info)).expect("a rule");
    expected.set_level("missing-box", Level::At(Severity::Info)).expect("a rule");
    expected.select(["lists", "chat"]).expect("rules");
    expected.ignore(["empty-item"]).expect("a rule");
    assert_eq!(*resolved.settings, expected);
}

#[test]
fn the_reader_knows_every_key_of_the_table() {
    fn known(prefix: &str, keys: &[Key]) {
        for key in keys {
            let found = mistakes_of(&format!("{prefix}{} = 1\n", key.name));
            assert!(!found.iter().any(|said| said.contains("unknown key")), "{prefix}{}", key.name);
            if let Shape::Tables { keys, .. } = key.shape {
                known(&format!("[[{}]]\n", key.name), keys);
            }
        }
    }
    known("", &KEYS);
    assert_eq!((FORMAT_KEYS.len(), OVERRIDE_KEYS.len()), (2, 3));
}

fn mistakes_of(text: &str) -> Vec<String> {
    let (_, found) = layer::read(&Source::new("planvet.toml", text), false).expect("a configuration");
    found.into_iter().map(|found| found.message).collect()
}

#[test]
fn the_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/config.json");
    let text = format!("{:#}\n", keys::schema());
    crate::files::blessed(&path, &text);
}

#[test]
fn what_init_writes_is_right_with_and_without_its_comments() {
    let text = crate::cli::init::TEXT;
    assert_eq!(mistakes_of(text), Vec::<String>::new());
    // A line of a key, a table or its end.
    let is_key = |line: &&str| {
        line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.trim_matches('"').contains(' '))
    };
    let all: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_key).collect();
    let disk =
        disk(&[("/r/planvet.toml", "\n"), ("/r/x/planvet.toml", &all.join("\n")), ("/r/x/formats/memo.toml", FORMAT)]);
    let config =
        configs(&disk).of(Path::new("/r/x/a.md")).map_err(|broken| format!("{:?}", broken.reports)).expect("right");
    assert!(config.include.is_some() && config.exclude.is_some() && config.rules.len() > 1);
    for key in &KEYS {
        assert!(
            all.iter().any(|line| line.trim_start_matches('[').starts_with(key.name)),
            "`{}` is not there",
            key.name
        );
    }
}
