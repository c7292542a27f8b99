//! Being told to stop.

/// Waits for a signal that ends the program, and tells its number.
#[cfg(unix)]
pub(super) async fn ended() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};

    // Where files may not grow, writing one fails and is told; without a handler the signal would end the program.
    let _growth = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
    let wait = async |kind: SignalKind| match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        // Without a handler the signal ends the program by itself.
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::hangup()), if !ignores_hangup() => 1,
        () = wait(SignalKind::interrupt()) => 2,
        () = wait(SignalKind::terminate()) => 15,
    }
}

/// Whether the program was started to go on after a hang-up, as by `nohup`: Linux tells, other systems do not.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Waits for Ctrl-C, and tells the number of the signal that it is elsewhere.
#[cfg(not(unix))]
pub(super) async fn ended() -> u8 {
    match tokio::signal::ctrl_c().await {
        Ok(()) => 2,
        Err(_) => std::future::pending().await,
    }
}
