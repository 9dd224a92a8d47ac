import Rehearsal
import Synchronization

/// A watching phone, and how far its messages have been shown.
final class Watcher: Sendable {
    let run: SIPpRun
    private let shown = Atomic(0)

    init(_ run: SIPpRun) { self.run = run }

    /// What the phone was sent since the last look.
    func news() -> [WireMessage] {
        let entries = run.messages.entries
        let start = shown.exchange(entries.count, ordering: .relaxed)
        return entries.dropFirst(start).filter { $0.direction == .received }
    }

    /// Leaves out what came until now.
    func mark() { _ = news() }

    /// Waits for a lamp of this state that has not been shown yet.
    func sees(_ state: String) async throws {
        _ = try await CallScene.lamp(state, of: run, from: shown.load(ordering: .relaxed))
    }
}
