/// Asks again and again until there is what was waited for.
public enum Patience {
    /// What `ask` found in the end.
    ///
    /// `ask` gives nil where it has to be asked again, and writes down what it saw instead. Throws `RehearsalError.late` with that when the time is over.
    public static func find<Found>(
        _ waitedFor: String,
        within limit: Duration = Limits.wire,
        isolation: isolated (any Actor)? = #isolation,
        by ask: (_ seen: inout String) async throws -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + limit
        var seen = ""
        while ContinuousClock.now < deadline {
            if let found = try await ask(&seen) { return found }
            try await Task.sleep(for: Limits.retry)
        }
        throw RehearsalError.late(waitedFor: waitedFor, seen: seen)
    }
}
