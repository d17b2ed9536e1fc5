//! A server's address as people type it.

/// `http://` or `https://`, a host, no path but a given one, no slash at the end. `https://` where nothing is said,
/// `http://` for this machine itself. None when it is no address.
pub fn parse_server(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_lowercase()), rest),
        None => (None, text),
    };
    let host = host(rest);
    let known = scheme.as_deref().is_none_or(|scheme| scheme == "http" || scheme == "https");
    if !known || host.is_empty() || rest.contains(['@', ' ', '?', '#', '\\']) || !port_is_good(rest) {
        return None;
    }
    let scheme = scheme.unwrap_or_else(|| if is_loopback(host) { "http" } else { "https" }.to_owned());
    let (authority, path) = rest.split_at(authority(rest).len());
    Some(format!("{scheme}://{}{path}", authority.to_lowercase()))
}

/// Key and password would travel readable to another machine.
pub fn is_plain_http(server: &str) -> bool {
    server.strip_prefix("http://").is_some_and(|rest| !is_loopback(host(rest)))
}

fn authority(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

fn host(rest: &str) -> &str {
    let authority = authority(rest);
    match authority.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn port_is_good(rest: &str) -> bool {
    let authority = authority(rest);
    let after_host = authority.rsplit_once(']').map_or(authority, |(_, after)| after);
    after_host.split_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_completed_or_refused() {
        let cases = [
            ("https://vet.example.ru/", Some("https://vet.example.ru")),
            ("vet.example.ru", Some("https://vet.example.ru")),
            (" HTTP://127.0.0.1:5055 ", Some("http://127.0.0.1:5055")),
            ("127.0.0.1:5055", Some("http://127.0.0.1:5055")),
            ("localhost:5055", Some("http://localhost:5055")),
            ("[::1]:5055", Some("http://[::1]:5055")),
            ("https://vet.example.ru/clinic", Some("https://vet.example.ru/clinic")),
            ("ftp://vet.example.ru", None),
            ("https://", None),
            ("vet.example.ru:порт", None),
            ("user@vet.example.ru", None),
            ("наш сервер", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_server(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn plain_http_is_harmless_on_this_machine_only() {
        let cases = [
            ("http://vet.example.ru", true),
            ("http://192.168.0.5:5055", true),
            ("http://127.0.0.1:5055", false),
            ("http://[::1]:5055", false),
            ("http://localhost", false),
            ("https://vet.example.ru", false),
        ];
        for (server, expected) in cases {
            assert_eq!(is_plain_http(server), expected, "{server}");
        }
    }
}
