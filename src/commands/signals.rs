//! Being told to stop.
//!
//! One signal ends an examination, within two seconds; further ones change nothing of that, since whoever passes a signal on
//! (`timeout`, a terminal that is closed) may well send it twice.

#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::task::Poll;

#[cfg(unix)]
use futures_util::FutureExt;
#[cfg(unix)]
use rustix::process::Signal;

/// The signals that end a program which says nothing else (signal(7)), the faults of its own left out.
#[cfg(unix)]
const ENDING: &[Signal] = &[
    Signal::HUP,
    Signal::INT,
    Signal::QUIT,
    Signal::TRAP,
    Signal::ABORT,
    Signal::USR1,
    Signal::USR2,
    Signal::ALARM,
    Signal::TERM,
    Signal::XCPU,
    Signal::VTALARM,
    Signal::PROF,
    Signal::SYS,
    #[cfg(target_os = "linux")]
    Signal::STKFLT,
    #[cfg(target_os = "linux")]
    Signal::IO,
    #[cfg(target_os = "linux")]
    Signal::POWER,
];

/// The signals that mean what programs agree on, which end one that agreed on nothing (signal(7)).
#[cfg(target_os = "linux")]
const REAL_TIME: std::ops::RangeInclusive<i32> = 34..=64;
#[cfg(all(unix, not(target_os = "linux")))]
const REAL_TIME: std::ops::Range<i32> = 0..0;

/// Lets a file that may not grow be an error of whoever writes it. Without a handler the signal of it ends the program.
#[cfg(unix)]
pub(super) fn outlive_full_files() {
    // Where it cannot be had, nothing is worse for it.
    let _ = signal_hook::flag::register(Signal::XFSZ.as_raw(), Arc::default());
}

/// There is no such signal elsewhere.
#[cfg(not(unix))]
pub(super) fn outlive_full_files() {}

/// Signals that are listened to, for as long as there is something to give back. From then on each ends the program at once:
/// whatever it waits for, as a pipe that nobody reads, may take for ever.
#[cfg(unix)]
pub(super) struct Listening {
    signals: Vec<(u8, tokio::signal::unix::Signal)>,
    over: Arc<AtomicBool>,
}

#[cfg(unix)]
impl Listening {
    /// Begins to listen.
    pub(super) fn begin() -> Self {
        use tokio::signal::unix::{SignalKind, signal};

        let (ignored, over) = (ignored(), Arc::new(AtomicBool::new(false)));
        let heard = |number: &i32| ignored & (1 << (number - 1)) == 0;
        let listen = |number: i32| {
            // Without a handler the signal ends the program by itself.
            let listening = signal(SignalKind::from_raw(number)).ok()?;
            let at_once = Arc::clone(&over);
            let _ = signal_hook::flag::register_conditional_shutdown(number, 128 + number, at_once);
            Some((u8::try_from(number).ok()?, listening))
        };
        let ending = ENDING.iter().map(|signal| signal.as_raw()).chain(REAL_TIME);
        let signals = ending.filter(heard).filter_map(listen).collect();
        Self { signals, over }
    }

    /// Waits for a signal that ends the program, and tells its number.
    pub(super) async fn ended(&mut self) -> u8 {
        std::future::poll_fn(|context| {
            let mut each = self.signals.iter_mut();
            let came = each.find_map(|(number, signal)| signal.poll_recv(context).is_ready().then_some(*number));
            came.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Stops, and tells the signal that came just before.
    pub(super) async fn stop(mut self) -> Option<u8> {
        self.over.store(true, Ordering::SeqCst);
        // Lets the runtime see what came.
        tokio::task::yield_now().await;
        self.ended().now_or_never()
    }
}

#[cfg(unix)]
impl Drop for Listening {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
    }
}

/// The signals that the program was started to go on after, as by `nohup`, a bit for each: Linux tells, other systems do not.
/// Those of the keyboard are not among them, since a shell ignores them for whatever runs in the background, and who sends one
/// there by name means it.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    let keyboard = [Signal::INT, Signal::QUIT].iter().fold(0, |bits, signal| bits | 1 << (signal.as_raw() - 1));
    mask & !keyboard
}

/// Ctrl-C, which is all that is listened to elsewhere.
#[cfg(not(unix))]
pub(super) struct Listening;

#[cfg(not(unix))]
impl Listening {
    /// Begins to listen.
    pub(super) fn begin() -> Self {
        Self
    }

    /// Waits for Ctrl-C, and tells the number of the signal that it is elsewhere.
    pub(super) async fn ended(&mut self) -> u8 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 2,
            Err(_) => std::future::pending().await,
        }
    }

    /// Stops.
    pub(super) async fn stop(self) -> Option<u8> {
        None
    }
}
