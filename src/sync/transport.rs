//! Knows whether a request went out whole: the kind of an HTTP error does not tell *never sent* from *answer lost*.
//!
//! The HTTP client waits for input only after the request's last byte was handed to the socket; this wrapper of
//! its transport notes that moment. It also tells a server that takes its time to begin an answer from a body that
//! stands still: the HTTP client's limit for a read is meant for the second, and would end the first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

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

/// Wraps the transport of the connector before it in the chain.
#[derive(Debug)]
pub struct MarkingConnector(pub SentMark);

impl<In: Transport> Connector<In> for MarkingConnector {
    type Out = MarkingTransport<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| MarkingTransport { inner, mark: self.0.clone(), answering: false }))
    }
}

#[derive(Debug)]
pub struct MarkingTransport<T> {
    inner: T,
    mark: SentMark,
    /// The first bytes of an answer have come.
    answering: bool,
}

impl<T: Transport> Transport for MarkingTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.answering = false;
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, mut timeout: NextTimeout) -> Result<bool, Error> {
        self.mark.0.store(true, Ordering::SeqCst);
        if !self.answering {
            timeout.per_read = None;
        }
        let came = self.inner.await_input(timeout)?;
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
