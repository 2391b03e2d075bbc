//! How this process holds memory. A console is open for days and beside others:
//! what a large answer needed for a moment goes back to the system.

/// How much may be free at the heap's end, bytes, before it is given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const FREE_AT_THE_END: libc::c_int = 64 * 1024;

/// From which size a piece of memory is mapped by itself, bytes, and given back
/// when it is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const MAPPED: libc::c_int = 128 * 1024;

/// One heap for all threads. glibc gives several to each, keeps in each what it
/// needed at its peak, and lets the two sizes grow with use: with a thousand
/// databases that was a third of all memory. Call it before there are threads.
pub(super) fn be_frugal() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    for (what, value) in [
        (libc::M_ARENA_MAX, 1),
        (libc::M_TRIM_THRESHOLD, FREE_AT_THE_END),
        (libc::M_TOP_PAD, FREE_AT_THE_END),
        (libc::M_MMAP_THRESHOLD, MAPPED),
    ] {
        // SAFETY: it sets a number in the allocator and touches nothing else. One
        // that it does not take is as it was.
        unsafe { libc::mallopt(what, value) };
    }
}

/// Gives back what is free, wherever it is in the heap. Takes milliseconds.
pub(super) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it gives back whole pages in which nothing is allocated.
    unsafe {
        libc::malloc_trim(0)
    };
}
