//! What packages and pages say of the version.

use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a file")
}

#[test]
fn all_packages_have_one_version() {
    let npm: serde_json::Value = serde_json::from_str(&text("npm/package.json")).expect("JSON");
    assert_eq!(npm["version"], VERSION);
    let kinds = npm["optionalDependencies"].as_object().expect("a table");
    assert!(kinds.len() > 1 && kinds.values().all(|version| version == VERSION), "{kinds:?}");
    assert!(text("action.yml").contains(&format!("default: {VERSION}\n")));
    for name in ["editors/vscode/package.json", "editors/vscode/package-lock.json"] {
        let extension: serde_json::Value = serde_json::from_str(&text(name)).expect("JSON");
        assert_eq!(extension["version"], VERSION, "{name}");
    }
    assert!(text("pre-commit/pyproject.toml").contains(&format!("\"planvet=={VERSION}\"")));
}

#[test]
fn pages_name_the_present_version() {
    for (page, least) in [("README.md", 3), ("pre-commit/README.md", 1)] {
        let text = text(page);
        // `rev: v1.2.3` of hooks, `planvet/planvet@v1.2.3` of the action, `planvet==1.2.3` of the wheel.
        let said = ["rev: v", "planvet@v", "planvet=="].iter().flat_map(|mark| {
            let versions = text.split(mark).skip(1);
            versions.map(|rest| rest.split(|at: char| at != '.' && !at.is_ascii_digit()).next().unwrap_or(""))
        });
        let said: Vec<&str> = said.collect();
        assert!(said.len() >= least && said.iter().all(|version| *version == VERSION), "{page}: {said:?}");
    }
}

/// `build.rs` asks for it; a program whose pointers are patched at every start would start later.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn the_program_lies_at_one_address() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_planvet")).expect("the program");
    // The kind of an ELF file: 2 lies where it says, 3 anywhere.
    assert_eq!(program[16], 2);
}
