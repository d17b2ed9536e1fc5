//! A GET over a bare socket: nothing between the bytes and who reads them.

use std::io::{BufRead as _, BufReader, Read, Take, Write as _};
use std::net::TcpStream;

use anyhow::{Context as _, ensure};

/// The body of an answer, still to be read.
pub type Answer = Take<BufReader<TcpStream>>;

/// Asks for a path without gzip; the answer must tell its length.
pub fn get(server: &str, key: &str, path: &str) -> anyhow::Result<Answer> {
    let host = server.strip_prefix("http://").context("http:// only")?.trim_end_matches('/');
    let mut socket = TcpStream::connect(host)?;
    write!(
        socket,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nx-api-key: {key}\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = BufReader::with_capacity(64 * 1024, socket);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    ensure!(line.split(' ').nth(1) == Some("200"), "{path}: {}", line.trim_end());
    let mut length = None;
    loop {
        line.clear();
        answer.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse()?);
        }
    }
    Ok(answer.take(length.context("an answer without its length")?))
}
