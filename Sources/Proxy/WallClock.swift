import Enforcement
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The time of day, for what outlives a restart: binding expiry and audit records.
struct WallClock: Sendable {
    /// Now, by the system's real-time clock.
    var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(unixSeconds: Int64(time.tv_sec))
    }
}
