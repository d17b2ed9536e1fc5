//! Sign-in, sessions and settings.

use super::*;

fn sign_in_form() -> SignInForm {
    SignInForm {
        server: "127.0.0.1:5055".to_owned(),
        api_key: Secret("demo-key".to_owned()),
        user: " admin ".to_owned(),
        password: Secret("demo".to_owned()),
    }
}

fn sign_in_page(model: &Model) -> &SignInPage {
    match &model.stage {
        Stage::SignIn(page) => page,
        stage => panic!("not signing in: {stage:?}"),
    }
}

/// Submits the form and gives the server's answer.
fn sign_in(model: &mut Model, answer: Result<SignedIn, SignInError>) -> Vec<Effect> {
    let effects = command(model, Command::SignIn { form: sign_in_form(), plain_http_ok: false });
    let [Effect::Errand(Errand::SignIn { ticket, server, user, .. })] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((server.as_str(), user.as_str()), ("http://127.0.0.1:5055", "admin"));
    update(model, Message::Errand(ErrandReply::SignedIn { ticket: *ticket, answer }))
}

#[test]
fn the_sign_in_form_is_checked_before_anything_is_sent() {
    let full = sign_in_form();
    let cases = [
        (SignInForm { server: " ".to_owned(), ..full.clone() }, "server"),
        (SignInForm { server: "наш сервер".to_owned(), ..full.clone() }, "server"),
        (SignInForm { api_key: Secret::default(), ..full.clone() }, "api_key"),
        (SignInForm { user: String::new(), ..full.clone() }, "username"),
        (SignInForm { password: Secret::default(), ..full.clone() }, "password"),
    ];
    for (form, field) in cases {
        let mut model = signing_in();
        assert!(command(&mut model, Command::SignIn { form, plain_http_ok: true }).is_empty());
        let fields: Vec<_> = sign_in_page(&model).errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
    let mut model = signing_in();
    let form = SignInForm { server: "http://192.168.0.5".to_owned(), ..full };
    assert!(command(&mut model, Command::SignIn { form: form.clone(), plain_http_ok: false }).is_empty());
    assert!(matches!(sign_in_page(&model).trouble, Some(SignInTrouble::NotEncrypted { .. })));
    assert_eq!(command(&mut model, Command::SignIn { form, plain_http_ok: true }).len(), 1);
}

#[test]
fn secrets_that_are_gone_are_asked_for_anew_on_the_server_that_is_known() {
    let mut model = Model::default();
    let gone = SessionError::NoSecrets { server: session().server };
    assert!(update(&mut model, Message::Errand(ErrandReply::Loaded(Err(gone)))).is_empty());
    let page = sign_in_page(&model);
    assert_eq!((&page.form.server, &page.trouble), (&session().server, &Some(SignInTrouble::NoSecrets)));
    assert!(!page.server_known, "the key must be typed");
}

#[test]
fn several_branches_are_offered_with_the_users_own_and_one_is_taken_by_itself() {
    let mut model = signing_in();
    let branches = vec![branch("b1"), branch("b2")];
    assert!(sign_in(&mut model, Ok(SignedIn { user: user(), branches })).is_empty());
    let SignInStep::ChooseBranch { preselected, .. } = &sign_in_page(&model).step else { panic!() };
    assert_eq!(preselected.as_deref(), Some("b2"));
    let effects = command(&mut model, Command::ChooseBranch("b1".to_owned()));
    let [Effect::Errand(Errand::Remember(new))] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((new.branch.id.as_str(), new.signed_in), ("b1", true));

    let mut model = signing_in();
    let effects = sign_in(&mut model, Ok(SignedIn { user: user(), branches: vec![branch("b1")] }));
    assert!(matches!(&effects[..], [Effect::Errand(Errand::Remember(_))]));
    let kept = Ok(SecretPlace::OwnerOnlyFile("session.json".into()));
    let reply = ErrandReply::Remembered { session: Box::new(session()), signed_in: true, kept };
    let effects = update(&mut model, Message::Errand(reply));
    assert!(matches!(&effects[..], [Effect::Open { new_sign_in: true, .. }]));
    assert!(matches!(model.notices[0].kind, NoticeKind::SecretInFile(_)));
    let effects = update(&mut model, Message::Worker(Reply::Opened));
    assert!(matches!(model.stage, Stage::Working));
    assert!(matches!(effects.last(), Some(Effect::StartSync(_))));
}

#[test]
fn a_refused_sign_in_says_why_and_an_answer_to_a_cancelled_one_does_not_count() {
    let mut model = signing_in();
    sign_in(&mut model, Err(SignInError::WrongPassword("нет".to_owned())));
    let expected = SignInTrouble::WrongPassword { message: "нет".to_owned() };
    assert_eq!(sign_in_page(&model).trouble, Some(expected));
    sign_in(&mut model, Ok(SignedIn { user: user(), branches: Vec::new() }));
    assert_eq!(sign_in_page(&model).trouble, Some(SignInTrouble::NoBranches));

    let effects = command(&mut model, Command::SignIn { form: sign_in_form(), plain_http_ok: false });
    let [Effect::Errand(Errand::SignIn { ticket, .. })] = &effects[..] else { panic!() };
    command(&mut model, Command::CancelSignIn);
    let answer = Ok(SignedIn { user: user(), branches: vec![branch("b1")] });
    assert!(
        update(&mut model, Message::Errand(ErrandReply::SignedIn { ticket: *ticket, answer })).is_empty()
    );
    assert!(matches!(sign_in_page(&model).step, SignInStep::Form));

    command(&mut model, Command::SignIn { form: sign_in_form(), plain_http_ok: false });
    let answer = Ok(SignedIn { user: user(), branches: vec![branch("b1")] });
    let late = ErrandReply::SignedIn { ticket: *ticket, answer };
    assert!(update(&mut model, Message::Errand(late)).is_empty(), "the answer to the sign-in before");
    assert!(matches!(sign_in_page(&model).step, SignInStep::Asking));
}

#[test]
fn another_user_of_the_clinic_keeps_its_store_and_the_interval() {
    let before = Session { interval: Duration::from_secs(30), ..session() };
    let other_clinic = User { tenant_id: "t2".to_owned(), ..user() };
    for (user, same_store) in [(user(), true), (other_clinic, false)] {
        let mut model = working();
        model.session = Some(before.clone());
        command(&mut model, Command::ChangeUser);
        let effects = sign_in(&mut model, Ok(SignedIn { user, branches: vec![branch("b1")] }));
        let [Effect::Errand(Errand::Remember(new))] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(new.interval, before.interval);
        assert_eq!(new.store_path, same_store.then(|| before.store_path.clone()));
    }
}

#[test]
fn where_the_key_lies_is_said_once() {
    let mut model = signing_in();
    for _ in 0..2 {
        let kept = Ok(SecretPlace::OwnerOnlyFile("session.json".into()));
        let reply = ErrandReply::Remembered { session: Box::new(session()), signed_in: true, kept };
        update(&mut model, Message::Errand(reply));
    }
    assert_eq!(model.notices.len(), 1);
}

#[test]
fn another_user_may_be_called_off_and_everything_is_as_before() {
    let mut model = working();
    command(&mut model, Command::ChangeUser);
    let page = sign_in_page(&model);
    assert!(page.can_cancel && page.server_known && page.form.user.is_empty());
    command(&mut model, Command::CancelSignIn);
    assert!(matches!(model.stage, Stage::Working));
    assert!(model.clients.list.was_asked());
}

#[test]
fn settings_go_to_the_sync_and_another_server_to_the_sign_in() {
    let form = SettingsForm {
        server: "http://127.0.0.1:5055".to_owned(),
        api_key: Secret("demo-key".to_owned()),
        branch_id: "b1".to_owned(),
        interval: "60".to_owned(),
    };
    let save = |model: &mut Model, form| command(model, Command::SaveSettings { form, plain_http_ok: false });
    let mut model = working();
    assert!(save(&mut model, form.clone()).is_empty(), "nothing changed");
    for interval in ["0", "4", "минута", ""] {
        assert!(save(&mut model, SettingsForm { interval: interval.to_owned(), ..form.clone() }).is_empty());
        assert!(model.settings.error("interval").is_some(), "{interval}");
    }
    let effects = save(&mut model, SettingsForm { interval: "30".to_owned(), ..form.clone() });
    assert!(matches!(&effects[..], [Effect::Errand(Errand::Remember(new))] if !new.signed_in));
    let cases = [
        (Session { interval: Duration::from_secs(30), ..session() }, false),
        (Session { api_key: "new".to_owned(), ..session() }, true),
        (Session { branch: branch("b2"), ..session() }, true),
    ];
    for (changed, restarts) in cases {
        let mut model = working();
        let kept = Ok(SecretPlace::System);
        let reply = ErrandReply::Remembered { session: Box::new(changed), signed_in: false, kept };
        let effects = update(&mut model, Message::Errand(reply));
        match &effects[..] {
            [Effect::Sync(SyncCommand::SetInterval(_))] => assert!(!restarts),
            [Effect::StartSync(_)] => assert!(restarts),
            effects => panic!("{effects:?}"),
        }
    }
    assert!(save(&mut model, SettingsForm { server: "vet.example.ru".to_owned(), ..form }).is_empty());
    assert!(model.settings.saving, "one save at a time");
    let mut model = working();
    let form = SettingsForm { server: "vet.example.ru".to_owned(), ..model.settings.form.clone() };
    save(&mut model, form);
    let page = sign_in_page(&model);
    let shown = (page.form.server.as_str(), page.form.user.as_str(), page.occasion);
    assert_eq!(shown, ("https://vet.example.ru", "admin", SignInOccasion::NewServer));
}
