import Foundation
import Synchronization

/// A thread that plays one side of a load until it is told to stop.
final class LoadThread: Sendable {
    private let stopped = Atomic<Bool>(false)
    private let finished = DispatchSemaphore(value: 0)

    /// Whether it is to come to an end.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Does this on a thread of its own.
    func start(_ run: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [finished] in
            run()
            finished.signal()
        }
    }

    /// Ends it, and waits for that.
    func stop() {
        stopped.store(true, ordering: .relaxed)
        finished.wait()
    }
}
