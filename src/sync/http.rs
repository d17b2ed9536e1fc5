//! Blocking HTTP to one server: no redirects, no proxy from the environment, no total time-outs, bodies limited.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector as _, DefaultConnector};
use ureq::{Agent, Body};

use super::Timing;
use super::transport::{Announcing, MarkingConnector, SentMark};
use super::watch::Watch;
use crate::domain::NoContact;

/// Largest answer that is read into memory.
const MAX_ANSWER: u64 = 16 * 1024 * 1024;

/// Where the server is and the key it asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// `http://` or `https://`, without a slash at the end.
    pub server: String,
    pub api_key: String,
}

/// The key stays out of logs.
impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Why a call other than an upload brought no answer to work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Not an `http(s)://` address.
    #[error("not a server address: {0}")]
    BadAddress(String),
    /// No connection, no answer in time, or an answer cut short; `detail` is the network's own words.
    #[error("no contact: {detail}")]
    NoContact { cause: NoContact, detail: String },
    /// The request went out whole and no whole answer came.
    #[error("no answer: {0}")]
    Lost(String),
    #[error("redirected to {target}")]
    Redirected { target: String },
    /// 401 or 403, in the server's words.
    #[error("refused ({status}): {message}")]
    Refused { status: u16, message: String },
    #[error("asked to wait {} s", .retry_after.as_secs())]
    RateLimited { retry_after: Duration },
    /// Any other status.
    #[error("{}", http_status(*status, message))]
    Status { status: u16, message: String },
    /// A 200 that is not what was asked for: HTML, garbage, nothing.
    #[error("answer not understood: {0}")]
    BadAnswer(String),
}

/// What came back for an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadReply {
    /// The body was not handed to the socket whole: the server cannot have acted on it.
    NotSent(CallError),
    /// It went out and no whole answer came.
    Lost(String),
    Answered(Answer),
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub is_json: bool,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

/// A client of one server. Cheap to clone: clones share connections and the shutdown.
#[derive(Debug, Clone)]
pub struct Http {
    agent: Agent,
    connection: Connection,
    timing: Timing,
    mark: SentMark,
    watch: Watch,
}

impl Http {
    pub fn new(connection: Connection, timing: &Timing) -> Result<Self, CallError> {
        let address = &connection.server;
        let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
        if host.is_none_or(str::is_empty) || address.parse::<ureq::http::Uri>().is_err() {
            return Err(CallError::BadAddress(address.clone()));
        }
        let mark = SentMark::default();
        let watch = Watch::default();
        let announcing = Announcing { watch: watch.clone(), step: timing.step };
        let connector = DefaultConnector::new().chain(MarkingConnector { mark: mark.clone(), announcing });
        let agent = Agent::with_parts(agent_config(timing), connector, DefaultResolver::default());
        Ok(Self { agent, connection, timing: *timing, mark, watch })
    }

    pub fn server(&self) -> &str {
        &self.connection.server
    }

    /// Where the waits of every request are announced.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Ends every request under way, from any thread; none can be made afterwards.
    pub fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    /// A JSON answer to a GET. `with_key`: health is asked without.
    pub fn get<T: DeserializeOwned>(&self, path: &str, with_key: bool) -> Result<(T, Budgeted), CallError> {
        let mut request = self.agent.get(self.url(path));
        if with_key {
            request = request.header("X-API-Key", &self.connection.api_key);
        }
        self.calling();
        json(request.call())
    }

    /// The same with the key, and with who asks: a server may limit requests by that.
    pub fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        workstation: &str,
    ) -> Result<(T, Budgeted), CallError> {
        self.mark.clear();
        self.calling();
        let request = self.agent.get(self.url(path)).header("X-API-Key", &self.connection.api_key);
        self.lost_if_sent(json(request.header("X-Workstation-Id", workstation).call()))
    }

    pub fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, CallError> {
        self.calling();
        let sent = self
            .agent
            .post(self.url(path))
            .header("X-API-Key", &self.connection.api_key)
            .content_type("application/json")
            .send(body.to_string());
        Ok(json(sent)?.0)
    }

    /// Sends an upload's body, whose fate the caller settles by what came back.
    pub fn upload(&self, body: &[u8], workstation: &str) -> (UploadReply, Budgeted) {
        self.mark.clear();
        self.calling();
        let sent = self
            .agent
            .post(self.url("/api/sync/upload-changes"))
            .header("X-API-Key", &self.connection.api_key)
            .header("X-Workstation-Id", workstation)
            // After some refusals a server resets the socket, and a kept one may be closing: a request that is lost
            // that way would be a doubt. An upload is the last on its connection.
            .header("Connection", "close")
            .content_type("application/json")
            .send(body);
        match sent {
            Ok(mut response) => {
                let budgeted = Budgeted::of(&response);
                let answer = Answer {
                    status: response.status().as_u16(),
                    is_json: is_json(&response),
                    retry_after: retry_after(&response),
                    body: Vec::new(),
                };
                match read_limited(&mut response) {
                    Ok(body) => (UploadReply::Answered(Answer { body, ..answer }), budgeted),
                    Err(error) => (UploadReply::Lost(error.to_string()), budgeted),
                }
            }
            Err(error) if self.mark.is_set() => (UploadReply::Lost(error.to_string()), Budgeted::default()),
            Err(error) => (UploadReply::NotSent(no_contact(&error)), Budgeted::default()),
        }
    }

    /// A whole clinic, handed over as a reader once the server has begun to answer with JSON.
    pub fn download(&self, path: &str, workstation: &str) -> Result<impl Read + use<>, CallError> {
        self.mark.clear();
        self.calling();
        let response = self
            .agent
            .get(self.url(path))
            .config()
            .timeout_recv_response(Some(self.timing.first_byte_of_snapshot))
            .build()
            .header("X-API-Key", &self.connection.api_key)
            .header("X-Workstation-Id", workstation)
            .call();
        let (response, _) = self.lost_if_sent(checked(response))?;
        Ok(response.into_body().into_reader())
    }

    /// A server that had the request is there, though it did not complete its answer.
    fn lost_if_sent<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        match answer {
            Err(CallError::NoContact { detail, .. }) if self.mark.is_set() => Err(CallError::Lost(detail)),
            answer => answer,
        }
    }

    /// A request begins with finding the server and connecting to it; its transport announces what follows.
    fn calling(&self) {
        self.watch.expect(self.timing.connect + self.timing.step);
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.connection.server)
    }
}

