//! Sets up TLS for a database, with the verification that the URL requires.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::protection::{Protection, Roots, Trust};
use crate::file_access::settings;
use connlog_core::error::{Code, Error, Result};

/// Creates a TLS connector for `protection`; `None` if certificates must be verified but no authority is configured.
pub(crate) fn connector(protection: &Protection) -> Result<Option<MakeRustlsConnect>> {
    let provider = Arc::new(ring::default_provider());
    let any_host = |authorities| Arc::new(AnyHost { provider: Arc::clone(&provider), authorities });
    let verifier: Arc<dyn ServerCertVerifier> = match (protection.trust, &protection.roots) {
        (Trust::VerifyCa | Trust::VerifyFull, Roots::Unnamed) => return Ok(None),
        (Trust::Disable, _) | (_, Roots::Unnamed) => any_host(None),
        (Trust::VerifyFull, _) => authorities(protection, &provider)?,
        // As with `psql`, configured authorities verify certificates in every mode.
        _ => any_host(Some(authorities(protection, &provider)?)),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    if protection.direct {
        // Servers require this protocol name with direct TLS.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(Some(MakeRustlsConnect::new(config)))
}

fn fault(cause: &dyn std::fmt::Display) -> Error {
    Error::new(Code::Network, "cannot set up TLS")
        .cause(cause)
        .hint("install the ca-certificates package, or name a bundle with sslrootcert=FILE in the URL")
}

/// Verifies certificates by the configured authorities, and rejects revoked ones.
fn authorities(protection: &Protection, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let certificates = match &protection.roots {
        Roots::File(path) => read(path, "sslrootcert")?,
        Roots::System => rustls_native_certs::load_native_certs().certs,
        Roots::Unnamed => Vec::new(),
    };
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates);
    let revoked = protection.revoked.as_deref().map(|path| read(path, "sslcrl")).transpose()?.unwrap_or_default();
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .with_crls(revoked)
        .enforce_revocation_expiration()
        .build()
        .map_err(|error| fault(&error))
}

/// Reads the PEM sections of one kind in the file of `option`.
fn read<T: PemObject>(path: &Path, option: &str) -> Result<Vec<T>> {
    let unread = |error: &dyn std::fmt::Display| {
        Error::config(format!("cannot read the certificates in {}", path.display()))
            .cause(error)
            .hint(format!("{option} in the URL names a PEM file"))
    };
    let file = settings::open(path).map_err(|error| unread(&error))?;
    let found: Vec<_> = T::pem_reader_iter(file).collect::<Result<_, _>>().map_err(|error| unread(&error))?;
    if found.is_empty() { Err(unread(&"there is none in it")) } else { Ok(found) }
}

/// Accepts a certificate for any host name.
#[derive(Debug)]
struct AnyHost {
    provider: Arc<CryptoProvider>,
    /// The verifier of authorities. Without one, any certificate is accepted, as with `prefer` and `require` of
    /// PostgreSQL's clients.
    authorities: Option<Arc<WebPkiServerVerifier>>,
}

impl ServerCertVerifier for AnyHost {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(authorities) = &self.authorities else { return Ok(ServerCertVerified::assertion()) };
        match authorities.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
