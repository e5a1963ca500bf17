//! Tests to which servers the password of a database goes, with every mode of `psql`. If `psql` is installed, connlog must
//! send a password only if `psql` does.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa, KeyIdMethod,
    KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use crate::missing;
use crate::support::{Ended, Run};

const PASSWORD: &str = "Zq9-p@ss/word";
const IN_URL: &str = "Zq9-p%40ss%2Fword";

/// What a server says to the request for TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// It has no TLS.
    Plain,
    SelfSigned,
    /// The certificate is of an authority that nobody named.
    Unknown,
    /// The certificate is of the named authority, for another host.
    OtherHost,
    Right,
}

/// The serial number of every server's certificate.
const REVOKED: u64 = 4_711;
const SERVERS: [Server; 5] = [Server::Plain, Server::SelfSigned, Server::Unknown, Server::OtherHost, Server::Right];

/// How a password arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Never,
    Readable,
    Encrypted,
}

/// Certificates of all servers, and the file of the authority.
struct Authority {
    folder: TempDir,
    configs: Vec<(Server, Arc<ServerConfig>)>,
}

impl Authority {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let authority = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            params.distinguished_name.push(DnType::CommonName, name);
            CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
        };
        let (named, unknown) = (authority("named"), authority("unknown"));
        std::fs::write(folder.path().join("root.pem"), named.pem()).unwrap();
        for (file, serial) in [("revoked.crl", REVOKED), ("other.crl", 1)] {
            let revoked = RevokedCertParams {
                serial_number: SerialNumber::from(serial),
                revocation_time: date_time_ymd(2020, 1, 1),
                reason_code: None,
                invalidity_date: None,
            };
            let list = CertificateRevocationListParams {
                this_update: date_time_ymd(2020, 1, 1),
                next_update: date_time_ymd(2200, 1, 1),
                crl_number: SerialNumber::from(1),
                issuing_distribution_point: None,
                revoked_certs: vec![revoked],
                key_identifier_method: KeyIdMethod::Sha256,
            };
            std::fs::write(folder.path().join(file), list.signed_by(&named).unwrap().pem().unwrap()).unwrap();
        }
        let make = |server: Server| {
            let key = KeyPair::generate().unwrap();
            let host = if server == Server::OtherHost { "other.example" } else { "localhost" };
            let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
            params.serial_number = Some(SerialNumber::from(REVOKED));
            let certificate = match server {
                Server::SelfSigned => params.self_signed(&key),
                Server::Unknown => params.signed_by(&key, &unknown),
                _ => params.signed_by(&key, &named),
            };
            let chain = vec![CertificateDer::from(certificate.unwrap().der().to_vec())];
            let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
            (server, Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap()))
        };
        Self { folder, configs: SERVERS.into_iter().skip(1).map(make).collect() }
    }

    fn root(&self) -> String {
        self.folder.path().join("root.pem").to_str().unwrap().to_owned()
    }

    /// Starts a server; its port, and how passwords arrived at it.
    fn serve(&self, server: Server) -> (u16, Receiver<Sent>) {
        let config = self.configs.iter().find(|(known, _)| *known == server).map(|(_, config)| Arc::clone(config));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, sent) = channel();
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                if let Some(heard) = talk(stream, config.as_ref()) {
                    let _ = sender.send(heard);
                }
            }
        });
        (port, sent)
    }
}

/// Talks to one client up to its password; `None` where it goes before.
fn talk(mut stream: TcpStream, config: Option<&Arc<ServerConfig>>) -> Option<Sent> {
    let first = packet(&mut stream)?;
    if first != [4, 210, 22, 47] {
        return ask(&mut stream).then_some(Sent::Readable);
    }
    let Some(config) = config else {
        stream.write_all(b"N").ok()?;
        packet(&mut stream)?;
        return ask(&mut stream).then_some(Sent::Readable);
    };
    stream.write_all(b"S").ok()?;
    let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream);
    packet(&mut stream)?;
    ask(&mut stream).then_some(Sent::Encrypted)
}

/// A message without a type: its length counts itself.
fn packet(stream: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// Asks for the password in clear text, and repeats it in an error.
fn ask(stream: &mut (impl Read + Write)) -> bool {
    let mut kind = [0];
    let asked = stream.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).and_then(|()| stream.flush());
    if asked.and_then(|()| stream.read_exact(&mut kind)).is_err() || kind != *b"p" {
        return false;
    }
    let password = packet(stream).unwrap_or_default();
    let password = String::from_utf8_lossy(&password).trim_end_matches('\0').to_owned();
    let fields = format!("SFATAL\0C28P01\0Mpassword={password} is wrong\0\0");
    let mut error = vec![b'E'];
    error.extend(u32::try_from(fields.len() + 4).unwrap().to_be_bytes());
    error.extend(fields.bytes());
    drop(stream.write_all(&error).and_then(|()| stream.flush()));
    password == PASSWORD
}

