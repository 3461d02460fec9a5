//! `planvet completions` and `planvet man`: what packages put beside the program.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::files;

use super::{Cli, Usage, note, print};

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// For which shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write one page for the program and one for each verb into this folder, which is made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<u8, Usage> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "planvet", &mut text);
    print(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

pub(super) fn man(args: &ManArgs) -> Result<u8, Usage> {
    let mut command = Cli::command();
    // Names such as `planvet check` are known once it is built.
    command.build();
    let Some(folder) = &args.out else {
        print(&page(command)?)?;
        return Ok(0);
    };
    let mut pages = Vec::new();
    collect(&command, "planvet", &mut pages)?;
    files::make_folder(folder).map_err(|problem| Usage(format!("`{}` {}", files::shown(folder), problem.message)))?;
    for (name, text) in &pages {
        let path = folder.join(name);
        files::replace(&path, text)
            .map_err(|problem| Usage(format!("`{}` {}", files::shown(&path), problem.message)))?;
    }
    note(&format!("wrote {} pages to `{}`", pages.len(), files::shown(folder)));
    Ok(0)
}

/// The pages of a command and of those below it, with the names of their files.
fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, String)>) -> Result<(), Usage> {
    pages.push((format!("{name}.1"), page(command.clone().display_name(name))?));
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        collect(verb, &format!("{name}-{}", verb.get_name()), pages)?;
    }
    Ok(())
}

/// The source of a manual page.
fn page(command: clap::Command) -> Result<String, Usage> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text).map_err(|error| Usage(format!("cannot make the page: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
