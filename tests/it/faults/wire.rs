//! A wire between workstation and server that can do all that networks and middle boxes do to one endpoint, with
//! many connections at once, and remembers every request: what came of it, and whether the server was given it.

use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use serde_json::Value;

pub use crate::support::bytes::Cut;
use crate::support::bytes::{answer, body_of, first_line, forward, rest_of_request};

/// What happens to a request and its answer.
#[derive(Debug, Clone)]
pub enum Break {
    /// Hangs up with part of the request unread: a reset. The server never sees it.
    Reset,
    /// Hangs up once so many bytes of the body have come (all of the head always has).
    CutRequest(usize),
    /// Takes the request and says nothing; the server never sees it.
    Stall,
    /// The server acts on it, no byte of its answer comes.
    LoseAnswer,
    /// The server acts on it, its answer ends there.
    CutAnswer(Cut),
    /// The server acts on it, its answer stands still there.
    StallAnswer(Cut),
    /// The server's answer comes after this.
    Delay(Duration),
    /// The server gets it only after the workstation has hung up.
    Late,
    /// The server gets it twice, and the second answer counts.
    Twice,
    /// Answered without the server, word for word.
    Answer { status: u16, headers: &'static str, body: Vec<u8> },
    /// Answered so, and not in HTTP at all.
    Raw(&'static [u8]),
    /// The server acts, and its answer is another one.
    Rewrite(fn(&mut Value)),
    /// A good answer's head and beginning, then this again and again for as long as someone listens.
    Endless { begin: &'static str, again: &'static str },
    /// Tells that it is there and waits until the workstation hangs up; the server never sees it.
    HoldRequest,
    /// The same after the server has acted.
    HoldAnswer,
    /// Tells that it is there and hands the answer over.
    Tell,
}

impl Break {
    /// A JSON answer of its own.
    pub fn json(status: u16, body: &str) -> Self {
        Self::Answer { status, headers: "Content-Type: application/json\r\n", body: body.into() }
    }
}

#[derive(Default)]
struct Shared {
    broken: Option<(&'static str, Break, u32)>,
    /// The port closes before the answer to this goes out.
    refuse_after: Option<&'static str>,
    /// The path of each request that came by.
    seen: Vec<String>,
    /// Bytes of an endless answer that someone took.
    poured: u64,
    open: bool,
}

/// A running wire; it ends when it goes.
pub struct Wire {
    line: Line,
    held: Receiver<()>,
    listening: Option<JoinHandle<()>>,
}

/// What the wire's threads share.
#[derive(Clone)]
struct Line {
    address: SocketAddr,
    server: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    hold: Sender<()>,
}

impl Wire {
    /// Hands all it gets to `server`, until told otherwise.
    pub fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let (hold, marks) = bounded(64);
        let address = listener.local_addr().unwrap();
        let line = Line { address, server, shared: Arc::default(), hold };
        let mut wire = Self { line, held: marks, listening: None };
        wire.listen(listener);
        wire
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.line.address)
    }

    /// From now on requests to this endpoint meet this, `times` times.
    pub fn fail(&self, path: &'static str, how: Break, times: u32) {
        self.line.shared.lock().unwrap().broken = Some((path, how, times));
    }

    /// Nobody listens from now on.
    pub fn refuse(&mut self) {
        self.line.close();
    }

    /// Nobody listens any more once a request to this endpoint has been answered.
    pub fn refuse_after(&self, path: &'static str) {
        self.line.shared.lock().unwrap().refuse_after = Some(path);
    }

    /// From now on all goes through. Says which paths were asked for since the last time.
    pub fn calm(&mut self) -> Vec<String> {
        let seen = {
            let mut shared = self.line.shared.lock().unwrap();
            shared.broken = None;
            shared.refuse_after = None;
            std::mem::take(&mut shared.seen)
        };
        while self.held.try_recv().is_ok() {}
        if !self.line.shared.lock().unwrap().open {
            self.listening.take().unwrap().join().unwrap();
            self.listen(bind_again(self.line.address));
        }
        seen
    }

    /// A mark of each held request.
    pub fn held(&self) -> &Receiver<()> {
        &self.held
    }

    pub fn poured(&self) -> u64 {
        self.line.shared.lock().unwrap().poured
    }

    fn listen(&mut self, listener: TcpListener) {
        self.line.shared.lock().unwrap().open = true;
        let line = self.line.clone();
        let run = move || {
            for stream in listener.incoming() {
                if !line.shared.lock().unwrap().open {
                    return;
                }
                let line = line.clone();
                // A workstation that hangs up early is none of the wire's troubles.
                let pass = move || line.pass(stream.unwrap()).unwrap_or_default();
                std::thread::Builder::new().name("wire".to_owned()).spawn(pass).unwrap();
            }
        };
        self.listening = Some(std::thread::Builder::new().name("wires".to_owned()).spawn(run).unwrap());
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.line.close();
        if let Some(thread) = self.listening.take() {
            thread.join().unwrap();
        }
    }
}

/// The port was ours a moment ago; connections that are just ending may hold it a little longer.
fn bind_again(address: SocketAddr) -> TcpListener {
    for _ in 0..1000 {
        if let Ok(listener) = TcpListener::bind(address) {
            return listener;
        }
        std::thread::yield_now();
    }
    TcpListener::bind(address).unwrap()
}

impl Line {
    /// Returns once the port is closed.
    fn close(&self) {
        let was_open = std::mem::replace(&mut self.shared.lock().unwrap().open, false);
        if was_open {
            // Wakes the listener, which then goes: the next one is refused.
            TcpStream::connect(self.address).ok();
            while TcpStream::connect(self.address).is_ok() {
                std::thread::yield_now();
            }
        }
    }

