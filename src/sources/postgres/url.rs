//! Completes the address of a database with the variables and the password file of `psql`. Only host and database are
//! ever printed.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, Host, SslMode, SslNegotiation};

use super::location::{self, Location};
use super::protection::Protection;
#[cfg(unix)]
use super::protection::Trust;
use crate::env::{self, Env};
use crate::file_access::settings;
use connlog_core::error::{Error, Result};
use connlog_core::secret_registry::SecretRegistry;

const PORT: u16 = 5432;
/// The maximum number of bytes of a password file.
const LARGEST: u64 = 1 << 20;

/// A database to read from.
#[derive(Clone)]
pub struct Address {
    pub(crate) config: Config,
    pub(crate) protection: Protection,
    /// Whether there is a password from any place.
    pub(crate) has_password: bool,
}

impl Address {
    /// Completes a location with the variables and the password file. `timeout` applies to connecting.
    pub fn new(location: &Location, env: &Env, timeout: Duration) -> Result<Self> {
        let mut config = Config::from_str(&location.keywords()).map_err(|error| location::wrong(reason(&error)))?;
        let mut protection = Protection::new(location, env)?;
        let passfile = location.option("passfile").map(PathBuf::from).or_else(|| env.path(env::PG_PASSFILE));
        if let (None, Some(user)) = (config.get_user(), env.get(env::PG_USER)) {
            config.user(user);
        }
        if config.get_ports().is_empty() {
            config.port(location.engine.port());
        }
        complete_hosts(&mut config, &mut protection)?;
        if let (None, Some(value)) = (location.option("channel_binding"), env.get(env::PG_CHANNELBINDING)) {
            config.channel_binding(channel_binding(value)?);
        }
        config.application_name("connlog").connect_timeout(timeout);
        let mut address = Self { config, protection, has_password: false };
        if address.config.get_password().is_none() {
            let password = match env.get(env::PG_PASSWORD) {
                Some(password) => Some(password.to_owned()),
                None => address.noted(passfile, env)?,
            };
            if let Some(password) = password {
                address.config.password(password);
            }
        }
        address.has_password = address.config.get_password().is_some();
        Ok(address)
    }

    /// Returns the password for this address in the user's password file.
    fn noted(&self, passfile: Option<PathBuf>, env: &Env) -> Result<Option<String>> {
        let Some(path) = passfile.or_else(|| Some(env.folder(env::HOME)?.join(".pgpass"))) else { return Ok(None) };
        let Ok(file) = settings::open(&path) else { return Ok(None) };
        let metadata = file.metadata();
        let Ok(text) = settings::text(file, LARGEST) else { return Ok(None) };
        let user = self.config.get_user().unwrap_or_default();
        let port = self.port().to_string();
        let wanted = [self.host(), port, self.database().to_owned(), user.to_owned()];
        let found = text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
            let mut fields = fields(line);
            let password = fields.pop()?;
            let fits = |(field, wanted): (&String, &String)| field == "*" || field == wanted;
            (fields.len() == wanted.len() && fields.iter().zip(&wanted).all(fits)).then_some(password)
        });
        if found.is_some() && metadata.is_ok_and(|metadata| settings::is_open_to_others(&metadata)) {
            let shown = path.display();
            return Err(Error::config(format!("cannot use the password in {shown}"))
                .cause("other users can read the file")
                .hint(format!("take their rights away: chmod 600 {shown}")));
        }
        Ok(found)
    }

    pub(crate) fn host(&self) -> String {
        match (self.config.get_hosts().first(), self.config.get_hostaddrs().first()) {
            (Some(Host::Tcp(host)), _) => host.clone(),
            #[cfg(unix)]
            (Some(Host::Unix(folder)), _) => folder.display().to_string(),
            (None, Some(address)) => address.to_string(),
            (None, None) => String::new(),
        }
    }

    fn port(&self) -> u16 {
        self.config.get_ports().first().copied().unwrap_or(PORT)
    }

    fn database(&self) -> &str {
        self.config.get_dbname().or(self.config.get_user()).unwrap_or("its default database")
    }

    /// Registers the password as a secret that is never printed.
    pub fn register_password(&self, secrets: &SecretRegistry) {
        if let Some(password) = self.config.get_password().and_then(|bytes| std::str::from_utf8(bytes).ok()) {
            secrets.add_login(password, self.config.get_user(), &[&self.host(), self.database()]);
        }
    }

    /// Returns a message of the server without the password, which a server may repeat.
    pub(crate) fn without_password(&self, text: &str) -> String {
        // A shorter password is part of too many words.
        match self.password().filter(|password| password.len() > 3) {
            Some(password) => text.replace(password, "***"),
            None => text.to_owned(),
        }
    }

    /// Returns the password from any place.
    pub(crate) fn password(&self) -> Option<&str> {
        self.config.get_password().and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Returns the user name for messages.
    pub(crate) fn user(&self) -> &str {
        self.config.get_user().unwrap_or("the user of this system")
    }
}

/// Formats the database and the host.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.database(), self.host())?;
        if self.port() == PORT { Ok(()) } else { write!(f, ":{}", self.port()) }
    }
}

