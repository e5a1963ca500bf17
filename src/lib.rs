//! connlog, the program: arguments, configuration, sources, the pipeline, following and output.
//!
//! `docs/development/architecture.md` draws the layers and the way of a record. `connlog_core` holds what needs no I/O.

pub mod app;
pub mod archive;
pub mod args;
pub mod commands;
pub mod config;
pub mod env;
pub mod error_report;
pub mod file_access;
pub mod follow;
pub mod output;
pub mod pipeline;
pub mod runtime;
pub mod signals;
pub mod size;
pub mod sources;

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::app::AppContext;
use crate::commands::Cli;
use crate::output::terminal::ColorChoice;
use crate::output::terminal::Palette;
use connlog_core::error::{Error, Exit};
use connlog_core::sanitize::{Escaped, Keep};

/// Runs one command line, reports its error on stderr and returns the exit code.
pub fn run(arguments: Vec<OsString>, app: &mut AppContext) -> Exit {
    app.register_secrets(&arguments);
    let arguments = args::output::join_color(arguments);
    let preferences = config::preferences::apply(&mut app.env);
    let json_errors = error_report::as_json(&arguments, &app.env);
    if let Some(shell) = app.env.get(env::COMPLETE) {
        return commands::completions::complete(shell, &arguments, app).unwrap_or_else(|fault| {
            report(&fault, json_errors, app);
            fault.code.exit()
        });
    }
    let arguments = commands::summary::with_default(arguments, app);
    let arguments = match commands::saved_filters::expand(arguments, &app.env) {
        Ok(arguments) => arguments,
        Err(fault) => {
            report(&fault, json_errors, app);
            return fault.code.exit();
        }
    };
    let ended = match Cli::parse_arguments(arguments.clone()) {
        Ok(cli) => app.apply_fixed_clock().and_then(|()| cli.run(preferences, app)),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            let help = commands::help::screen::text(&error.to_string(), &arguments);
            app.print_text(&help, Keep::LINES).map(|()| Exit::Done)
        }
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            app.print_text(&error.to_string(), Keep::LINES).map(|()| Exit::Done)
        }
        Err(error) => {
            let error = error_report::sanitize_values(error);
            if let Some(fault) = commands::mistakes::explain(&error, &arguments) {
                Err(fault)
            } else if json_errors {
                Err(error_report::usage(&error))
            } else {
                app.print_error(&Escaped::from_text(&format!("{}\n", error.to_string().trim_end()), Keep::LINES));
                return Exit::Usage;
            }
        }
    };
    ended.unwrap_or_else(|fault| {
        report(&fault, json_errors, app);
        fault.code.exit()
    })
}

fn report(fault: &Error, json: bool, app: &AppContext) {
    if json {
        return app.print_error(&Escaped::from_json(&format!("{}\n", fault.to_json())));
    }
    let coloured = output::terminal::colour(ColorChoice::Auto, &app.env, app.stderr_is_terminal, false);
    let text = format!("{}\n", error_report::text(fault, &Palette::new(coloured)));
    app.print_error(&Escaped::from_text(&text, Keep::coloured(coloured)));
}