    /// One request a connection: the answer says that it closes.
    fn pass(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let first = first_line(&mut stream)?;
        let target = first.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default().to_owned();
        let (fault, closes) = self.what_happens_to(&path);
        if matches!(fault, Some(Break::Reset)) {
            return Ok(());
        }
        let mut stream = BufReader::new(stream);
        let cut = if let Some(Break::CutRequest(length)) = fault { Some(length) } else { None };
        let (head, body) = rest_of_request(&mut stream, first, cut)?;
        self.shared.lock().unwrap().seen.push(path);
        let forward = || forward(self.server, &head, &body);
        let answer = match &fault {
            Some(how) => match self.broken_answer(how, &mut stream, &forward)? {
                Some(answer) => answer,
                None => return Ok(()),
            },
            None => forward()?,
        };
        if closes {
            self.close();
        }
        stream.get_mut().write_all(&answer)
    }

    fn what_happens_to(&self, path: &str) -> (Option<Break>, bool) {
        let mut shared = self.shared.lock().unwrap();
        let closes = shared.refuse_after == Some(path);
        let fault = match &mut shared.broken {
            Some((at, how, times)) if *at == path && *times > 0 => {
                *times -= 1;
                Some(how.clone())
            }
            _ => None,
        };
        (fault, closes)
    }

    /// What goes out in the end; `None`: nothing more.
    fn broken_answer(
        &self,
        how: &Break,
        stream: &mut BufReader<TcpStream>,
        forward: &dyn Fn() -> std::io::Result<Vec<u8>>,
    ) -> std::io::Result<Option<Vec<u8>>> {
        let hung_up = |stream: &mut BufReader<TcpStream>| stream.read(&mut [0]).unwrap_or_default();
        match how {
            Break::Reset | Break::CutRequest(_) => {
                stream.get_mut().shutdown(Shutdown::Both).ok();
            }
            Break::Stall => drop(hung_up(stream)),
            Break::LoseAnswer => drop(forward()?),
            Break::CutAnswer(cut) => return Ok(Some(cut.of(forward()?))),
            Break::StallAnswer(cut) => {
                stream.get_mut().write_all(&cut.of(forward()?))?;
                hung_up(stream);
            }
            Break::Delay(time) => {
                let answer = forward()?;
                std::thread::sleep(*time);
                return Ok(Some(answer));
            }
            Break::Late => {
                hung_up(stream);
                forward()?;
            }
            Break::Twice => {
                forward()?;
                return Ok(Some(forward()?));
            }
            Break::Answer { status, headers, body } => return Ok(Some(answer(*status, headers, body))),
            Break::Raw(bytes) => return Ok(Some(bytes.to_vec())),
            Break::Rewrite(change) => {
                let whole = forward()?;
                let mut value = serde_json::from_slice(&whole[body_of(&whole)..]).unwrap_or_default();
                change(&mut value);
                let json = "Content-Type: application/json\r\n";
                return Ok(Some(answer(200, json, value.to_string().as_bytes())));
            }
            Break::Endless { begin, again } => self.pour(stream.get_mut(), begin, again)?,
            Break::HoldRequest => {
                self.hold.try_send(()).ok();
                hung_up(stream);
            }
            Break::Tell => {
                let answer = forward()?;
                self.hold.try_send(()).ok();
                return Ok(Some(answer));
            }
            Break::HoldAnswer => {
                forward()?;
                self.hold.try_send(()).ok();
                hung_up(stream);
            }
        }
        Ok(None)
    }

    fn pour(&self, stream: &mut TcpStream, begin: &str, again: &str) -> std::io::Result<()> {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        stream.write_all(format!("{head}{begin}").as_bytes())?;
        let chunk = again.repeat(64 * 1024 / again.len() + 1);
        loop {
            stream.write_all(chunk.as_bytes())?;
            self.shared.lock().unwrap().poured += chunk.len() as u64;
        }
    }
}
