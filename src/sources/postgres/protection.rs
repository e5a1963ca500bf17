//! Determines the encryption of a connection. Options, variables and files have the meaning that `psql` gives them.

use std::path::PathBuf;

use super::location::{self, Location};
use crate::env::{self, Env};
use connlog_core::error::{Error, Result};

/// The encryption mode, by the names of PostgreSQL's clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Trust {
    /// No encryption.
    Disable,
    /// Encryption if the server supports it, with any certificate.
    #[default]
    Prefer,
    /// Encryption with any certificate.
    Require,
    /// Encryption with a certificate of a known authority.
    VerifyCa,
    /// Encryption with a certificate of a known authority for this host.
    VerifyFull,
}

/// The certificate authorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Roots {
    /// No authority is configured, so no certificate can be verified.
    Unnamed,
    /// The authorities of the system.
    System,
    /// A PEM file.
    File(PathBuf),
}

/// The effective encryption settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Protection {
    pub(crate) trust: Trust,
    pub(crate) roots: Roots,
    /// A PEM file of revoked certificates, used if certificates are verified.
    pub(crate) revoked: Option<PathBuf>,
    /// TLS starts directly, without the request for it.
    pub(crate) direct: bool,
}

impl Protection {
    /// Returns the settings of the options of `location`, or else of the variables.
    pub(crate) fn new(location: &Location, env: &Env) -> Result<Self> {
        supported(env)?;
        let option =
            |name: &str, variable: &str| location.option(name).or_else(|| env.get(variable)).map(str::to_owned);
        let mode = option("sslmode", env::PG_SSLMODE);
        let mode = mode.or_else(|| env.get(env::PG_REQUIRESSL).filter(|value| *value == "1").map(|_| "require".into()));
        let mode = mode.as_deref().map(trust).transpose().map_err(location::wrong)?;
        let direct = match option("sslnegotiation", env::PG_SSLNEGOTIATION).as_deref() {
            None | Some("postgres") => false,
            Some("direct") => true,
            Some(_) => return Err(location::wrong("sslnegotiation is neither postgres nor direct".to_owned())),
        };
        let (trust, roots) = authorities(location, mode, env)?;
        if direct && matches!(trust, Trust::Disable | Trust::Prefer) {
            return Err(location::wrong("sslnegotiation=direct needs sslmode=require or a stricter one".to_owned()));
        }
        let revoked = location.option("sslcrl").map(PathBuf::from).or_else(|| env.path(env::PG_SSLCRL));
        let usual = || Some(env.folder(env::HOME)?.join(".postgresql/root.crl")).filter(|path| path.exists());
        Ok(Self { trust, roots, revoked: revoked.or_else(usual), direct })
    }
}

/// Rejects variables by which `psql` would require more protection than connlog supports.
fn supported(env: &Env) -> Result<()> {
    let demands = |name: &&&str| match env.get(name) {
        None => false,
        Some(value) if **name == "PGGSSENCMODE" => value == "require",
        Some(value) if **name == "PGSSLMINPROTOCOLVERSION" => value.eq_ignore_ascii_case("TLSv1.3"),
        Some(_) => true,
    };
    match env::PG_UNSUPPORTED.iter().find(demands) {
        Some(name) => Err(Error::config(format!("cannot protect the connection as {name} demands"))
            .cause("connlog does not support this setting of psql")
            .hint(format!("unset {name}"))),
        None => Ok(()),
    }
}

fn authorities(location: &Location, mode: Option<Trust>, env: &Env) -> Result<(Trust, Roots)> {
    let roots = location.option("sslrootcert").map(PathBuf::from).or_else(|| env.path(env::PG_SSLROOTCERT));
    if roots.as_ref().is_some_and(|roots| roots.as_os_str() == "system") {
        // The authorities of the system sign certificates for any host, so the host name must be verified.
        return match mode {
            None | Some(Trust::VerifyFull) => Ok((Trust::VerifyFull, Roots::System)),
            Some(_) => Err(location::wrong("sslrootcert=system goes with sslmode=verify-full only".to_owned())),
        };
    }
    let usual = || Some(env.folder(env::HOME)?.join(".postgresql/root.crt")).filter(|path| path.exists());
    let roots = roots.or_else(usual).map_or(Roots::Unnamed, Roots::File);
    let trust = match mode.unwrap_or_default() {
        Trust::Require if roots != Roots::Unnamed => Trust::VerifyCa,
        trust => trust,
    };
    Ok((trust, roots))
}