/// Options of the URL, as `name=value`.
type Options = Vec<(&'static str, String)>;

fn events(port: u16, options: &Options, by_variables: bool, root: &str) -> Ended {
    let names = [("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT"), ("sslcrl", "PGSSLCRL")];
    let query: Vec<String> = options.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = if by_variables { String::new() } else { query.join("&") };
    let url = format!("postgres://ada:{IN_URL}@localhost:{port}/x?{query}");
    let run = Run::new(&["events", "--from", &url, "--json", "--timeout", "10s"]).env("SSL_CERT_FILE", root);
    let variables = options.iter().filter(|_| by_variables);
    let run = variables
        .fold(run, |run, (option, value)| run.env(names.iter().find(|(name, _)| name == option).unwrap().1, value));
    let ended = run.end();
    let told = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!told.contains("Zq9") && !told.contains(PASSWORD) && !told.contains(IN_URL), "{told}");
    assert_ne!(ended.code, Some(0));
    ended
}

/// Runs `psql` with the same options; `None` where it is missing. Its versions below 16 lack `sslrootcert=system`: `None`
/// too.
#[track_caller]
fn psql(port: u16, options: &Options, root: &str) -> Option<()> {
    let Ok(version) = Command::new("psql").arg("--version").output() else {
        return missing::skip("psql", missing::POSTGRES);
    };
    let text = String::from_utf8(version.stdout).unwrap();
    let version: u32 = text.split(' ').nth(2)?.split(['.', 'b', 'r', '\n']).next()?.parse().ok()?;
    if version < 16 && options.iter().any(|(_, value)| value == "system") {
        return None;
    }
    let query: Vec<String> = options.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let url = format!("postgres://ada:{IN_URL}@localhost:{port}/x?gssencmode=disable&{}", query.join("&"));
    let home = Path::new("/nonexistent");
    let mut command = Command::new("psql");
    command.args(["-X", "-w", "-d", &url, "-c", "SELECT 1"]).env_clear().env("HOME", home).env("SSL_CERT_FILE", root);
    let output = command.env("PATH", "/usr/bin:/bin").output().ok()?;
    assert!(!output.status.success());
    Some(())
}

#[test]
fn a_password_goes_only_where_psql_would_send_it() {
    use Sent::{Encrypted, Never, Readable};

    let authority = Authority::new();
    let root = authority.root();
    let given = |mode: &str, roots: &str| {
        let mode = Some(("sslmode", mode.to_owned())).filter(|(_, mode)| !mode.is_empty());
        let roots = Some(("sslrootcert", roots.to_owned())).filter(|(_, roots)| !roots.is_empty());
        mode.into_iter().chain(roots).collect::<Options>()
    };
    // Servers in their order: without TLS, self-signed, of an unknown authority, for another host, right.
    let table: [(Options, [Sent; 5]); 13] = [
        (given("", ""), [Readable, Encrypted, Encrypted, Encrypted, Encrypted]),
        (given("disable", ""), [Readable; 5]),
        (given("allow", ""), [Readable, Encrypted, Encrypted, Encrypted, Encrypted]),
        (given("prefer", ""), [Readable, Encrypted, Encrypted, Encrypted, Encrypted]),
        (given("prefer", &root), [Readable, Never, Never, Encrypted, Encrypted]),
        (given("require", ""), [Never, Encrypted, Encrypted, Encrypted, Encrypted]),
        (given("require", &root), [Never, Never, Never, Encrypted, Encrypted]),
        (given("verify-ca", ""), [Never; 5]),
        (given("verify-ca", &root), [Never, Never, Never, Encrypted, Encrypted]),
        (given("verify-full", ""), [Never; 5]),
        (given("verify-full", &root), [Never, Never, Never, Never, Encrypted]),
        (given("verify-full", "system"), [Never, Never, Never, Never, Encrypted]),
        (given("", "system"), [Never, Never, Never, Never, Encrypted]),
    ];
    for (options, expected) in &table {
        for (server, expected) in SERVERS.into_iter().zip(*expected) {
            let (port, sent) = authority.serve(server);
            let heard = || sent.recv_timeout(Duration::from_millis(100)).unwrap_or(Never);
            for by_variables in [false, true] {
                let ended = events(port, options, by_variables, &root);
                assert_eq!(heard(), expected, "{options:?} {server:?}: {}", ended.stderr);
                let code = if expected == Never { 6 } else { 4 };
                assert_eq!(ended.code, Some(code), "{options:?} {server:?}: {}", ended.stderr);
            }
            if expected != Never && psql(port, options, &root).is_some() {
                // With `allow`, psql begins without encryption.
                let by_psql = heard();
                assert!(by_psql != Never && (by_psql == expected || expected == Encrypted), "{options:?} {server:?}");
            }
        }
    }
}

