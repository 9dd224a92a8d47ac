import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

/// The live list as server-sent events (WHATWG HTML §9.2): the first one, then one whenever there is something to tell, and a comment as a sign of life.
struct LiveStream: Sendable {
    /// The reader has not read for too long.
    struct SlowReaderError: Error {}

    /// The list as it is.
    let poll: @Sendable () async throws -> LiveList
    /// Whether who reads may still.
    let isAllowed: @Sendable () -> Bool
    /// The event that tells of a list after another, or of the first; nil when there is nothing to tell.
    var event: @Sendable (_ old: LiveList?, _ new: LiveList) -> String? = Self.json
    /// Between two looks.
    var pause = Duration.seconds(APILimits.streamPollSeconds)
    /// How long one event may take to be read.
    var patience = Duration.seconds(APILimits.slowReaderSeconds)

    /// Writes until the reader goes or is too slow, may not read any longer, has read for long enough, or the server ends.
    func write(to writer: any ResponseBodyWriter) async throws {
        // Used by one task only: the group's first child.
        nonisolated(unsafe) let given = writer
        let stopwatch = Stopwatch()
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { @Sendable in
                    var writer = given
                    try await write(to: &writer, stopwatch)
                    try await writer.finish(nil)
                }
                group.addTask { @Sendable in
                    while true {
                        try await Task.sleep(for: pause)
                        if stopwatch.isOver(patience) { throw SlowReaderError() }
                    }
                }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    /// Since when a write has been under way.
    private final class Stopwatch: Sendable {
        private let since = Mutex<ContinuousClock.Instant?>(nil)

        func start() { since.withLock { $0 = .now } }
        func stop() { since.withLock { $0 = nil } }

        func isOver(_ patience: Duration) -> Bool {
            since.withLock { since in since.map { ContinuousClock.now - $0 > patience } ?? false }
        }
    }

    private func write(to writer: inout any ResponseBodyWriter, _ stopwatch: Stopwatch) async throws {
        var known = try await poll()
        if let first = event(nil, known) { try await send(first, to: &writer, stopwatch) }
        let beats = APILimits.heartbeatSeconds / APILimits.streamPollSeconds
        for round in 1...(APILimits.streamSecondsMax / APILimits.streamPollSeconds) {
            try await Task.sleep(for: pause)
            guard isAllowed() else { return }
            let now = try await poll()
            if let change = event(known, now) { try await send(change, to: &writer, stopwatch) }
            known = now
            if round.isMultiple(of: beats) { try await send(": still here\n\n", to: &writer, stopwatch) }
        }
    }

    private func send(
        _ text: String,
        to writer: inout any ResponseBodyWriter,
        _ stopwatch: Stopwatch
    ) async throws {
        stopwatch.start()
        try await writer.write(ByteBuffer(string: text))
        stopwatch.stop()
    }

    /// What has started and ended between two lists; nil when nothing has. An entry that says something else has ended and started.
    static func change(from old: LiveList, to new: LiveList) -> JSONValue? {
        let (before, after) = (Set(old.live.map(Fingerprint.init)), Set(new.live.map(Fingerprint.init)))
        let started = new.live.filter { !before.contains(Fingerprint($0)) }
        let ended = old.live.filter { !after.contains(Fingerprint($0)) }
        guard !started.isEmpty || !ended.isEmpty || old.truncated != new.truncated else { return nil }
        return [
            "started": .array(started.map(API.json)), "ended": .array(ended.map(API.json)),
            "truncated": .bool(new.truncated),
        ]
    }

    /// A `snapshot`, then a `change` whenever there is one.
    static let json: @Sendable (LiveList?, LiveList) -> String? = { old, new in
        guard let old else { return "event: snapshot\ndata: \(API.json(new))\n\n" }
        return change(from: old, to: new).map { "event: change\ndata: \($0)\n\n" }
    }

    /// What makes an entry another one. That it was renewed does not.
    private struct Fingerprint: Hashable {
        private let texts: [String]

        init(_ entry: LiveList.Entry) {
            texts = [
                entry.callID, entry.watcher, entry.target, entry.kind.rawValue, entry.package, entry.disclosure,
                entry.since, entry.phone, entry.pbx,
            ]
        }
    }
}
