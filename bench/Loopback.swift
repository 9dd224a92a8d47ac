import Foundation
import Histogram
import ScriptedSIP

/// Datagrams through a real `earshot serve` over 127.0.0.1, and through a bare forwarder in the same run, so that a ratio can be given.
struct Loopback {
    struct FailedError: Error, CustomStringConvertible {
        let description: String
    }

    let executable: String
    let quick: Bool
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("earshot-bench-\(getpid())")
    private let phone = DatagramSocket()
    private let pbx = DatagramSocket()
    private let phoneSide = DatagramSocket.freePort()
    private let pbxSide = DatagramSocket.freePort()
    private let forwarderPort = DatagramSocket.freePort()

    init(executable: String, quick: Bool) {
        self.executable = executable
        self.quick = quick
    }

    func run() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let earshot = try startEarshot()
        defer { earshot.stop() }
        try register(with: earshot)
        let arguments = ["--forwarder", "\(forwarderPort)", "\(pbx.port)"]
        let forwarder = try ChildProcess(CommandLine.arguments[0], arguments)
        defer { forwarder.stop() }
        try report(runs(earshot, forwarder))
    }

    private struct Run {
        let name: String
        let loop: ClosedLoop
        let message: NumberedMessage
    }

    private func runs(_ earshot: ChildProcess, _ forwarder: ChildProcess) throws -> [Run] {
        let toPBX = ClosedLoop(from: phone, to: pbx, target: phoneSide, process: earshot)
        let toPhone = ClosedLoop(from: pbx, to: phone, target: pbxSide, process: earshot)
        let bare = ClosedLoop(from: phone, to: pbx, target: forwarderPort, process: forwarder)
        let subscribe = NumberedMessage(BenchText.subscribe(to: "101", from: contact, call: "subscribe"))
        return [
            Run(name: "forwarder, nothing read", loop: bare, message: subscribe),
            Run(name: "SUBSCRIBE", loop: toPBX, message: subscribe),
            Run(name: "NOTIFY full", loop: toPhone, message: try notify(for: "103")),
            Run(name: "NOTIFY rebuilt", loop: toPhone, message: try notify(for: "101")),
        ]
    }

    private var contact: String { "127.0.0.1:\(phone.port)" }

    /// Rounds are interleaved, so that a busy moment of the machine falls on all alike; the round with the median rate counts.
    private func report(_ runs: [Run]) {
        let (rounds, count) = quick ? (1, 2_000) : (5, 30_000)
        var results = [[LoopResult]](repeating: [], count: runs.count)
        for round in 0..<rounds {
            for (index, run) in runs.enumerated() {
                if round == 0 { _ = run.loop.run(run.message, count: count / 10) }
                results[index].append(run.loop.run(run.message, count: count))
            }
        }
        print("\nover loopback, \(ClosedLoop.outstanding) on the way", terminator: "")
        print("   msg/s   CPU µs/msg   p50 µs   p99 µs   p99.9 µs   lost")
        for (run, results) in zip(runs, results) {
            let result = results.sorted { $0.perSecond < $1.perSecond }[results.count / 2]
            let times = [50.0, 99.0, 99.9].map { Double(result.latency.valueAtPercentile($0)) / 1_000 }
            print(
                run.name.padding(toLength: 27, withPad: " ", startingAt: 0),
                Format.fixed(result.perSecond, 0, width: 9),
                Format.fixed(result.processorMicroseconds, 1, width: 12),
                Format.fixed(times[0], 0, width: 8),
                Format.fixed(times[1], 0, width: 8),
                Format.fixed(times[2], 0, width: 10),
                Format.fixed(Double(results.map(\.lost).reduce(0, +)), 0, width: 6)
            )
        }
    }

    private func startEarshot() throws -> ChildProcess {
        try Data(BenchText.policy().utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        let configuration = """
            listen: ["udp://127.0.0.1:\(phoneSide)"]
            pbx: ["udp://127.0.0.1:\(pbx.port)"]
            pbx-listen: "udp://127.0.0.1:\(pbxSide)"
            health-check-seconds: 3600
            canary: "off"
            policy: policy.yaml
            admin: "http://127.0.0.1:\(DatagramSocket.freePort())"
            """
        let path = folder.appendingPathComponent("earshot.yaml")
        try Data(configuration.utf8).write(to: path)
        return try ChildProcess(executable, ["serve", "--config", path.path, "--loops", "1"], quiet: false)
    }

    /// Registers the phone; asks again until the proxy is up.
    private func register(with earshot: ChildProcess) throws {
        for _ in 0..<30 where earshot.isRunning {
            phone.send(BenchText.register(from: contact), to: phoneSide)
            guard let request = requestAtPBX() else { continue }
            pbx.send(ScriptedPBX.accept(request, ["Expires: 3600"]), to: pbxSide)
            guard let answer = phone.receiveText(), answer.hasPrefix("SIP/2.0 200") else { continue }
            return
        }
        throw FailedError(description: "the proxy did not come up, or did not pass a REGISTER and its answer")
    }

    /// The next request that the PBX gets; it says that it is there when it is asked.
    private func requestAtPBX() -> String? {
        guard let request = pbx.receiveText() else { return nil }
        guard request.hasPrefix("OPTIONS") else { return request }
        pbx.send(ScriptedPBX.accept(request, []), to: pbxSide)
        return pbx.receiveText()
    }

    /// Subscribes, so that the PBX has a dialog to notify in.
    private func notify(for number: String) throws -> NumberedMessage {
        phone.send(BenchText.subscribe(to: number, from: contact, call: "dialog-\(number)"), to: phoneSide)
        guard let request = requestAtPBX(), request.hasPrefix("SUBSCRIBE") else {
            throw FailedError(description: "a SUBSCRIBE did not reach the PBX")
        }
        return ScriptedPBX.notify(request, from: pbx.port, body: BenchText.dialogInfo(of: number))
    }
}
