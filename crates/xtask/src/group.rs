//! One child at a time, in a process group of its own, so that it ends when this program is told to end.
//!
//! A server such as `wrangler dev` starts more processes. A signal that reached this program alone would leave all of
//! them running and the port taken, so a signal is passed on to the whole group, and what has not ended after
//! [`PATIENCE`] is killed. A child reads nothing from the terminal: a group in the background may not.

use core::time::Duration;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio, exit};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::Failure;

/// How long a group may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

static CURRENT: Mutex<Current> = Mutex::new(Current { group: None, is_ending: false });

struct Current {
    group: Option<u32>,
    is_ending: bool,
}

/// From here on Ctrl-C, a polite kill and the end of the terminal end the child before this program.
pub(crate) fn end_with_signals() -> Result<(), Failure> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])
        .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end(signal);
        }
    });
    Ok(())
}

/// Runs `command` to its end.
pub(crate) fn run(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = start(command)?;
    let status = child.wait();
    current().group = None;
    // The thread that passes a signal on decides how this program ends.
    while current().is_ending {
        thread::park();
    }
    status
}

fn start(command: &mut Command) -> io::Result<Child> {
    // Held while the child starts, so that no signal falls between its start and the note of its group.
    let mut current = current();
    if current.is_ending {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let child = command.stdin(Stdio::null()).process_group(0).spawn()?;
    current.group = Some(child.id());
    Ok(child)
}

fn end(signal: i32) -> ! {
    let group = {
        let mut current = current();
        current.is_ending = true;
        current.group
    };
    if let Some(group) = group {
        send("TERM", group);
        let mut waited = Duration::ZERO;
        while waited < PATIENCE && send("0", group) {
            thread::sleep(GLANCE);
            waited += GLANCE;
        }
        send("KILL", group);
    }
    exit(128 + signal)
}

/// Whether there was anybody to send it to. Every POSIX shell has `kill` built in; a program of that name may be
/// missing from a small image.
fn send(signal: &str, group: u32) -> bool {
    let script = format!("kill -s {signal} -- -{group}");
    Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn current() -> MutexGuard<'static, Current> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}
