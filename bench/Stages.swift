import AccessPolicy
import CAllocationCount
import Enforcement
import EventBody
import Glibc
import NIOCore
import SIPMessage

/// One thing measured: nanoseconds and heap allocations a call.
struct StageResult {
    let name: String
    let nanoseconds: Double
    let allocations: Double
}

/// Runs each stage of the pipeline by itself, and the whole.
struct Stages {
    let world: BenchWorld
    let iterations: Int

    private static let rounds = 10

    /// The least of the rounds, in processor time of this thread: what other work on the machine takes away does not count.
    private func measure(_ name: String, _ body: () -> Bool) -> StageResult {
        for _ in 0..<(iterations / 10 + 1) where !body() {
            preconditionFailure("\(name) does not do what it is timed for")
        }
        var least = UInt64.max
        let before = earshot_allocations()
        for _ in 0..<Self.rounds {
            var sink = 0
            let start = Self.processorNanoseconds()
            for _ in 0..<iterations where body() { sink &+= 1 }
            least = min(least, Self.processorNanoseconds() - start)
            precondition(sink == iterations)
        }
        return StageResult(
            name: name,
            nanoseconds: Double(least) / Double(iterations),
            allocations: Double(earshot_allocations() - before) / Double(iterations * Self.rounds)
        )
    }

    private static func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The whole pipeline on the message of that name, over and over.
    func repeatPipeline(_ name: String) {
        guard let message = world.messages.first(where: { $0.name == name })?.message else {
            preconditionFailure("there is no such message")
        }
        for _ in 0..<iterations {
            let outcome = world.pipeline.process(message.bytes, on: message.flow, at: world.now)
            precondition(outcome.judgement.verdict == message.verdict)
        }
    }

    func run() -> [StageResult] {
        var results: [StageResult] = []
        for (name, message) in world.messages {
            results.append(
                measure("gate \(name)") {
                    if case .message = ByteGate.screen(message.bytes) { return true }
                    return false
                }
            )
            guard case .message(let screened) = ByteGate.screen(message.bytes) else { continue }
            results.append(measure("fields with libosip2 \(name)") { (try? FieldReader.read(screened)) != nil })
        }
        // Not always the same one, or the compiler asks once for all.
        let targets = stride(from: 30_000, to: 40_000, by: 50).map { Array("\($0)".utf8) }
        var next = 0
        results.append(
            measure("decide") {
                next = next + 1 < targets.count ? next + 1 : 0
                let target = targets[next]
                let decision = world.policy.monitoring(of: target.span, in: world.organization, by: world.watcher)
                if case .permit = decision { return true }
                return false
            }
        )
        for shape in world.bodies.documents {
            results.append(measure("rebuild \(shape.name)") { world.rebuild(shape).outcome == .strict })
        }
        let list = world.bodies.list
        results.append(measure("rebuild \(list.name)") { world.rebuildList(list)?.outcome == .strict })
        for (name, message) in world.messages {
            results.append(
                measure("pipeline \(name)") {
                    world.pipeline.process(message.bytes, on: message.flow, at: world.now).judgement.verdict
                        == message.verdict
                }
            )
        }
        return results
    }
}