/// What the answer says of the server's request limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budgeted {
    pub remaining: Option<u32>,
}

impl Budgeted {
    fn of(response: &Response<Body>) -> Self {
        Self { remaining: header(response, "RateLimit-Remaining").and_then(|text| text.parse().ok()) }
    }
}

fn agent_config(timing: &Timing) -> ureq::config::Config {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("vetsystem-companion/", env!("CARGO_PKG_VERSION")))
        .max_idle_age(Duration::from_secs(3))
        .timeout_connect(Some(timing.connect))
        .timeout_recv_response(Some(timing.first_byte))
        .timeout_per_read(Some(timing.stall))
        .timeout_per_write(Some(timing.stall))
        .build()
}

fn json<T: DeserializeOwned>(
    result: Result<Response<Body>, ureq::Error>,
) -> Result<(T, Budgeted), CallError> {
    let (mut response, budgeted) = checked(result)?;
    let body = read_limited(&mut response).map_err(|error| no_contact(&error))?;
    let value = serde_json::from_slice(&body).map_err(|error| CallError::BadAnswer(error.to_string()))?;
    Ok((value, budgeted))
}

/// Lets only a JSON 200 through.
fn checked(result: Result<Response<Body>, ureq::Error>) -> Result<(Response<Body>, Budgeted), CallError> {
    let mut response = result.map_err(|error| no_contact(&error))?;
    let budgeted = Budgeted::of(&response);
    let status = response.status().as_u16();
    match status {
        200 if is_json(&response) => Ok((response, budgeted)),
        200 => Err(CallError::BadAnswer(header(&response, "Content-Type").unwrap_or_default())),
        300..=399 => Err(CallError::Redirected { target: header(&response, "Location").unwrap_or_default() }),
        429 => Err(CallError::RateLimited { retry_after: retry_after(&response).unwrap_or(DEFAULT_RETRY) }),
        _ => {
            let message = error_text(&read_limited(&mut response).unwrap_or_default());
            Err(match status {
                401 | 403 => CallError::Refused { status, message },
                _ => CallError::Status { status, message },
            })
        }
    }
}

fn no_contact(error: &ureq::Error) -> CallError {
    let cause = match error {
        ureq::Error::HostNotFound => NoContact::UnknownHost,
        ureq::Error::Timeout(_) => NoContact::TimedOut,
        ureq::Error::ConnectionFailed => NoContact::Refused,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => NoContact::NotSecure,
        ureq::Error::Io(error) => of_io(error),
        _ => NoContact::Broken,
    };
    CallError::NoContact { cause, detail: error.to_string() }
}

fn of_io(error: &io::Error) -> NoContact {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => NoContact::Refused,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => NoContact::TimedOut,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => NoContact::UnknownHost,
        // A failed handshake comes as bad data.
        io::ErrorKind::InvalidData => NoContact::NotSecure,
        io::ErrorKind::UnexpectedEof => NoContact::Broken,
        // A name that nobody knows has neither a kind nor a number.
        _ if error.raw_os_error().is_none() => NoContact::UnknownHost,
        _ => NoContact::Broken,
    }
}

fn http_status(status: u16, message: &str) -> String {
    if message.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {message}") }
}

/// No server silences a workstation for longer, whatever it says.
pub const LONGEST_RETRY: Duration = Duration::from_secs(3600);

/// What a server that limits requests means when it does not say for how long.
pub const DEFAULT_RETRY: Duration = Duration::from_secs(60);

/// The server's words, which stand under `error` or `message`; `error` may be a mere title beside `message`.
pub fn error_text(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    text("message").or_else(|| text("error")).unwrap_or_default()
}

fn read_limited(response: &mut Response<Body>) -> Result<Vec<u8>, ureq::Error> {
    response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec()
}

fn header(response: &Response<Body>, name: &str) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

fn is_json(response: &Response<Body>) -> bool {
    response.body().mime_type().is_some_and(|mime| mime.eq_ignore_ascii_case("application/json"))
}

fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let seconds: u64 = header(response, "Retry-After")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY))
}
