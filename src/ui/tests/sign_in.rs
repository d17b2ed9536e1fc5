//! The branches of the sign-in: told apart by all of their names and addresses.

use egui::Rect;

use super::*;
use crate::app::model::{SignInPage, SignInStep};

const BRANCHES: [(&str, &str); 3] = [
    ("Клиника у парка", "г. Мытищи, ул. Парковая, д. 3, корп. 1"),
    ("Ветеринарная клиника «Айболит» на Большой Академической улице", "г. Москва"),
    ("Ветеринарная клиника «Айболит» на Большой Академической улице, новый корпус", ""),
];

#[test]
fn branches_are_whole_in_a_card_of_one_width() {
    for size in SIZES {
        let mut model = model();
        let user = model.account.as_ref().unwrap().user.clone();
        let branch = |(name, address): (&str, &str)| Branch {
            id: name.into(),
            name: name.into(),
            address: (!address.is_empty()).then(|| address.into()),
        };
        let branches = BRANCHES.map(branch).to_vec();
        let step = SignInStep::ChooseBranch { user, branches, preselected: None };
        model.stage = Stage::SignIn(SignInPage { step, ..SignInPage::default() });
        let harness = harness(model, Lang::Ru, size);
        let shown = painted(&harness);
        let card = Rect::everything_right_of(size[0] / 2.0 - 177.0)
            .intersect(Rect::everything_left_of(size[0] / 2.0 + 177.0));
        for words in
            BRANCHES.iter().flat_map(|(name, address)| [name, address]).filter(|words| !words.is_empty())
        {
            let found = shown.iter().find(|(shown, _)| shown.replace(' ', "") == words.replace(' ', ""));
            let (_, place) = found.unwrap_or_else(|| panic!("{words}: {shown:?}"));
            assert!(
                card.x_range().contains(place.left()) && card.x_range().contains(place.right()),
                "{words}"
            );
        }
        let text = &harness.state().text;
        let place = |key: &str| harness.get_all_by_label(&text.get(key)).next().unwrap().rect();
        let (list, go, back) = (place("field-branch"), place("cmd-sign-in"), place("sign-in-back"));
        assert_eq!((list.left(), list.right(), list.left()), (go.left(), go.right(), back.left()));
    }
}
