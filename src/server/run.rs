//! A running server: its thread, its start, and a stop that no open connection can delay.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded, never, select_biased};
use serde_json::Value;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::connection::{Connections, Peer};
use super::state::State;
use super::{ServerConfig, ServerError, routes, storage};

/// How long requests under way may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(2);
/// How long blocking work (a password, a compression) may then still hold the thread.
const LAST_GRACE: Duration = Duration::from_secs(1);
/// A classic server closes a connection that was silent for so long.
const CLASSIC_KEEP_ALIVE: Duration = Duration::from_secs(5);

/// A server that runs until [`ServerHandle::stop`] or the handle's end.
pub struct ServerHandle {
    address: SocketAddr,
    state: Arc<State>,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Started {
    address: SocketAddr,
    state: Arc<State>,
    runtime: Handle,
}

impl ServerHandle {
    /// Starts a server on a thread of its own and returns once it accepts connections.
    pub fn start(config: ServerConfig) -> Result<Self, ServerError> {
        Self::start_unless(config, &never())?.ok_or(ServerError::Ended)
    }

    /// The same, unless it is told to stop before: then `None`, and what was begun is left to the process's end. The
    /// filling of a demo database is one transaction, of which nothing stays.
    pub(super) fn start_unless(
        config: ServerConfig,
        told_to_stop: &Receiver<()>,
    ) -> Result<Option<Self>, ServerError> {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = bounded(1);
        let thread = std::thread::Builder::new()
            .name("sync-server".to_owned())
            .spawn(move || serve_on_this_thread(&config, stopped, &tell))
            .map_err(ServerError::Thread)?;
        select_biased! {
            recv(told_to_stop) -> _ => Ok(None),
            recv(told) -> told => {
                let Started { address, state, runtime } = told.map_err(|_ended| ServerError::Ended)??;
                Ok(Some(Self { address, state, runtime, stop: Some(stop), thread: Some(thread) }))
            }
        }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All it holds as one JSON object, money in roubles.
    pub fn dump(&self) -> Result<Value, ServerError> {
        self.runtime.block_on(async { storage::dump_of(&mut *self.state.database.lock().await).await })
    }

    /// Ends the server within three seconds, whatever connections are open. Its port is free afterwards.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // A server that ended by itself no longer listens for this.
        self.stop.take().and_then(|stop| stop.send(()).ok());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the server's thread panicked");
        }
    }
}

impl std::fmt::Debug for ServerHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerHandle").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.end();
    }
}

fn serve_on_this_thread(
    config: &ServerConfig,
    stopped: oneshot::Receiver<()>,
    tell: &Sender<Result<Started, ServerError>>,
) {
    let runtime = match Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("sync-server-io")
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return answer(tell, Err(ServerError::Thread(error))),
    };
    match runtime.block_on(prepare(config)) {
        Err(error) => answer(tell, Err(error)),
        Ok((listener, started)) => {
            let state = Arc::clone(&started.state);
            answer(tell, Ok(started));
            runtime.block_on(serve(listener, state, stopped));
        }
    }
    runtime.shutdown_timeout(LAST_GRACE);
}

fn answer(tell: &Sender<Result<Started, ServerError>>, started: Result<Started, ServerError>) {
    if tell.send(started).is_err() {
        tracing::error!("nobody waits for the server's start");
    }
}

/// Binds first: a taken port is said before a database is filled. `std` sets `SO_REUSEADDR` where it is safe.
async fn prepare(config: &ServerConfig) -> Result<(tokio::net::TcpListener, Started), ServerError> {
    let no_listen = |source| ServerError::Listen { address: config.listen, source };
    let listener = TcpListener::bind(config.listen).map_err(no_listen)?;
    listener.set_nonblocking(true).map_err(no_listen)?;
    let address = listener.local_addr().map_err(no_listen)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(no_listen)?;
    let mut database = storage::open_for_serving(&config.database, config.demo).await?;
    let tenant_id = storage::tenant_id(&mut database).await?;
    let readers = storage::open_readers(&config.database).await?;
    let state = Arc::new(State::new(database, readers, tenant_id, config));
    Ok((listener, Started { address, state, runtime: Handle::current() }))
}

/// Idle connections are closed at once; those that have begun a request get [`GRACE`].
async fn serve(listener: tokio::net::TcpListener, state: Arc<State>, stopped: oneshot::Receiver<()>) {
    let connections = Connections { listener, keep_alive: state.classic.then_some(CLASSIC_KEEP_ALIVE) };
    let app = routes::router(state).into_make_service_with_connect_info::<Peer>();
    let (begin_grace, grace_begun) = oneshot::channel::<()>();
    let graceful = axum::serve(connections, app).with_graceful_shutdown(async move {
        // An error means that the handle is gone: stop all the same.
        stopped.await.ok();
        begin_grace.send(()).ok();
    });
    let deadline = async {
        grace_begun.await.ok();
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = graceful => if let Err(error) = ended { tracing::error!(%error, "the server ended") },
        () = deadline => tracing::info!("connections still open were cut"),
    }
}
