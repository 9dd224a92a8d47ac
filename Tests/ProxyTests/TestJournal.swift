import Enforcement
import NIOConcurrencyHelpers

@testable import Proxy

/// A journal in memory that can be held up, and made to fail.
final class TestJournal: Journal {
    struct BrokenError: Error {}

    enum Call: Equatable {
        case write([JournalChange])
        case replace(JournalContents)
        case prune(Moment)
    }

    private struct State {
        var calls: [Call] = []
        var isBroken = false
        var asked = 0
        var entries: [JournalNews.Entry] = []
        var reads = 0
        var era: Int64 = 1
    }

    private let state = NIOLockedValueBox(State())
    private let isHeldUp = ConditionLock(value: false)

    /// What was asked of it and done, in order.
    var calls: [Call] { state.withLockedValue { $0.calls } }

    /// Waits until the calls are such; the test's time limit ends it.
    func waitUntil(_ fits: ([Call]) -> Bool) async {
        while !fits(calls) { await Task.yield() }
    }

    /// Waits until something has been asked of it, though it may be held up.
    func waitUntilAsked() async {
        while state.withLockedValue({ $0.asked }) == 0 { await Task.yield() }
    }

    /// The changes of all writes, in order.
    var changes: [JournalChange] {
        calls.reduce(into: []) { changes, call in
            if case .write(let more) = call { changes += more }
        }
    }

    /// From here on every call fails, or none.
    func setBroken(_ isBroken: Bool) { state.withLockedValue { $0.isBroken = isBroken } }

    /// Nothing is written as long as this holds; what was asked for waits.
    func holdUp() { set(true) }

    func letGo() { set(false) }

    private func set(_ value: Bool) {
        isHeldUp.lock()
        isHeldUp.unlock(withValue: value)
    }

    func load() throws -> JournalContents { JournalContents() }
    func write(_ changes: [JournalChange]) throws { try take(.write(changes)) }
    func replace(with contents: JournalContents) throws { try take(.replace(contents)) }
    func prune(now: Moment) throws { try take(.prune(now)) }

    /// How often news were read.
    var reads: Int { state.withLockedValue { $0.reads } }

    /// It goes back to what it was: what it took last is lost, and its places are given again.
    func goBack() { state.withLockedValue { ($0.entries, $0.era) = ([], $0.era + 1) } }

    /// What another node does.
    func tell(_ change: JournalChange, at place: Int64) {
        state.withLockedValue { $0.entries.append(.init(place: place, change: change)) }
    }

    func news(after place: Int64) throws -> JournalNews {
        try state.withLockedValue { state in
            if state.isBroken { throw BrokenError() }
            state.reads += 1
            let entries = state.entries.filter { $0.place > place }
            return JournalNews(entries, place: entries.last?.place ?? place, era: state.era)
        }
    }

    private func take(_ call: Call) throws {
        state.withLockedValue { $0.asked += 1 }
        isHeldUp.lock(whenValue: false)
        defer { isHeldUp.unlock() }
        try state.withLockedValue { state in
            if state.isBroken { throw BrokenError() }
            state.calls.append(call)
            // Of each Contact there is one record, whoever has written it last.
            guard case .write(let changes) = call else { return }
            for case .bind(let ours) in changes {
                state.entries.removeAll {
                    guard case .bind(let theirs) = $0.change else { return false }
                    return theirs.address == ours.address && theirs.contact == ours.contact
                }
            }
        }
    }
}
