//! Encryption on the way to the database, as strict as the URL says.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Trust};
use crate::error::{Code, Fault, Result};

/// What makes an encrypted stream of one to `address`.
pub(super) fn connector(address: &Address) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let any_host = |authorities| Arc::new(AnyHost { provider: Arc::clone(&provider), authorities });
    let verifier: Arc<dyn ServerCertVerifier> = match address.trust {
        Trust::Disable | Trust::Prefer | Trust::Require if address.roots.is_none() => any_host(None),
        Trust::VerifyFull => authorities(address, &provider)?,
        // As with `psql`, authorities that are named are asked in every mode.
        _ => any_host(Some(authorities(address, &provider)?)),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn fault(cause: &dyn std::fmt::Display) -> Fault {
    Fault::new(Code::Network, "cannot set up TLS")
        .cause(cause)
        .hint("install the ca-certificates package, or name a bundle with sslrootcert=FILE in the URL")
}

/// Verifies by the authorities of the URL, else of the system.
fn authorities(address: &Address, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    match &address.roots {
        Some(path) => drop(roots.add_parsable_certificates(read(path)?)),
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|error| fault(&error))
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let unread = |error: &dyn std::fmt::Display| {
        Fault::config(format!("cannot read the certificates in {}", path.display()))
            .cause(error)
            .hint("sslrootcert in the URL names a PEM file")
    };
    let found = CertificateDer::pem_file_iter(path).map_err(|error| unread(&error))?;
    let found: Vec<_> = found.collect::<Result<_, _>>().map_err(|error| unread(&error))?;
    if found.is_empty() { Err(unread(&"there is none in it")) } else { Ok(found) }
}

/// Takes a certificate for whatever host it was made.
#[derive(Debug)]
struct AnyHost {
    provider: Arc<CryptoProvider>,
    /// Who must have signed it. Without them any will do: what `prefer` and `require` mean with PostgreSQL's own clients too.
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
    ) -> Result<ServerCertVerified, Error> {
        let Some(authorities) = &self.authorities else { return Ok(ServerCertVerified::assertion()) };
        match authorities.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(Error::InvalidCertificate(
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
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