/// Configures the driver to pass each socket before anything is sent; see [`super::channel`]. Unix sockets are not
/// encrypted, as with `psql`.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix sockets change the protection"))]
fn complete_hosts(config: &mut Config, protection: &mut Protection) -> Result<()> {
    #[cfg(unix)]
    {
        let sockets = config.get_hosts().iter().filter(|host| matches!(host, Host::Unix(_))).count();
        if sockets > 0 {
            config.ssl_mode(SslMode::Disable);
            config.ssl_negotiation(SslNegotiation::Postgres);
            protection.trust = Trust::Disable;
            let alone = sockets == config.get_hosts().len();
            return if alone { Ok(()) } else { Err(location::wrong("it names sockets and hosts together".to_owned())) };
        }
    }
    if config.get_hosts().is_empty() {
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
    config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
    Ok(())
}

fn channel_binding(value: &str) -> Result<ChannelBinding> {
    match value {
        "disable" => Ok(ChannelBinding::Disable),
        "prefer" => Ok(ChannelBinding::Prefer),
        "require" => Ok(ChannelBinding::Require),
        _ => Err(Error::config(format!("cannot use the value of {}", env::PG_CHANNELBINDING))
            .cause("it is none of disable, prefer and require")
            .hint(format!("correct or unset {}", env::PG_CHANNELBINDING))),
    }
}

/// Explains why the driver rejected an option: by its name, without its value.
fn reason(error: &tokio_postgres::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match source.split('`').nth(1).filter(|_| source.contains("value for option")) {
        Some(option) => format!("the value of its option {option} is invalid"),
        None => "its options cannot be read".to_owned(),
    }
}

/// Splits a line of the password file; a backslash escapes the next character.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => characters.next().unwrap_or('\\'),
            other => other,
        };
        if let Some(field) = fields.last_mut() {
            field.push(plain);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::error::Code;

    fn env(variables: &[(&str, &str)]) -> Env {
        Env::new(variables.iter().map(|(name, value)| (name.into(), value.into())))
    }

    fn parse(url: &str, variables: &[(&str, &str)]) -> Result<Address> {
        let location = Location::parse(url)?.expect("an address");
        Address::new(&location, &env(variables), Duration::from_secs(1))
    }

    fn password(address: &Address) -> Option<String> {
        address.config.get_password().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn what_is_shown_of_an_address_is_database_and_host() {
        for (url, shown) in [
            ("postgres://me:s3cret@db.example/logs", "logs on db.example"),
            ("postgresql://me:s3cret@db.example:5433/logs?sslmode=require", "logs on db.example:5433"),
            ("postgres://me:s3cret@%2Frun%2Fpg/logs", "logs on /run/pg"),
            ("postgres://me:s3cret@[::1]:6000/logs", "logs on ::1:6000"),
            ("redshift://me:s3cret@db.example/logs", "logs on db.example:5439"),
            ("host=db.example user=me password=s3cret dbname=logs", "logs on db.example"),
        ] {
            let address = parse(url, &[]).unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(password(&address).as_deref(), Some("s3cret"));
        }
    }

    #[test]
    #[cfg(unix)]
    fn the_driver_hands_over_each_socket_of_the_network_and_encrypts_none_of_this_machine() {
        let demands = [("PGSSLMODE", "verify-full")];
        let socket = parse("postgres://me:pw@%2Frun%2Fpg/logs", &demands).unwrap();
        assert_eq!((socket.config.get_ssl_mode(), socket.protection.trust), (SslMode::Disable, Trust::Disable));
        for url in ["postgres://me:pw@db/logs", "postgres://a,b/logs", "hostaddr=10.0.0.1 dbname=logs"] {
            let address = parse(url, &demands).unwrap();
            assert_eq!(
                (address.config.get_ssl_mode(), address.protection.trust),
                (SslMode::Require, Trust::VerifyFull)
            );
            assert_eq!(address.config.get_ssl_negotiation(), SslNegotiation::Direct);
            assert!(!address.config.get_hosts().is_empty(), "{url}: TLS wants a name");
        }
        assert!(parse("postgres://db,%2Frun%2Fpg/logs", &[]).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn passwords_come_from_the_url_then_the_variable_then_the_file() {
        let home = tempfile::tempdir().unwrap();
        let file = "# mine\nother:*:*:*:no\ndb.example:5432:logs:me:a\\:b:c\n*:*:*:*:last\n";
        let path = home.path().join(".pgpass");
        std::fs::write(&path, file).unwrap();
        allow(&path, 0o600);
        let home = home.path().to_str().unwrap();
        let of = |url: &str, variables: &[(&str, &str)]| password(&parse(url, variables).unwrap());
        assert_eq!(of("postgres://me@db.example/logs", &[("HOME", home)]).as_deref(), Some("a:b:c"));
        assert_eq!(of("postgres://db.example/logs", &[("HOME", home), ("PGUSER", "me")]).as_deref(), Some("a:b:c"));
        assert_eq!(of("postgres://you@db.example/logs", &[("HOME", home)]).as_deref(), Some("last"));
        let both = [("HOME", home), ("PGPASSWORD", "p")];
        assert_eq!(of("postgres://me@db.example/logs", &both).as_deref(), Some("p"));
        assert_eq!(of("postgres://me:u@db.example/logs", &both).as_deref(), Some("u"));
        assert_eq!(of("postgres://me@db.example/logs", &[]), None);
        allow(&path, 0o640);
        let refused = parse("postgres://me@db.example/logs", &[("HOME", home)]).map(|_| ()).unwrap_err();
        assert_eq!((refused.code, refused.cause.as_deref()), (Code::Config, Some("other users can read the file")));
        assert_eq!(of("postgres://me@db.example/logs", &both).as_deref(), Some("p"), "the file is not needed");
    }

    #[cfg(unix)]
    fn allow(path: &std::path::Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}
