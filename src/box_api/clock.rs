//! The time that the network took: a clock that stands still while this program works on what it read.
//!
//! A reply that lies ready meanwhile is read late, and did not come late.

use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// The clock of one examination.
#[derive(Debug, Default)]
pub(super) struct Clock {
    own: Cell<Duration>,
}

impl Clock {
    /// Now, without what this program's own work took.
    pub(super) fn now(&self) -> Instant {
        let now = Instant::now();
        now.checked_sub(self.own.get()).unwrap_or(now)
    }

    /// How long it is until then.
    pub(super) fn left(&self, until: Instant) -> Duration {
        until.saturating_duration_since(self.now())
    }

    /// Works while the clock stands still.
    pub(super) fn work<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.took(started.elapsed());
        done
    }

    fn took(&self, time: Duration) {
        self.own.set(self.own.get() + time);
    }

    /// What a future comes to before then; nothing, where it takes longer.
    pub(super) async fn until<F: Future>(&self, until: Instant, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        loop {
            if let Ok(output) = timeout(self.left(until), &mut future).await {
                return Some(output);
            }
            // Where the clock stood still meanwhile, there is time left.
            if self.left(until).is_zero() {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    /// What comes of a reply that is there once the time is up, while this program itself took so much, and the network none.
    async fn reply(own: Duration) -> Option<&'static str> {
        let clock = Clock::default();
        let mut polls = 0;
        // Nobody wakes it but the timer: when it is over, and when it goes on.
        let reply = poll_fn(|_| {
            polls += 1;
            if polls == 1 {
                clock.took(own);
            }
            if polls < 3 { Poll::Pending } else { Poll::Ready("a reply") }
        });
        clock.until(clock.now(), reply).await
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.unwrap_or_else(|error| panic!("no runtime: {error}")).block_on(future)
    }

    #[test]
    fn what_this_program_takes_is_no_time_of_the_networks() {
        assert_eq!(block_on(reply(HOUR)), Some("a reply"));
        assert_eq!(block_on(reply(Duration::ZERO)), None);
    }

    #[test]
    fn the_clock_stands_still_while_there_is_work() {
        let clock = Clock::default();
        let until = clock.now() + HOUR;
        clock.took(HOUR);
        assert!(clock.left(until) > HOUR, "an hour of work leaves the hour");
        assert_eq!(clock.work(|| 7), 7);
    }
}
