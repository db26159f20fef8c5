//! `cargo xtask dev`: everything built and seeded, and the Worker running.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use std::env;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use crate::builds::{build_with_ingredients, set_up};
use crate::database;
use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::step::seconds;

/// How long to wait between two looks at whether the Worker answers, and for one answer.
const GLANCE: Duration = Duration::from_millis(200);
const ANSWER: Duration = Duration::from_secs(5);

/// Settings that are passed on from the environment: `BRAIN=ollama OLLAMA_URL=… cargo xtask dev`.
const PASSED_ON: [&str; 7] =
    ["BRAIN", "FIRST_CONTENT_MS", "IDLE_MS", "OLLAMA_MODEL", "OLLAMA_URL", "SCRIPTED_DELAY_MS", "TOTAL_MS"];

/// Who the reader of the printed command is to the Worker.
const ASK: &str = r#"{"user_id":"me","char_id":"arieol","text":"Why is the sky spiral-shaped?"}"#;

/// Builds everything and, unless told not to, serves it on `port` until Ctrl-C.
pub(crate) fn dev(repo: &Repo, port: u16, is_served: bool) -> Result<(), Failure> {
    let begin = Instant::now();
    if is_served {
        check_port(port)?;
    }
    set_up(repo)?;
    build_with_ingredients(repo, None)?;
    database::prepare(repo)?;
    if !is_served {
        println!("\nBuilt in {}. `cargo xtask dev` serves it.", seconds(begin.elapsed()));
        return Ok(());
    }
    check_port(port)?;
    thread::spawn(move || greet_when_ready(port, begin));
    serve(repo, port)
}

fn serve(repo: &Repo, port: u16) -> Result<(), Failure> {
    let job = Job::wrangler(repo)
        .args(["dev", "--show-interactive-dev-session=false", "--port"])
        .arg(port.to_string())
        .args(["--var", "ENVIRONMENT:development", "--var", "AUTH:open"]);
    let set = PASSED_ON.iter().filter_map(|name| Some(format!("{name}:{}", env::var(name).ok()?)));
    set.fold(job, |job, var| job.args(["--var", &var])).run()
}

/// wrangler would say it in a page of its own, or take another port.
fn check_port(port: u16) -> Result<(), Failure> {
    let hosts: [SocketAddr; 2] = [(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()];
    for host in hosts {
        match TcpListener::bind(host) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                return Err(Failure::new(format!(
                    "port {port} is taken; choose another: cargo xtask dev --port {}",
                    port.checked_add(1).unwrap_or(8787)
                )));
            }
            // A machine without IPv6 has no ::1, and that is well.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

fn greet_when_ready(port: u16, begin: Instant) {
    while !answers(port).unwrap_or(false) {
        thread::sleep(GLANCE);
    }
    println!("\ncuecard is ready after {}: http://localhost:{port}\n", seconds(begin.elapsed()));
    println!("  curl -N http://localhost:{port}/ask -H 'content-type: application/json' -d '{ASK}'\n");
    println!("Ctrl-C ends it. Changed Rust sources are built again, which takes about a minute, and served.");
}

/// Whether `/healthz` answers 200. Plain HTTP, because a client would be the largest dependency of this program.
fn answers(port: u16) -> io::Result<bool> {
    let mut stream = TcpStream::connect(("localhost", port))?;
    stream.set_read_timeout(Some(ANSWER))?;
    let request = format!("GET /healthz HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(status == *b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let failure = check_port(port).unwrap_err().to_string();
        assert!(failure.contains(&port.to_string()) && failure.contains("--port"), "{failure}");
        drop(taken);
        check_port(port).unwrap();
    }

    #[test]
    fn readiness_is_a_200() {
        for (reply, is_ready) in [("HTTP/1.1 200 OK\r\n\r\n", true), ("HTTP/1.1 503 No\r\n\r\n", false)] {
            let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = server.local_addr().unwrap().port();
            let thread = thread::spawn(move || {
                let (mut stream, _) = server.accept().unwrap();
                let _ = stream.read(&mut [0; 200]).unwrap();
                stream.write_all(reply.as_bytes()).unwrap();
            });
            assert_eq!(answers(port).unwrap(), is_ready);
            thread.join().unwrap();
        }
    }
}
