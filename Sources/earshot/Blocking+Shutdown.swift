import BlockingWork
import ServiceLifecycle

extension Blocking {
    /// Does this, but at the end of the service does not wait for it: a database or server that hangs holds up nothing.
    func runUntilShutdown(_ work: @escaping @Sendable () -> Void) async {
        await cancelWhenGracefulShutdown { await runOrLeave(work) }
    }
}
