//! A proxy between workstation and server that breaks one endpoint in one way, and remembers every request.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

pub const HEALTH: &str = "/api/health";
pub const LOGIN: &str = "/api/sync/login";
pub const INITIAL_DATA: &str = "/api/sync/initial-data";
pub const UPLOAD: &str = "/api/sync/upload-changes";

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
    let (head, body) = read_request(stream)?;
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let fault = {
        let mut shared = shared.lock().unwrap();
        shared.seen.push(Seen { path: path.clone(), body: body.clone() });
        shared.faults.get(path.as_str()).cloned()
    };
    let stream = stream.get_mut();
    match fault {
        Some(Fault::Answer { status, headers, body }) => answer(stream, status, headers, &body),
        Some(Fault::TooLarge(limit)) if body.len() > limit => answer(
            stream,
            413,
            "Content-Type: application/json\r\n",
            r#"{"message":"request entity too large"}"#,
        ),
        Some(Fault::Poison(word, status)) if holds(&body, word) => {
            answer(stream, status, "Content-Type: application/json\r\n", r#"{"message":"poisoned"}"#)
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
            let begin = whole.windows(4).position(|at| at == b"\r\n\r\n").unwrap_or_default() + 4;
            stream.write_all(&whole[..whole.len().min(begin + length)])
        }
        Some(Fault::TooLarge(_) | Fault::Poison(..)) | None => {
            stream.write_all(&forward(server, &head, &body)?)
        }
    }
}

fn holds(body: &[u8], word: &str) -> bool {
    body.windows(word.len()).any(|part| part == word.as_bytes())
}

/// The head without `Connection`, and the whole body.
fn read_request(stream: &mut BufReader<TcpStream>) -> std::io::Result<(String, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
        if !lower.starts_with("connection:") && !lower.starts_with("accept-encoding:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((head, body))
}

/// The server's whole answer.
fn forward(server: SocketAddr, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    upstream.write_all(body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}
