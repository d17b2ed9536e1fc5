//! HTTP as bytes: one request read, one answer cut or made.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Where an answer ends too early.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// Within its head.
    Head,
    /// With the head, before the first byte of the body.
    Body,
    Middle,
    /// One byte is missing.
    End,
}

impl Cut {
    pub fn of(self, mut whole: Vec<u8>) -> Vec<u8> {
        let body = body_of(&whole);
        let length = match self {
            Self::Head => body / 2,
            Self::Body => body,
            Self::Middle => usize::midpoint(body, whole.len()),
            Self::End => whole.len() - 1,
        };
        whole.truncate(length);
        whole
    }
}

/// Read byte by byte: what stands behind it stays unread.
pub fn first_line(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        line.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// The head without `Connection`, and the body or as much of it as is wanted.
pub fn rest_of_request(
    stream: &mut BufReader<TcpStream>,
    mut head: String,
    cut: Option<usize>,
) -> std::io::Result<(String, Vec<u8>)> {
    let mut length = 0;
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
    let mut body = vec![0; cut.map_or(length, |cut| cut.min(length))];
    stream.read_exact(&mut body)?;
    Ok((head, body))
}

/// The server's whole answer.
pub fn forward(server: SocketAddr, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    upstream.write_all(body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    Ok(answer)
}

pub fn body_of(whole: &[u8]) -> usize {
    whole.windows(4).position(|at| at == b"\r\n\r\n").map_or(whole.len(), |at| at + 4)
}

pub fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
