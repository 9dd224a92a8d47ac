import Dispatch
import Synchronization

/// Who answers questions about names.
protocol NameService: Sendable {
    /// One answer for each question.
    func ask(_ questions: [Question]) async -> [Answer]

    /// The addresses that this machine itself says a name has; empty when it says none.
    func listed(_ name: String) async -> [String]
}

/// The DNS, by c-ares, on a thread of its own: who asks waits without holding one.
final class DNS: NameService {
    private let servers: String?
    private let timeoutMilliseconds: Int
    private let queue = DispatchQueue(label: "earshot.dns")
    private let waiting = Atomic<Int>(0)

    /// Asks these servers (`HOST` or `HOST:PORT`), or those of the system when nil.
    init(servers: [String]?, timeout: Duration) {
        self.servers = servers?.joined(separator: ",")
        let (seconds, attoseconds) = timeout.components
        let milliseconds = Int(clamping: seconds).multipliedReportingOverflow(by: 1_000)
        let asked =
            milliseconds.overflow ? Int.max : milliseconds.partialValue + Int(attoseconds / 1_000_000_000_000_000)
        timeoutMilliseconds = min(max(asked, Limits.stepMilliseconds.lowerBound), Limits.stepMilliseconds.upperBound)
    }

    func ask(_ questions: [Question]) async -> [Answer] {
        await onThread(busy: questions.map { _ in .failure(.busy) }) { [servers, timeoutMilliseconds] in
            let replies = CaresLibrary.ask(questions, servers: servers, timeoutMilliseconds: timeoutMilliseconds)
            return zip(questions, replies).map { CaresLibrary.answer($1, to: $0.kind) }
        }
    }

    func listed(_ name: String) async -> [String] {
        await onThread(busy: []) { CaresLibrary.hostsFile(name) }
    }

    private func onThread<Result: Sendable>(
        busy: Result,
        _ work: @escaping @Sendable () -> Result
    ) async -> Result {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Limits.waitingMax else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            return busy
        }
        return await withCheckedContinuation { continuation in
            queue.async {
                let result = work()
                self.waiting.wrappingSubtract(1, ordering: .relaxed)
                continuation.resume(returning: result)
            }
        }
    }
}
