import Synchronization

/// What a program said or received, in order, and a way to wait for the next thing without polling.
public final class Journal<Entry: Sendable>: Sendable {
    private struct Waiter {
        let matches: @Sendable (Entry) -> Bool
        let continuation: CheckedContinuation<Entry?, Never>
    }

    private struct State {
        var entries: [Entry] = []
        var waiters: [Int: Waiter] = [:]
        var waitersMade = 0
        var closed = false
    }

    private let state = Mutex(State())

    /// An empty journal.
    public init() {}

    /// Everything so far.
    public var entries: [Entry] { state.withLock { $0.entries } }

    /// How much there is so far: a mark to wait from.
    public var count: Int { state.withLock { $0.entries.count } }

    /// Adds an entry and wakes those who waited for it.
    public func append(_ entry: Entry) {
        let woken = state.withLock { state -> [Waiter] in
            guard state.entries.count < Limits.journalEntriesMax else { return [] }
            state.entries.append(entry)
            let found = state.waiters.filter { $0.value.matches(entry) }
            for number in found.keys { state.waiters[number] = nil }
            return Array(found.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: entry) }
    }

    /// Says that nothing will follow, so that nobody waits for the deadline in vain.
    public func close() {
        let woken = state.withLock { state -> [Waiter] in
            state.closed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: nil) }
    }

    /// The first entry from position `mark` on that matches, now or later.
    ///
    /// Throws `RehearsalError.late` when none came within the time, or when the source has ended.
    public func first(
        _ waitedFor: String,
        from mark: Int = 0,
        within limit: Duration = Limits.wire,
        where matches: @escaping @Sendable (Entry) -> Bool
    ) async throws -> Entry {
        let number = state.withLock { state -> Int in
            state.waitersMade += 1
            return state.waitersMade
        }
        let deadline = Task {
            try await Task.sleep(for: limit)
            giveUp(number)
        }
        defer { deadline.cancel() }
        let found = await withCheckedContinuation { continuation in
            let known = state.withLock { state -> (entry: Entry?, settled: Bool) in
                if let entry = state.entries.dropFirst(mark).first(where: matches) { return (entry, true) }
                if state.closed { return (nil, true) }
                state.waiters[number] = Waiter(matches: matches, continuation: continuation)
                return (nil, false)
            }
            if known.settled { continuation.resume(returning: known.entry) }
        }
        guard let found else {
            let seen = entries.suffix(40).map { "\($0)" }.joined(separator: "\n")
            throw RehearsalError.late(waitedFor: waitedFor, seen: seen)
        }
        return found
    }

    /// Waits until nothing more can follow, or the time is over.
    public func end(within limit: Duration = Limits.wire) async {
        _ = try? await first("the end", from: count, within: limit) { _ in false }
    }

    private func giveUp(_ number: Int) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
        waiter?.continuation.resume(returning: nil)
    }
}
