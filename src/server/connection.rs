//! Connections that the server can end: a classic server resets the socket after some answers and closes an idle
//! one after five seconds, without saying so before.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// Who is at the other end, and the string to cut.
#[derive(Debug, Clone)]
pub struct Peer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    doomed: AtomicBool,
    busy: AtomicBool,
}

impl Peer {
    /// The answer being written still goes out; the next request on this connection fails.
    pub fn doom(&self) {
        self.shared.doomed.store(true, Ordering::Release);
    }

    /// While a request is being handled the connection is not idle.
    pub fn set_busy(&self, busy: bool) {
        self.shared.busy.store(busy, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        stream.remote_addr().clone()
    }
}

/// The listener; `keep_alive` bounds how long a connection may be silent.
pub struct Connections {
    pub listener: TcpListener,
    pub keep_alive: Option<Duration>,
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = Peer;

    async fn accept(&mut self) -> (Connection, Peer) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
        let shared = Arc::<Shared>::default();
        let idle = self.keep_alive.map(|limit| (limit, Box::pin(sleep(limit))));
        (Connection { stream, shared: Arc::clone(&shared), idle, writing: false }, Peer { address, shared })
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { address: self.listener.local_addr()?, shared: Arc::default() })
    }
}

/// A TCP stream that ends when it is doomed or was idle too long.
pub struct Connection {
    stream: TcpStream,
    shared: Arc<Shared>,
    idle: Option<(Duration, Pin<Box<Sleep>>)>,
    /// The other end has not taken yet what was written: slow, but not idle.
    writing: bool,
}

impl Connection {
    fn touch(&mut self) {
        if let Some((limit, timer)) = &mut self.idle {
            timer.as_mut().reset(tokio::time::Instant::now() + *limit);
        }
    }

    fn ended(&mut self, context: &mut Context<'_>) -> bool {
        if self.shared.doomed.load(Ordering::Acquire) {
            return true;
        }
        let Some((_, timer)) = &mut self.idle else { return false };
        if timer.as_mut().poll(context).is_pending() {
            return false;
        }
        let idle = !self.writing && !self.shared.busy.load(Ordering::Acquire);
        self.touch();
        idle || self.ended(context)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ended(cx) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        self.touch();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.writing = written.is_pending();
        self.touch();
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
