import Foundation
import Rehearsal
import Testing

/// The audit of a real process, over a crash and a rotation.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct AuditTests {
    @Test func itIsOneChainOverACrash() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            _ = try await earshot.record(with: #""verdict":"started""#)
            // While it runs.
            #expect(try await earshot.verifyAudit().status == 0)
            try await earshot.crash()
            #expect(try await earshot.verifyAudit().status == 0)
            try await earshot.start()
            try await earshot.stop()

            #expect(try await earshot.verifyAudit().status == 0)
            let verdicts = try earshot.audit().compactMap { line in
                ["policy-loaded", "service-started", "service-stopped"].first { line.contains(#""rule":"\#($0)""#) }
            }
            #expect(
                verdicts == ["policy-loaded", "service-started", "policy-loaded", "service-started", "service-stopped"]
            )
        }
    }

    @Test func whatIsDoneToItIsFound() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            _ = try await earshot.record(with: #""verdict":"started""#)
            try await earshot.stop()
            let url = URL(fileURLWithPath: earshot.auditPath)
            let whole = try Data(contentsOf: url)
            let lines = whole.split(separator: UInt8(ascii: "\n")).map { $0 + [UInt8(ascii: "\n")] }
            #expect(lines.count >= 3)

            var flipped = whole
            flipped[40] ^= 1
            let removed = Array((lines[..<1] + lines[2...]).joined())
            let cut = Array(lines.dropLast().joined())
            let swapped = Array(([lines[1], lines[0]] + lines[2...]).joined())
            for (what, bytes) in [
                ("altered", Array(flipped)), ("removed", removed), ("truncated", cut), ("reordered", swapped),
            ] {
                try Data(bytes).write(to: url)
                let answer = try await earshot.verifyAudit()
                #expect(answer.status == 1)
                #expect(answer.text.contains(#""kind":"\#(what)""#), "\(what): \(answer.text)")
            }
            try whole.write(to: url)
            #expect(try await earshot.verifyAudit().status == 0)

            // What was cut off is on record from the next start on.
            try Data(cut).write(to: url)
            try await earshot.start()
            let answer = try await earshot.verifyAudit()
            #expect(answer.status == 1)
            #expect(answer.text.contains(#""kind":"missing""#))
        }
    }

    @Test func aRotatedFileAndTheNextAreOneChain() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            _ = try await earshot.record(with: #""verdict":"started""#)
            try earshot.rotateAudit(to: "audit.jsonl.1")
            _ = try await earshot.record(with: #""verdict":"opened""#)
            #expect(try await earshot.verifyAudit(["audit.jsonl.1", "audit.jsonl"]).status == 0)
            let answer = try await earshot.verifyAudit(["audit.jsonl", "audit.jsonl.1"])
            #expect(answer.status == 1)
        }
    }
}
