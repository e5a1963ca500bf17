//! A PostgreSQL server of our own for the tests: its own folder, its own port, gone when the tests are.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

pub const PASSWORD: &str = "s3cret-of-admin";

/// Makes, starts, waits until its stdin ends, stops and removes. `$1` port, `$2` folder with certificate and key.
const SCRIPT: &str = r#"
set -e
home=$(mktemp -d)
stop() { pg_ctl -D "$home/data" -m immediate stop > /dev/null 2>&1 || true; rm -rf "$home"; }
trap stop EXIT
cp "$2/password" "$2/server.pem" "$2/server.key" "$home"
chmod 600 "$home/server.key"
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
    /// The authority of its certificate, and the script's other files.
    pub folder: TempDir,
    /// While it is open, the server runs: it closes with the process of the tests, however that ends.
    _open: ChildStdin,
}

/// The server, started by the first test that asks; `None`, with a loud word, on a machine without PostgreSQL.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(start).as_ref()
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
    let Some(programs) = programs() else {
        let needed =
            ["CI", "CONNLOG_TEST_POSTGRES"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()));
        assert!(!needed, "PostgreSQL is missing: install the package postgresql");
        eprintln!("SKIPPED: PostgreSQL is missing, so nothing is read from a database; install the package postgresql");
        return None;
    };
    let folder = files();
    // A free port may be taken by another process before the server has it.
    let started = (0..5).find_map(|_| attempt(&programs, &folder).inspect_err(|told| eprintln!("{told}")).ok());
    let (port, open) = started.expect("PostgreSQL starts");
    Some(Cluster { port, folder, _open: open })
}

fn attempt(programs: &std::path::Path, folder: &TempDir) -> Result<(u16, ChildStdin), String> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (number, files) = (port.to_string(), folder.path().to_str().unwrap());
    // The server refuses to run as root.
    let root = fs::metadata(folder.path()).unwrap().uid() == 0;
    let words: &[&str] = if root { &["runuser", "-u", "postgres", "--", "sh"] } else { &["sh"] };
    let path = std::env::join_paths([programs.to_owned(), "/usr/bin".into(), "/bin".into()]).unwrap();
    let mut script = Command::new(words[0])
        .args(&words[1..])
        .args(["-c", SCRIPT, "sh", &number, files])
        .current_dir("/")
        .env("PATH", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let open = script.stdin.take().unwrap();
    let mut told = Vec::new();
    for line in BufReader::new(script.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "ready" {
            return Ok((port, open));
        }
        told.push(line);
    }
    Err(told.join("\n"))
}

/// Password, certificate, key and authority, which the server's user may read.
fn files() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let mut other = CertificateParams::new(Vec::new()).unwrap();
    other.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let other = CertifiedIssuer::self_signed(other, KeyPair::generate().unwrap()).unwrap();
    for (name, text) in [
        ("password", PASSWORD.to_owned()),
        ("server.pem", server.pem()),
        ("server.key", key.serialize_pem()),
        ("authority.pem", authority.pem()),
        ("other.pem", other.pem()),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
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