#[test]
fn a_revoked_certificate_gets_no_password() {
    let authority = Authority::new();
    let (port, sent) = authority.serve(Server::Right);
    let heard = || sent.recv_timeout(Duration::from_millis(100)).unwrap_or(Sent::Never);
    let root = authority.root();
    for mode in ["require", "verify-ca", "verify-full"] {
        for (list, expected) in [("revoked.crl", Sent::Never), ("other.crl", Sent::Encrypted)] {
            let list = root.replace("root.pem", list);
            let options = vec![("sslmode", mode.to_owned()), ("sslrootcert", root.clone()), ("sslcrl", list)];
            for by_variables in [false, true] {
                let ended = events(port, &options, by_variables, &root);
                assert_eq!(heard(), expected, "{options:?}: {}", ended.stderr);
            }
            if psql(port, &options, &root).is_some() {
                assert_eq!(heard(), expected, "psql {options:?}");
            }
        }
    }
    let options =
        vec![("sslmode", "verify-full".to_owned()), ("sslrootcert", root.clone()), ("sslcrl", "/no".to_owned())];
    assert_eq!(events(port, &options, false, &root).code, Some(3));
}

#[test]
fn a_file_of_authorities_that_cannot_be_read_is_an_error() {
    let authority = Authority::new();
    let (port, sent) = authority.serve(Server::Right);
    for mode in ["", "prefer", "require", "verify-ca", "verify-full"] {
        for file in ["/nowhere/root.pem", "/dev/zero", "/dev/null"] {
            let options = [("sslmode", mode.to_owned()), ("sslrootcert", file.to_owned())];
            let options: Options = options.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            let ended = events(port, &options, false, &authority.root());
            assert_eq!(ended.code, Some(3), "{options:?}: {}", ended.stderr);
        }
    }
    assert!(sent.try_recv().is_err());
}

#[test]
fn a_password_file_that_others_can_read_gives_no_password() {
    use std::os::unix::fs::PermissionsExt as _;

    let authority = Authority::new();
    let (port, sent) = authority.serve(Server::Plain);
    let heard = || sent.recv_timeout(Duration::from_millis(100)).unwrap_or(Sent::Never);
    let url = format!("postgres://ada@localhost:{port}/x");
    for (mode, expected, code) in [(0o600, Sent::Readable, 4), (0o400, Sent::Readable, 4), (0o640, Sent::Never, 3)] {
        let run = Run::new(&["events", "--from", &url]).file(".pgpass", &format!("*:*:*:*:{PASSWORD}\n"));
        let file = run.home().join(".pgpass");
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ended = run.end().code(code);
        assert_eq!(heard(), expected, "{mode:o}: {}", ended.stderr);
        assert!(!ended.stderr.contains("Zq9"), "{}", ended.stderr);
    }
    // A named pipe is not waited for.
    let run = Run::new(&["events", "--from", &url]);
    let pipe = run.home().join(".pgpass");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(run.end().code(4).stderr.contains("wants a password"));
}

/// A server that sends a huge or an endless message in place of a login.
#[test]
fn what_a_server_sends_before_the_login_is_limited() {
    for endless in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            packet(&mut stream).unwrap();
            let notice = [&[b'N', 0, 0, 0x40, 0][..], &[0; 0x3ffc]].concat();
            let head: &[u8] = if endless { &[b'R', 0, 0, 0, 8, 0, 0, 0, 0] } else { &[b'E', 0x7f, 0xff, 0xff, 0xff] };
            let mut sent = 0_u64;
            let mut next = head;
            while sent < 200 << 20 && stream.write_all(next).is_ok() {
                sent += next.len() as u64;
                next = &notice;
            }
            sent
        });
        let url = format!("postgres://ada:x@127.0.0.1:{port}/x?sslmode=disable");
        let ended = Run::new(&["events", "--from", &url]).end().code(6);
        assert!(ended.stderr.contains("before the login"), "{}", ended.stderr);
        assert!(server.join().unwrap() < 100 << 20);
    }
}
