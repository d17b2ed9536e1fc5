//! How many frames are drawn, and when what was asked for stands on one.

use std::time::Duration;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Chain};

#[test]
fn what_a_search_brings_stands_on_the_frame_that_takes_it_in() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    for (letters, found) in [("с", "Сидоров Пётр Ильич"), ("х", "Никого не нашли")]
    {
        driver.type_in_one_frame(letters);
        let list = |driver: &Driver| driver.window().app().model().clients.list.clone();
        assert!(list(&driver).is_pending(), "asked in the frame of the key");
        let late = driver.frames_until_says(found, |driver| !list(driver).is_pending());
        assert_eq!(late, 0, "frames drawn with the old rows though the new ones were there");
        driver.settle();
    }
    let width = driver.harness.ctx.fonts(|fonts| fonts.font_image_size()[0]);
    assert!(width < 4096, "letters are drawn in a picture {width} pixels wide");
}

/// Ages are whole minutes: what waits to be sent asks for a frame when its minute is over, and for none before.
#[test]
fn the_age_of_what_waits_is_drawn_once_a_minute() {
    let mut bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    bench.stop_server();
    Chain::save(&mut bench.store(), &bench.session.author());
    driver.until_state("Ожидает синхронизации: 4");
    driver.until("nothing more comes", |driver| driver.wants_frame_in() > Duration::from_secs(1));
    assert!(driver.wants_frame_in() <= Duration::from_secs(60));
}
