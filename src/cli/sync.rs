//! `sync`: one cycle, or one every interval.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};

use super::Context;
use super::args::Sync;
use super::failure::Failure;
use crate::app::session::Session;
use crate::platform::console;
use crate::store::Store;
use crate::sync::{
    ConsoleLine, CycleOptions, CycleOutcome, CycleReport, Download, Engine, SyncEvent, Trigger, Unfinished,
};

pub(super) fn run(context: &Context, wanted: &Sync) -> Result<ExitCode, Failure> {
    // A damaged store is told of before the first line of the sync.
    let (session, store) = context.signed_in()?;
    drop(store);
    let interval = wanted.interval.map_or(session.interval, Duration::from_secs);
    let mut engine = Engine::open(session.engine_config(context.timing))?;
    for line in ConsoleLine::startup(interval) {
        print_line(&line);
    }
    let trigger = if wanted.watch { Trigger::Automatic } else { Trigger::Once };
    let download =
        if wanted.accept_shrink { Download::FullAcceptingShrink } else { Download::full_if(wanted.full) };
    let options = CycleOptions { trigger, download };
    if wanted.watch {
        watch(context, &mut engine, interval, options)
    } else {
        once(context, engine, &session, options)
    }
}

fn once(
    context: &Context,
    mut engine: Engine,
    session: &Session,
    options: CycleOptions,
) -> Result<ExitCode, Failure> {
    let report = engine.cycle(options, &mut on_event)?;
    drop(engine);
    if report.outcome != CycleOutcome::Done {
        return Err(Failure::Sync(report.outcome));
    }
    let status = Store::open(&session.store_path)?.report(context.timing.local_now())?;
    Ok(if status.attention() > 0 {
        eprintln!("{}", context.text.with("status-attention", [("n", status.attention().into())]));
        ExitCode::from(4)
    } else {
        ExitCode::SUCCESS
    })
}

/// Until interrupted; a cycle under way is cut short, which loses nothing. Whatever the store fails with is told, and
/// tried again after the interval: nobody sits before an unattended sync to start it anew.
fn watch(
    context: &Context,
    engine: &mut Engine,
    interval: Duration,
    mut options: CycleOptions,
) -> Result<ExitCode, Failure> {
    let interrupted = interrupts(engine)?;
    let tell = |failure: Failure| eprintln!("{}", failure.words(&context.text));
    // The store was let go of to be mended, and is not open again yet.
    let mut torn = false;
    loop {
        if !torn {
            match engine.cycle(options, &mut on_event) {
                Ok(report) => {
                    if has_downloaded(&report) {
                        options.download = Download::AsDue;
                    }
                    if report.outcome != CycleOutcome::Done {
                        tell(Failure::Sync(report.outcome));
                    }
                }
                Err(error) if error.is_damage() => torn = true,
                Err(error) => tell(error.into()),
            }
        }
        if torn {
            match engine.mend() {
                Ok(restored) => {
                    torn = false;
                    if let Some(restored) = restored {
                        context.tell_restored(&restored);
                    }
                }
                Err(error) => tell(error.into()),
            }
        }
        // In steps: another program may wait for this one to let go of a damaged store.
        let next = Instant::now() + engine.next_wait(interval);
        loop {
            let step = next.saturating_duration_since(Instant::now()).min(context.timing.store_watch);
            if interrupted.recv_timeout(step).is_ok() {
                return Ok(ExitCode::SUCCESS);
            }
            if Instant::now() >= next || !torn && engine.must_mend() {
                break;
            }
        }
    }
}

/// Whether a full download that was asked for is no longer to be tried: it came, whatever else was left undone, or a
/// person has to decide.
fn has_downloaded(report: &CycleReport) -> bool {
    report.downloaded.is_some() || matches!(report.outcome, CycleOutcome::Failed(Unfinished::Shrinking(_)))
}

fn interrupts(engine: &Engine) -> Result<Receiver<()>, Failure> {
    let (tell, interrupted) = bounded(1);
    let http = engine.http();
    ctrlc::set_handler(move || {
        // A full channel means that it has been told already.
        tell.try_send(()).unwrap_or_default();
        http.shut_down();
    })
    .map_err(|error| Failure::Other(error.to_string()))?;
    Ok(interrupted)
}

#[expect(clippy::needless_pass_by_value, reason = "the engine hands its events over")]
fn on_event(event: SyncEvent) {
    match event {
        SyncEvent::Console(line) => print_line(&line),
        SyncEvent::Progress { list, rows } => tracing::info!(?list, rows, "downloading"),
        SyncEvent::Started { .. } | SyncEvent::Changed(_) | SyncEvent::Finished(_) => {}
    }
}

fn print_line(line: &ConsoleLine) {
    console::print_line(&line.to_string());
}
