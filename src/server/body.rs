//! Reading a request's body within its limit, which counts inflated bytes.

use std::future::poll_fn;
use std::io::Read;
use std::pin::pin;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use flate2::read::GzDecoder;

/// The most our server takes: 1 MiB.
pub const LIMIT: usize = 1 << 20;
/// The most a classic server takes.
pub const CLASSIC_LIMIT: usize = 102_400;
/// A body up to here is read to its end before it is refused, so that the sender gets to read the answer.
const DRAIN: usize = 8 << 20;

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyError {
    TooLarge,
    /// Cut off, or not the encoding that it says.
    Unreadable,
}

/// The whole body, inflated.
pub async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    let declared =
        header_text(headers, &header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if declared.is_some_and(|length| length > DRAIN as u64) {
        return Err(BodyError::TooLarge);
    }
    let bytes = collect(body, limit).await?;
    match header_text(headers, &header::CONTENT_ENCODING) {
        Some("gzip") => inflate(&bytes, limit),
        _ => Ok(bytes),
    }
}

/// Keeps no more than the limit, but reads on so that the sender can finish.
async fn collect(body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = pin!(body);
    let (mut kept, mut received) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = frame.map_err(|error| {
            tracing::debug!(%error, "a request body was cut off");
            BodyError::Unreadable
        })?;
        let Ok(data) = frame.into_data() else { continue };
        received += data.len();
        if received <= limit {
            kept.extend_from_slice(&data);
        } else if received > DRAIN {
            break;
        }
    }
    if received > limit { Err(BodyError::TooLarge) } else { Ok(kept) }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut inflated = Vec::new();
    let read = GzDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut inflated);
    match read {
        Ok(_) if inflated.len() > limit => Err(BodyError::TooLarge),
        Ok(_) => Ok(inflated),
        Err(error) => {
            tracing::debug!(%error, "a request body is not gzip");
            Err(BodyError::Unreadable)
        }
    }
}

/// Whether the asker takes gzip: `Accept-Encoding` names it, or `*`, without `q=0`.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = header_text(headers, &header::ACCEPT_ENCODING).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .and_then(|weight| weight.parse::<f32>().ok())
                .is_some_and(|weight| weight <= 0.0)
        });
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn gzip_is_sent_only_to_those_who_take_it() {
        let cases = [
            ("gzip", true),
            ("deflate, gzip;q=0.5", true),
            ("*", true),
            ("GZIP", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("br", false),
            ("", false),
        ];
        for (accepted, expected) in cases {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            assert_eq!(takes_gzip(&headers), expected, "{accepted:?}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn the_limit_counts_inflated_bytes() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&[b' '; 1000]).unwrap();
        let packed = encoder.finish().unwrap();
        assert!(packed.len() < 100);
        assert_eq!(inflate(&packed, 1000).map(|bytes| bytes.len()), Ok(1000));
        assert_eq!(inflate(&packed, 999), Err(BodyError::TooLarge));
        assert_eq!(inflate(b"not gzip", 999), Err(BodyError::Unreadable));
    }
}
