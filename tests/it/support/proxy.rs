//! A proxy between workstation and server that breaks one endpoint in one way, and remembers every request.

use std::collections::HashMap;
use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::bytes::{answer, body_of, forward, rest_of_request};

pub const HEALTH: &str = "/api/health";
pub const LOGIN: &str = "/api/sync/login";
pub const INITIAL_DATA: &str = "/api/sync/initial-data";
pub const UPLOAD: &str = "/api/sync/upload-changes";

const JSON: &str = "Content-Type: application/json\r\n";

/// What the wire does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answers itself, status line and headers and body as they stand here.
    Answer { status: u16, headers: &'static str, body: String },
    /// Takes the request and hangs up; the server never sees it.
    HangUp,
    /// The server acts on the request, its answer is lost.
    LoseAnswer,
    /// The server acts on the request, its answer ends after so many bytes of its body.
    CutAnswer(usize),
    /// The server acts on the request, and its answer does not come until the workstation hangs up.
    Silence,
    /// Answers 413 to a body longer than this.
    TooLarge(usize),
    /// Answers with this status to a body that holds this word.
    Poison(&'static str, u16),
}

impl Fault {
    /// A JSON answer of its own.
    #[expect(clippy::needless_pass_by_value, reason = "a test writes its answer where it hands it over")]
    pub fn json(status: u16, body: impl ToString) -> Self {
        Self::Answer { status, headers: "Content-Type: application/json\r\n", body: body.to_string() }
    }
}

/// A request that came by.
#[derive(Debug, Clone)]
pub struct Seen {
    pub path: String,
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Shared {
    faults: HashMap<&'static str, Fault>,
    seen: Vec<Seen>,
    ended: bool,
}

/// A running proxy; it ends when it goes.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    /// Hears each time the server has acted and its answer is kept back.
    acted: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Forwards all it gets to `server`, until told otherwise.
    pub fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let told = Arc::clone(&shared);
        let (tell, acted) = bounded(8);
        let run = move || {
            for stream in listener.incoming() {
                if told.lock().unwrap().ended {
                    return;
                }
                // A workstation that hangs up early is none of the proxy's troubles.
                pass(&mut BufReader::new(stream.unwrap()), server, &told, &tell).ok();
            }
        };
        let thread = std::thread::Builder::new().name("proxy".to_owned()).spawn(run).unwrap();
        Self { address, shared, acted, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on this endpoint is broken so.
    pub fn fault(&self, path: &'static str, fault: Fault) {
        self.shared.lock().unwrap().faults.insert(path, fault);
    }

    /// From now on all is forwarded, and what was seen is forgotten.
    pub fn calm(&self) {
        let mut shared = self.shared.lock().unwrap();
        shared.faults.clear();
        shared.seen.clear();
    }

    /// The bodies sent to an endpoint so far.
    pub fn bodies(&self, path: &str) -> Vec<Vec<u8>> {
        let shared = self.shared.lock().unwrap();
        shared.seen.iter().filter(|seen| seen.path == path).map(|seen| seen.body.clone()).collect()
    }

    /// Waits until the server has acted on a request whose answer is kept back.
    pub fn wait_until_acted(&self) {
        self.acted.recv_timeout(super::PATIENCE).unwrap();
    }

    pub fn requests(&self) -> usize {
        self.shared.lock().unwrap().seen.len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.lock().unwrap().ended = true;
        // Wakes the listener.
        TcpStream::connect(self.address).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// One request a connection: the answer says that it closes.
fn pass(
    stream: &mut BufReader<TcpStream>,
    server: SocketAddr,
    shared: &Mutex<Shared>,
    acted: &Sender<()>,
) -> std::io::Result<()> {
    let (head, body) = rest_of_request(stream, String::new(), None)?;
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let fault = {
        let mut shared = shared.lock().unwrap();
        shared.seen.push(Seen { path: path.clone(), body: body.clone() });
        shared.faults.get(path.as_str()).cloned()
    };
    let stream = stream.get_mut();
    match fault {
        Some(Fault::Answer { status, headers, body }) => {
            stream.write_all(&answer(status, headers, body.as_bytes()))
        }
        Some(Fault::TooLarge(limit)) if body.len() > limit => {
            stream.write_all(&answer(413, JSON, br#"{"message":"request entity too large"}"#))
        }
        Some(Fault::Poison(word, status)) if holds(&body, word) => {
            stream.write_all(&answer(status, JSON, br#"{"message":"poisoned"}"#))
        }
        Some(Fault::HangUp) => stream.shutdown(Shutdown::Both),
        Some(Fault::LoseAnswer) => {
            forward(server, &head, &body)?;
            stream.shutdown(Shutdown::Both)
        }
        Some(Fault::Silence) => {
            forward(server, &head, &body)?;
            acted.try_send(()).ok();
            stream.read(&mut [0]).map(drop)
        }
        Some(Fault::CutAnswer(length)) => {
            let whole = forward(server, &head, &body)?;
            stream.write_all(&whole[..whole.len().min(body_of(&whole) + length)])
        }
        Some(Fault::TooLarge(_) | Fault::Poison(..)) | None => {
            stream.write_all(&forward(server, &head, &body)?)
        }
    }
}

fn holds(body: &[u8], word: &str) -> bool {
    body.windows(word.len()).any(|part| part == word.as_bytes())
}
