//! The HTTP client for the real AWS: one stack, rustls over ring, with the host's
//! certificate authorities and those of `AWS_CA_BUNDLE`.

use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::PathBuf;

/// How many connections to a service in a Region are left open for the next look.
/// Each keeps room for the largest answer that it brought.
const IDLE: usize = 2;

/// Why the certificate bundle cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("AWS_CA_BUNDLE names {}, which cannot be used: {reason}", path.display())]
pub struct BundleError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// An HTTPS client, trusting `bundle` beside the host's own authorities.
///
/// # Errors
/// When the bundle cannot be read, holds no certificate, or one that is none.
pub(super) fn https_client(bundle: Option<PathBuf>) -> Result<SharedHttpClient, BundleError> {
    Ok(Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trusting(bundle)?)
        .pool_max_idle_per_host(IDLE)
        .build_https())
}

/// A connector for pages of anybody, with the same trust, which keeps no connection.
///
/// # Errors
/// As [`https_client`].
pub(super) fn page_connector(bundle: Option<PathBuf>) -> Result<SharedHttpConnector, BundleError> {
    Ok(SharedHttpConnector::new(
        Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(trusting(bundle)?)
            .pool_max_idle_per_host(0)
            .build(),
    ))
}

fn trusting(bundle: Option<PathBuf>) -> Result<TlsContext, BundleError> {
    let mut trust = TrustStore::default();
    if let Some(path) = bundle {
        let pem = read_bundle(&path).map_err(|reason| BundleError { path, reason })?;
        trust = trust.with_pem_certificate(pem);
    }
    TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| BundleError {
            path: PathBuf::new(),
            reason: super::failure::chain(&error),
        })
}

/// Reads a bundle and checks every certificate: the HTTP client ends the program
/// on one that it cannot parse.
fn read_bundle(path: &std::path::Path) -> Result<Vec<u8>, String> {
    let pem = std::fs::read(path).map_err(|error| error.to_string())?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| format!("not PEM: {error}"))?;
        roots
            .add(certificate)
            .map_err(|error| format!("certificate {}: {error}", roots.len() + 1))?;
    }
    if roots.is_empty() {
        return Err("it holds no certificate".to_owned());
    }
    Ok(pem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn bundle(content: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        file
    }

    #[test]
    fn a_bundle_that_is_none_is_told_with_its_path_before_anything_is_sent() {
        for (content, reason) in [
            ("", "no certificate"),
            ("hello", "no certificate"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "certificate 1",
            ),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", "not PEM"),
        ] {
            let file = bundle(content);
            let error = https_client(Some(file.path().to_owned())).unwrap_err();
            assert_eq!(error.path, file.path());
            assert!(error.reason.contains(reason), "{content:?}: {error}");
        }
        assert!(https_client(Some("/nowhere/bundle.pem".into())).is_err());
    }
}
