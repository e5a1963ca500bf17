//! Negotiates TLS with a database server, and limits what a server may send before the login.
//!
//! The driver is configured for direct TLS, so that it passes each socket before anything is sent. This module
//! negotiates TLS as `psql` does, and returns the channel for the password.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::protection::{Protection, Trust};

/// `SSLRequest` of the protocol: length 8, code 80877103.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
/// The maximum number of bytes of one message before the login; the limit of libpq.
const LARGEST_MESSAGE: u32 = 30_000;
/// The maximum number of bytes of all messages before the login.
const LARGEST_LOGIN: u64 = 1 << 20;

/// The stream of the rustls connector over the driver's sockets.
type RustlsStream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
type Handshake = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;

/// Creates a [`Negotiation`] for each socket.
pub(crate) struct Connector {
    protection: Protection,
    /// `None` if certificates must be verified but no authority is configured.
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    pub(crate) fn new(protection: Protection, tls: Option<MakeRustlsConnect>) -> Self {
        Self { protection, tls }
    }
}

impl MakeTlsConnect<Socket> for Connector {
    type Stream = Channel;
    type TlsConnect = Negotiation;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<Negotiation> {
        let make = |tls: &mut MakeRustlsConnect| MakeTlsConnect::<Socket>::make_tls_connect(tls, host);
        let handshake = self.tls.as_mut().map(make).transpose().map_err(io::Error::other)?;
        Ok(Negotiation { trust: self.protection.trust, direct: self.protection.direct, handshake })
    }
}

/// The negotiation over one socket.
pub(crate) struct Negotiation {
    trust: Trust,
    direct: bool,
    handshake: Option<Handshake>,
}

impl Negotiation {
    async fn run(self, mut socket: Socket) -> io::Result<Channel> {
        if self.trust == Trust::Disable {
            return Ok(Channel::new(Stream::Plain(socket)));
        }
        if !self.direct {
            socket.write_all(&SSL_REQUEST).await?;
            socket.flush().await?;
            match (socket.read_u8().await?, self.trust) {
                (b'S', _) => {}
                (b'N', Trust::Prefer) => return Ok(Channel::new(Stream::Plain(socket))),
                (b'N', _) => return Err(io::Error::other("server does not support TLS")),
                _ => return Err(io::Error::other("the server did not say whether it supports TLS")),
            }
        }
        let handshake = self.handshake.ok_or_else(|| {
            io::Error::other(
                "the certificate cannot be verified: sslrootcert names no authority, and there is no \
                 ~/.postgresql/root.crt; sslrootcert=system trusts the authorities of the system",
            )
        })?;
        Ok(Channel::new(Stream::Encrypted(Box::new(handshake.connect(socket).await?))))
    }
}

impl TlsConnect<Socket> for Negotiation {
    type Stream = Channel;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Channel>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(self.run(socket))
    }
}

enum Stream {
    Plain(Socket),
    Encrypted(Box<RustlsStream>),
}

/// A stream to a server, plain or encrypted.
pub(crate) struct Channel {
    stream: Stream,
    login: Login,
}

impl Channel {
    fn new(stream: Stream) -> Self {
        Self { stream, login: Login::default() }
    }
}

impl TlsStream for Channel {
    fn channel_binding(&self) -> ChannelBinding {
        match &self.stream {
            Stream::Plain(_) => ChannelBinding::none(),
            Stream::Encrypted(stream) => stream.channel_binding(),
        }
    }
}

impl AsyncRead for Channel {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { stream, login } = self.get_mut();
        let before = buffer.filled().len();
        ready!(match stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(context, buffer),
        })?;
        Poll::Ready(login.check(&buffer.filled()[before..]))
    }
}

impl AsyncWrite for Channel {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Encrypted(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Encrypted(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

/// Checks the messages of a server up to the end of the login, which `ReadyForQuery` marks.
#[derive(Debug, Default)]
struct Login {
    /// The type and the length of the present message.
    header: Vec<u8>,
    /// The number of missing bytes of the present message.
    left: u32,
    /// The number of bytes so far.
    total: u64,
    done: bool,
}

impl Login {
    /// Checks the next bytes. Returns an error as soon as the length of a message is too large.
    fn check(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let refused = |what: String| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        while !self.done && !bytes.is_empty() {
            let body = bytes.len().min(self.left as usize);
            bytes = &bytes[body..];
            self.left -= u32::try_from(body).unwrap_or(self.left);
            let header = bytes.len().min(if self.left == 0 { 5 - self.header.len() } else { 0 });
            self.header.extend_from_slice(&bytes[..header]);
            bytes = &bytes[header..];
            self.total += (body + header) as u64;
            if self.total > LARGEST_LOGIN {
                return refused(format!("the server sent more than {LARGEST_LOGIN} bytes before the login"));
            }
            if let [kind, length @ ..] = &self.header[..]
                && let Ok(length) = length.try_into()
            {
                let length = u32::from_be_bytes(length);
                if length > LARGEST_MESSAGE {
                    return refused(format!("the server sent a message of {length} bytes before the login"));
                }
                self.done = *kind == b'Z';
                self.left = length.saturating_sub(4);
                self.header.clear();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, length: usize) -> Vec<u8> {
        let mut message = vec![kind];
        message.extend(u32::try_from(length + 4).unwrap().to_be_bytes());
        message.extend(vec![0xff; length]);
        message
    }

    #[test]
    fn messages_are_limited_up_to_the_end_of_the_login_however_they_are_cut() {
        let usual = [message(b'R', 4), message(b'S', 30), message(b'N', 29_000), message(b'K', 8)].concat();
        let ready = [usual.clone(), message(b'Z', 1)].concat();
        let rows = [ready.clone(), message(b'D', 3_000_000)].concat();
        let large = [usual.clone(), message(b'E', 30_000)].concat();
        let endless = message(b'N', 20_000).repeat(60);
        for (bytes, accepted) in [(&usual, true), (&ready, true), (&rows, true), (&large, false), (&endless, false)] {
            for size in [1, 3, 4, 5, 8_192, usize::MAX] {
                let mut login = Login::default();
                let checked = bytes.chunks(size.min(bytes.len())).try_for_each(|chunk| login.check(chunk));
                assert_eq!(checked.is_ok(), accepted, "{} in pieces of {size}", bytes.len());
            }
        }
        let mut login = Login::default();
        assert!(login.check(&[b'E', 0x7f, 0xff, 0xff, 0xff]).is_err(), "the length alone decides");
    }
}
