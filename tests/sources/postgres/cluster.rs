//! Starts a PostgreSQL server with a temporary folder and a free port for the tests.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::missing;

pub const PASSWORD: &str = "s3cret-of-admin";

/// Makes, starts, waits until its stdin ends, stops and removes. `$1` is the port.
const SCRIPT: &str = r#"
set -e
home=$(mktemp -d)
stop() { pg_ctl -D "$home/data" -m immediate stop > /dev/null 2>&1 || true; rm -rf "$home"; }
trap stop EXIT
umask 077
printf '%s' "$PASSWORD" > "$home/password"
printf '%s' "$CERTIFICATE" > "$home/server.pem"
printf '%s' "$KEY" > "$home/server.key"
initdb -D "$home/data" -U admin -A scram-sha-256 --pwfile="$home/password" -E UTF8 --locale=C --no-sync > "$home/log" 2>&1 ||
    { cat "$home/log"; exit 1; }
pg_ctl -D "$home/data" -w -t 120 -l "$home/log" start -o "-p $1 -k $home -c listen_addresses=127.0.0.1 -c fsync=off \
    -c ssl=on -c ssl_cert_file=$home/server.pem -c ssl_key_file=$home/server.key" > /dev/null 2>&1 || { cat "$home/log"; exit 1; }
echo ready
cat > /dev/null
"#;

/// The running server.
pub struct Cluster {
    port: u16,
    /// Where `authority.pem` is, that of its certificate, and `other.pem`.
    pub folder: PathBuf,
    /// While its stdin is open, the server runs: it closes with the process of the tests, however that ends.
    _open: Child,
}

/// Returns the server, which the first caller starts; skips the test where PostgreSQL is missing.
#[track_caller]
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(start).as_ref().or_else(|| missing::skip("PostgreSQL", missing::POSTGRES))
}

/// Where Debian keeps what is not in the path.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = glob::glob("/usr/lib/postgresql/*/bin").unwrap().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = versions.chain(std::env::split_paths(&path)).collect();
    folders.retain(|folder| ["initdb", "pg_ctl", "psql"].iter().all(|program| folder.join(program).exists()));
    folders.into_iter().next()
}

fn start() -> Option<Cluster> {
    let programs = programs()?;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (certificate, key) = certified(&folder);
    // A free port may be taken by another process before the server has it.
    let mut told = String::new();
    let started = (0..5).find_map(|_| attempt(&programs, &certificate, &key).map_err(|output| told = output).ok());
    let Some((port, open)) = started else { panic!("PostgreSQL does not start: {told}") };
    Some(Cluster { port, folder, _open: open })
}

fn attempt(programs: &Path, certificate: &str, key: &str) -> Result<(u16, Child), String> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // The server refuses to run as root.
    let root = tempfile::tempfile().unwrap().metadata().unwrap().uid() == 0;
    let words: &[&str] = if root { &["runuser", "-u", "postgres", "--", "sh"] } else { &["sh"] };
    let path = std::env::join_paths([
        programs.to_owned(),
        "/usr/bin".into(),
        "/bin".into(),
        "/usr/sbin".into(),
        "/sbin".into(),
    ])
    .unwrap();
    let mut script = Command::new(words[0])
        .args(&words[1..])
        .args(["-c", SCRIPT, "sh", &port.to_string()])
        .current_dir("/")
        .env("PATH", path)
        .env("PASSWORD", PASSWORD)
        .env("CERTIFICATE", certificate)
        .env("KEY", key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = Vec::new();
    for line in BufReader::new(script.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "ready" {
            return Ok((port, script));
        }
        told.push(line);
    }
    script.wait().unwrap();
    Err(told.join("\n"))
}

/// A certificate for this machine and its key; that of its authority and of another one stand in `folder`.
fn certified(folder: &Path) -> (String, String) {
    let authority = |file: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        fs::write(folder.join(file), authority.pem()).unwrap();
        authority
    };
    let (ours, key) = (authority("authority.pem"), KeyPair::generate().unwrap());
    authority("other.pem");
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    (certificate.pem(), key.serialize_pem())
}

impl Cluster {
    /// The URL of a database, without a password.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://admin@127.0.0.1:{}/{database}", self.port)
    }

    /// The same for another user, whose password is his name.
    pub fn url_of(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}:{user}@127.0.0.1:{}/{database}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// A database of this name, made anew and filled by `script`.
    pub fn database(&self, name: &str, script: &str) -> String {
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        self.run(name, &format!("SET timezone = 'UTC';\n{script}"));
        self.url(name)
    }

    /// Runs a script of `psql`; its output.
    pub fn run(&self, database: &str, script: &str) -> String {
        let mut psql = Command::new(programs().unwrap().join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &self.url(database)])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran"))
            .env("PGPASSWORD", PASSWORD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        psql.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let ended = psql.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}\n{script}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    }
}
