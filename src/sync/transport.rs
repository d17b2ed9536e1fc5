//! Knows whether a request went out whole: the kind of an HTTP error does not tell *never sent* from *answer lost*.
//!
//! The HTTP client waits for input only after the request's last byte was handed to the socket; this wrapper of
//! its transport notes that moment. It also tells a server that takes its time to begin an answer from a body that
//! stands still: the HTTP client's limit for a read is meant for the second, and would end the first. And it announces how
//! long each wait for the network may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::watch::Watch;

/// Set when a request has been handed to the socket whole.
#[derive(Debug, Clone, Default)]
pub struct SentMark(Arc<AtomicBool>);

impl SentMark {
    pub fn clear(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Where the waits are announced, and what comes after each of them.
#[derive(Debug, Clone)]
pub struct Announcing {
    pub watch: Watch,
    /// What is done on this computer between two waits.
    pub step: Duration,
}

impl Announcing {
    /// Does what waits no longer than `at_most`.
    fn during<T>(&self, at_most: NextTimeout, work: impl FnOnce() -> T) -> T {
        self.watch.expect(*at_most.after);
        let done = work();
        self.watch.expect(self.step);
        done
    }
}

/// Wraps the transport of the connector before it in the chain.
#[derive(Debug)]
pub struct MarkingConnector {
    pub mark: SentMark,
    pub announcing: Announcing,
}

impl<In: Transport> Connector<In> for MarkingConnector {
    type Out = MarkingTransport<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| MarkingTransport {
            inner,
            mark: self.mark.clone(),
            announcing: self.announcing.clone(),
            answering: false,
        }))
    }
}

#[derive(Debug)]
pub struct MarkingTransport<T> {
    inner: T,
    mark: SentMark,
    announcing: Announcing,
    /// The first bytes of an answer have come.
    answering: bool,
}

impl<T: Transport> Transport for MarkingTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.answering = false;
        self.announcing.during(timeout.for_write(), || self.inner.transmit_output(amount, timeout))
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, Error> {
        self.mark.0.store(true, Ordering::SeqCst);
        if !self.answering {
            timeout.per_read = None;
        }
        let came = self.announcing.during(timeout.for_read(), || self.inner.await_input(timeout))?;
        self.answering = true;
        Ok(came)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
