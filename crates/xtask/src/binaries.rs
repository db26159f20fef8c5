//! The WebAssembly binaries of the npm package: the same shell, built with different features.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::rust::{STABLE, WASM};
use crate::size::check_size;
use crate::tools::WASM_BINDGEN;

/// Features that every browser of the last years has; wasm-opt may use them, and keeps what rustc used of them.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// SHA-256 as a loop: a prompt is hashed once, and the unrolled one takes 2 KB (gzip) more.
const RUST_OPTIONS: [&str; 2] = ["--cfg", "sha2_backend_soft=\"compact\""];

/// Where wasm-bindgen and wasm-opt leave them.
const FOLDER: &str = "npm/src/generated";

/// What has to be there after a build.
pub(crate) const OUTPUTS: [&str; 4] = [
    "npm/src/generated/core.js",
    "npm/src/generated/core_bg.wasm",
    "npm/src/generated/formats.js",
    "npm/src/generated/formats_bg.wasm",
];

struct Binary {
    /// What its files are called.
    name: &'static str,
    /// The feature of `crates/wasm`.
    feature: &'static str,
    /// How many bytes it may have, as `gzip -9` makes it.
    budget: usize,
}

const BINARIES: [Binary; 2] = [
    Binary { name: "core", feature: "chat", budget: 180_000 },
    Binary { name: "formats", feature: "formats", budget: 220_000 },
];

/// What the binaries follow from, apart from files.
pub(crate) fn version() -> String {
    let features = BINARIES.map(|Binary { name, feature, budget }| format!("{name} {feature} {budget}"));
    format!("{STABLE} {} {RUST_OPTIONS:?} {WASM_FEATURES:?} {features:?}", WASM_BINDGEN.version())
}

/// Builds all of them. One that is larger than it may be is a failure.
pub(crate) fn make(repo: &Repo) -> Result<(), Failure> {
    BINARIES.iter().try_for_each(|binary| binary.make(repo))
}

/// Panics name their place: without the home of whoever builds.
fn rust_options() -> Vec<String> {
    let home = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")));
    let remap = home.map(|home| format!("--remap-path-prefix={home}="));
    RUST_OPTIONS.into_iter().map(String::from).chain(remap).collect()
}

impl Binary {
    fn make(&self, repo: &Repo) -> Result<(), Failure> {
        let compiled = self.compile(repo)?;
        self.bind(repo, compiled)?;
        let file = self.optimize(repo)?;
        check_size(&format!("{}.wasm", self.name), &file, self.budget)
    }

    fn compile(&self, repo: &Repo) -> Result<PathBuf, Failure> {
        Job::cargo(repo)
            .args(["build", "--package", "cuecard-wasm", "--profile", "npm", "--target", WASM])
            .args(["--no-default-features", "--features", self.feature])
            .env("CARGO_ENCODED_RUSTFLAGS", rust_options().join("\u{1f}"))
            .run()?;
        Ok(repo.path("target").join(WASM).join("npm/cuecard_wasm.wasm"))
    }

    fn bind(&self, repo: &Repo, compiled: PathBuf) -> Result<(), Failure> {
        Job::new(repo, WASM_BINDGEN.ensure(repo)?)
            .args(["--target", "web", "--omit-default-module-path", "--out-name", self.name, "--out-dir"])
            .arg(repo.path(FOLDER))
            .arg(compiled)
            .run_quietly("wasm-bindgen")
    }

    fn optimize(&self, repo: &Repo) -> Result<PathBuf, Failure> {
        let file = repo.path(FOLDER).join(format!("{}_bg.wasm", self.name));
        let smaller = file.with_extension("wasm.smaller");
        Job::npx(repo, "wasm-opt")
            .args(["-Oz", "--converge"])
            .args(WASM_FEATURES)
            .arg("--output")
            .arg(&smaller)
            .arg(&file)
            .run_quietly("wasm-opt")?;
        fs::rename(&smaller, &file).map_err(Failure::of_file("replace", &file))?;
        Ok(file)
    }
}
