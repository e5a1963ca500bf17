//! Starts a ClickHouse server with a temporary folder and free ports for the tests.
//!
//! `CONNLOG_TEST_CHDB` names a Python with `chdb-core`: then `tests/peers/chdb_server.py` serves the present engine instead.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::missing;

pub const PASSWORD: &str = "s3cret-of-writer";

/// Writes the settings, starts, waits until its stdin ends, stops and removes. `$1` to `$4` are the ports.
const SCRIPT: &str = r#"
set -e
home=$(mktemp -d)
stop() { [ -z "$server" ] || kill -9 "$server" 2> /dev/null || true; rm -rf "$home"; }
trap stop EXIT
umask 077
printf '%s' "$CERTIFICATE" > "$home/server.pem"
printf '%s' "$KEY" > "$home/server.key"
if [ -n "$CHDB" ]; then
    "$CHDB" "$SHIM" "$1" "$home/data" > "$home/log" 2>&1 &
else
    printf '%s' "$USERS" > "$home/users.xml"
    cat > "$home/config.xml" << END
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>$1</http_port> <https_port>$2</https_port> <tcp_port>$3</tcp_port> <interserver_http_port>$4</interserver_http_port>
  <openSSL><server>
    <certificateFile>$home/server.pem</certificateFile> <privateKeyFile>$home/server.key</privateKeyFile>
    <verificationMode>none</verificationMode> <loadDefaultCAFile>false</loadDefaultCAFile>
  </server></openSSL>
  <path>$home/data/</path> <tmp_path>$home/tmp/</tmp_path> <users_config>$home/users.xml</users_config>
  <default_profile>default</default_profile> <default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size>
</yandex>
END
    clickhouse-server --config-file="$home/config.xml" > "$home/log" 2>&1 &
fi
server=$!
for try in $(seq 300); do
    kill -0 "$server" 2> /dev/null || { cat "$home/log"; exit 1; }
    case "$(curl -s "http://127.0.0.1:$1/ping")" in Ok*) echo ready; cat > /dev/null; exit 0;; esac
    sleep 0.1
done
cat "$home/log"
exit 1
"#;

const USERS: &str = "<yandex>
  <profiles><default/><readonly><readonly>1</readonly></readonly></profiles>
  <quotas><default/></quotas>
  <users>
    <default><password>unknown-to-all</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
    <writer><password>s3cret-of-writer</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></writer>
    <reader><password>s3cret-of-reader</password><networks><ip>127.0.0.1</ip></networks><profile>readonly</profile><quota>default</quota></reader>
  </users>
</yandex>";

/// The running server.
pub struct Server {
    pub port: u16,
    pub secure_port: u16,
    pub native_port: u16,
    /// The file of the authority of its certificate.
    pub authority: PathBuf,
    /// While its stdin is open, the server runs: it closes with the process of the tests, however that ends.
    _open: Child,
}

/// Returns the server, which the first caller starts; skips the test where ClickHouse is missing.
#[track_caller]
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref().or_else(|| missing::skip("ClickHouse", missing::CLICKHOUSE))
}

/// Returns whether the server is the present engine in the shim, which has no TLS and no native port.
pub fn is_chdb() -> bool {
    std::env::var_os("CONNLOG_TEST_CHDB").is_some()
}

fn start() -> Option<Server> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let is_installed = folders.into_iter().any(|folder| folder.join("clickhouse-server").exists());
    if !is_installed && !is_chdb() {
        return None;
    }
    let authority = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("clickhouse-authority.pem");
    let (certificate, key) = certificate(&authority);
    // A free port may be taken by another process before the server has it.
    let mut output = String::new();
    let started = (0..5).find_map(|_| attempt(&certificate, &key).map_err(|text| output = text).ok());
    let Some((ports, open)) = started else { panic!("ClickHouse does not start: {output}") };
    Some(Server { port: ports[0], secure_port: ports[1], native_port: ports[2], authority, _open: open })
}

fn attempt(certificate: &str, key: &str) -> Result<([u16; 4], Child), String> {
    let listeners = [(); 4].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
    drop(listeners);
    let mut script = Command::new("sh")
        .args(["-c", SCRIPT, "sh"])
        .args(ports.map(|port| port.to_string()))
        .current_dir("/")
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
        .env("CERTIFICATE", certificate)
        .env("KEY", key)
        .env("USERS", USERS)
        .env("CHDB", std::env::var_os("CONNLOG_TEST_CHDB").unwrap_or_default())
        .env("SHIM", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/chdb_server.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = Vec::new();
    for line in BufReader::new(script.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "ready" {
            return Ok((ports, script));
        }
        output.push(line);
    }
    script.wait().unwrap();
    Err(output.join("\n"))
}

/// A certificate for this machine and its key. The certificate of its authority is written to `file`.
fn certificate(file: &PathBuf) -> (String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    fs::write(file, authority.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    (params.signed_by(&key, &authority).unwrap().pem(), key.serialize_pem())
}

impl Server {
    /// The address of a database that no other test has.
    pub fn address(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        format!("clickhouse://writer:{PASSWORD}@127.0.0.1:{}/logs{number}", self.port)
    }

    /// Runs a statement in the database of an address; its output.
    pub fn run(&self, address: &str, statement: &str) -> String {
        let database = address.rsplit('/').next().unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "POST /?database={database} HTTP/1.0\r\nX-ClickHouse-User: writer\r\nX-ClickHouse-Key: {PASSWORD}\r\nContent-Length: {}\r\n\r\n",
            statement.len()
        );
        stream.write_all(format!("{head}{statement}").as_bytes()).unwrap();
        let answer = std::io::read_to_string(stream).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().next().unwrap().contains("200"), "{statement}: {body}");
        body.trim_end().to_owned()
    }
}
