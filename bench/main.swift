// `make bench`: what each stage costs, and what a datagram costs over loopback. README.md here says how to read it.

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 3, arguments[0] == "--forwarder", let port = UInt16(arguments[1]),
    let target = UInt16(arguments[2])
{
    Forwarder.run(port: port, target: target)
}
let quick = arguments.contains("--quick")

do {
    if arguments.contains("--administration") {
        try AdministrationScale(rounds: quick ? 1 : 9).run()
    } else if let index = arguments.firstIndex(of: "--pages"), index + 1 < arguments.endIndex {
        try PageScale(executable: arguments[index + 1], rounds: quick ? 1 : 9).run()
    } else if let index = arguments.firstIndex(of: "--only"), index + 1 < arguments.endIndex {
        // For a profiler: one message, and nothing else.
        Stages(world: BenchWorld(), iterations: quick ? 2_000 : 200_000).repeatPipeline(arguments[index + 1])
    } else {
        print("stage                                     ns/call   allocations/call")
        for result in Stages(world: BenchWorld(), iterations: quick ? 500 : 10_000).run() {
            let name = result.name + String(repeating: " ", count: max(1, 40 - result.name.count))
            let nanoseconds = Format.fixed(result.nanoseconds, 0, width: 8)
            print("\(name) \(nanoseconds)   \(Format.fixed(result.allocations, 1, width: 6))")
        }
        if let index = arguments.firstIndex(of: "--loopback"), index + 1 < arguments.endIndex {
            try Loopback(executable: arguments[index + 1], quick: quick).run()
        }
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
