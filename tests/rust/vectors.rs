//! Every vector of this repository, in Rust.

use cuecard_conformance::{SUITES, run_own};

#[test]
fn every_suite_passes() {
    for suite in SUITES {
        let report = run_own(suite).unwrap();
        let failures: Vec<String> =
            report.failures.iter().map(|failure| format!("{}: {}", failure.name, failure.reason)).collect();
        assert!(failures.is_empty(), "{suite}:\n{}", failures.join("\n"));
        assert!(report.total > 0, "{suite} has no vectors");
        println!("{suite}: {}/{}", report.passed, report.total);
    }
}

#[test]
fn a_vector_that_is_wrong_fails() {
    let folder = std::env::temp_dir().join(format!("cuecard-vectors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let wrong = r#"{"about": "", "vectors": [{"name": "wrong", "source": "", "wire": "data: a\n\n",
        "events": [{"event": "message", "data": "b", "id": ""}], "last_event_id": "", "retry_ms": null}]}"#;
    std::fs::write(folder.join("wrong.json"), wrong).unwrap();
    let report = cuecard_conformance::run_folder("sse", &folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((report.passed, report.total), (0, 1));
    assert!(report.failures[0].reason.contains("whole, the stream"), "{}", report.failures[0].reason);
}
