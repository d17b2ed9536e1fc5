//! `--rate-limit N`: so many requests per 15 minutes, API key and workstation.

use super::*;

fn ask(clinic: &Clinic, path: &str, workstation: &str) -> Answer {
    clinic.get_with(path, &[("x-api-key", KEY), ("x-workstation-id", workstation)])
}

#[test]
fn each_workstation_has_its_own_limit_and_is_told_when_to_come_back() {
    let clinic = Clinic::start(false, Some(3));
    let branches = "/api/sync/branches";
    for left in ["2", "1", "0"] {
        let answer = ask(&clinic, branches, "desk-1");
        assert_eq!((answer.status, answer.header("ratelimit-remaining")), (200, Some(left)));
        assert_eq!(answer.header("ratelimit-limit"), Some("3"));
    }
    let refused = ask(&clinic, branches, "desk-1");
    assert_eq!(refused.status, 429);
    assert!(refused.json()["error"].is_string());
    let wait = refused.header("retry-after").unwrap().parse::<u64>().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(refused.header("ratelimit-reset").unwrap().parse::<u64>().unwrap().max(1), wait);
    assert_eq!(ask(&clinic, branches, "desk-2").status, 200);

    // An upload counts as well; it does nothing then.
    let request = agent().post(format!("{}/api/sync/upload-changes", clinic.server.url()));
    let request = request.header("x-api-key", KEY).header("x-workstation-id", "desk-1");
    let body = json!({"actions": [client(1, "k1")]}).to_string();
    assert_eq!(answer(request.send(&body).unwrap()).status, 429);
    assert_eq!(clinic.count("clients"), 0);
}

#[test]
fn health_and_strangers_use_up_nobody_s_limit() {
    let clinic = Clinic::start(false, Some(2)); // one of a nameless workstation: the sign-in
    for _ in 0..5 {
        let health = clinic.get_with("/api/health", &[]);
        assert_eq!((health.status, health.header("ratelimit-limit")), (200, None));
        assert_eq!(clinic.get_with("/api/sync/branches", &[("x-api-key", "wrong")]).status, 401);
    }
    assert_eq!(clinic.get("/api/sync/branches").status, 200);
    assert_eq!(clinic.get("/api/sync/branches").status, 429);
}

#[test]
fn without_the_option_there_is_no_limit() {
    let clinic = Clinic::ours();
    let answers = (0..120).map(|_| ask(&clinic, "/api/sync/branches", "desk-1"));
    assert!(
        answers.into_iter().all(|answer| answer.status == 200 && answer.header("ratelimit-limit").is_none())
    );
}
