import Foundation

/// A program under test, on the first processor when there are several; `check` keeps the bench itself off it.
final class ChildProcess {
    private let process = Process()

    init(_ executable: String, _ arguments: [String], quiet: Bool = true) throws {
        if ProcessInfo.processInfo.activeProcessorCount > 1 {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
            process.arguments = ["-c", "0", executable] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
        }
        process.standardOutput = FileHandle.nullDevice
        if quiet { process.standardError = FileHandle.nullDevice }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// What it has in memory (proc(5)); 0 when it has ended.
    var residentMegabytes: Int {
        let status = FileManager.default.contents(atPath: "/proc/\(process.processIdentifier)/status") ?? Data()
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) / 1_024
    }

    /// Time that all its threads have run (schedstat in proc(5)).
    func processorNanoseconds() -> UInt64 {
        let tasks = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.reduce(0) { sum, thread in
            let text = FileManager.default.contents(atPath: "\(tasks)/\(thread)/schedstat") ?? Data()
            return sum + (String(decoding: text, as: UTF8.self).split(separator: " ").first.flatMap { UInt64($0) } ?? 0)
        }
    }
}
