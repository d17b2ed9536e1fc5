//! A relay before the sync server that answers a download at once: the whole clinic is asked for once, without gzip,
//! and given again from memory. All else goes on to the server, and every exchange is noted.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// The request whose answer is kept.
pub const CLINIC: &str = "/api/sync/initial-data";

/// A request and its answer, headers and all.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    pub path: String,
    pub sent: usize,
    pub received: usize,
    /// From the end of the request to the end of the answer.
    pub micros: u64,
}

/// Listens until the process ends.
#[derive(Clone)]
pub struct Relay {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: Mutex<String>,
    /// The server's answer, byte for byte, and the path that it answers.
    clinic: Mutex<Option<(String, Arc<[u8]>)>>,
    noted: Box<dyn Fn(&Exchange) + Send + Sync>,
}

impl Relay {
    /// Listens on a free loopback port. `noted` is told of every exchange.
    pub fn start(upstream: &str, noted: impl Fn(&Exchange) + Send + Sync + 'static) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let upstream = Mutex::new(host(upstream));
        let shared = Arc::new(Shared { upstream, clinic: Mutex::default(), noted: Box::new(noted) });
        let relay = Self { url, shared: Arc::clone(&shared) };
        std::thread::Builder::new().name("relay".to_owned()).spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                let serve = move || shared.serve(&client).unwrap_or_default();
                // Without a thread the client's connection closes, and it says so.
                drop(std::thread::Builder::new().name("relayed".to_owned()).spawn(serve));
            }
        })?;
        Ok(relay)
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on before another server, whose clinic is another.
    pub fn turn_to(&self, upstream: &str) {
        *locked(&self.shared.upstream) = host(upstream);
        *locked(&self.shared.clinic) = None;
    }
}

fn host(url: &str) -> String {
    url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// One request a connection.
    fn serve(&self, mut client: &TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(client)? else { return Ok(()) };
        let begun = Instant::now();
        let answer = self.answer(&request)?;
        client.write_all(&answer)?;
        (self.noted)(&Exchange {
            sent: request.head.len() + request.body.len(),
            received: answer.len(),
            micros: micros(begun.elapsed()),
            path: request.path,
        });
        Ok(())
    }

    fn answer(&self, request: &Request) -> std::io::Result<Arc<[u8]>> {
        if !request.path.starts_with(CLINIC) {
            return self.forward(request);
        }
        let mut kept = locked(&self.clinic);
        if let Some((_, answer)) = kept.as_ref().filter(|(path, _)| *path == request.path) {
            return Ok(Arc::clone(answer));
        }
        let answer = self.forward(request)?;
        *kept = Some((request.path.clone(), Arc::clone(&answer)));
        Ok(answer)
    }

    fn forward(&self, request: &Request) -> std::io::Result<Arc<[u8]>> {
        let mut server = TcpStream::connect(locked(&self.upstream).as_str())?;
        server.write_all(request.forwarded().as_bytes())?;
        server.write_all(&request.body)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer)?;
        Ok(answer.into())
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

struct Request {
    path: String,
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// `None` where the client closed without one.
    fn read(client: &TcpStream) -> std::io::Result<Option<Self>> {
        let mut reader = BufReader::new(client);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let start = head.len();
            if reader.read_line(&mut head)? == 0 {
                return Ok(None);
            }
            let line = head[start..].trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or_default();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        Ok(Some(Self { path, head, body }))
    }

    /// The head as the server gets it: one request a connection, and the whole clinic as plain text.
    fn forwarded(&self) -> String {
        let plain = self.path.starts_with(CLINIC);
        let kept = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default();
            !(name.eq_ignore_ascii_case("connection")
                || plain && name.eq_ignore_ascii_case("accept-encoding"))
        };
        let lines: Vec<&str> = self.head.trim_end().split("\r\n").filter(kept).collect();
        format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"))
    }
}