fn trust(value: &str) -> Result<Trust, String> {
    match value {
        "disable" => Ok(Trust::Disable),
        // `allow` of psql starts without encryption. Starting with encryption is not weaker.
        "prefer" | "allow" => Ok(Trust::Prefer),
        "require" => Ok(Trust::Require),
        "verify-ca" => Ok(Trust::VerifyCa),
        "verify-full" => Ok(Trust::VerifyFull),
        _ => Err("sslmode is none of disable, allow, prefer, require, verify-ca and verify-full".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::error::Code;

    fn protection(options: &str, variables: &[(&str, &str)]) -> Result<Protection> {
        let location = Location::parse(&format!("postgres://h/d{options}"))?.expect("an address");
        Protection::new(&location, &Env::new(variables.iter().map(|(name, value)| (name.into(), value.into()))))
    }

    #[test]
    fn options_and_variables_mean_what_psql_makes_of_them() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().to_str().unwrap();
        let given = |options: &str, variables: &[(&str, &str)]| {
            protection(options, &[&[("HOME", home)], variables].concat()).map(|given| (given.trust, given.roots))
        };
        let file = |path: &str| Roots::File(path.into());
        for (options, variables, trust, roots) in [
            ("", &[][..], Trust::Prefer, Roots::Unnamed),
            ("?sslmode=allow", &[], Trust::Prefer, Roots::Unnamed),
            ("", &[("PGSSLMODE", "verify-full")], Trust::VerifyFull, Roots::Unnamed),
            ("?sslmode=disable", &[("PGSSLMODE", "verify-full")], Trust::Disable, Roots::Unnamed),
            ("?sslmode=require", &[], Trust::Require, Roots::Unnamed),
            ("", &[("PGREQUIRESSL", "1")], Trust::Require, Roots::Unnamed),
            ("?sslmode=require&sslrootcert=/missing.pem", &[], Trust::VerifyCa, file("/missing.pem")),
            ("?sslmode=require", &[("PGSSLROOTCERT", "/ca.pem")], Trust::VerifyCa, file("/ca.pem")),
            ("", &[("PGSSLROOTCERT", "system")], Trust::VerifyFull, Roots::System),
            ("?sslrootcert=system", &[], Trust::VerifyFull, Roots::System),
            ("?sslrootcert=/ca.pem", &[], Trust::Prefer, file("/ca.pem")),
        ] {
            assert_eq!(given(options, variables).unwrap(), (trust, roots), "{options} {variables:?}");
        }
        std::fs::create_dir(format!("{home}/.postgresql")).unwrap();
        std::fs::write(format!("{home}/.postgresql/root.crt"), "").unwrap();
        let usual = Roots::File(format!("{home}/.postgresql/root.crt").into());
        assert_eq!(given("?sslmode=require", &[]).unwrap(), (Trust::VerifyCa, usual));
        assert!(protection("?sslmode=require&sslnegotiation=direct", &[]).unwrap().direct);
    }

    #[test]
    fn demands_that_cannot_be_met_are_faults() {
        for (options, variables, code) in [
            ("?sslrootcert=system&sslmode=require", &[][..], Code::Usage),
            ("?sslrootcert=system", &[("PGSSLMODE", "prefer")], Code::Usage),
            ("", &[("PGSSLMODE", "odd")], Code::Usage),
            ("?sslnegotiation=direct", &[], Code::Usage),
            ("", &[("PGSSLNEGOTIATION", "odd")], Code::Usage),
            ("", &[("PGREQUIREAUTH", "scram-sha-256")], Code::Config),
            ("", &[("PGSSLCRLDIR", "/crls")], Code::Config),
            ("", &[("PGGSSENCMODE", "require")], Code::Config),
            ("", &[("PGSSLMINPROTOCOLVERSION", "TLSv1.3")], Code::Config),
        ] {
            assert_eq!(protection(options, variables).unwrap_err().code, code, "{options} {variables:?}");
        }
        protection("", &[("PGGSSENCMODE", "prefer"), ("PGSSLMINPROTOCOLVERSION", "TLSv1.2")]).unwrap();
    }
}
