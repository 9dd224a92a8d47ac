import Chance
import Enforcement
import Testing

@testable import AuditTrail

/// How the chain goes on: over restarts, broken writes, and files.
@Suite struct AuditChainTests {
    private func resumed(_ lines: [[UInt8]]) throws -> AuditChain {
        var ending = AuditEnding()
        ending.take(Array(lines.joined()))
        ending.finish()
        return AuditChain(keys: try AuditText.keys(1), resuming: ending)
    }

    @Test func aRestartGoesOnWhereTheFileEnds() throws {
        var lines = try AuditText.lines(3)
        var chain = try resumed(lines)
        #expect(chain.last.seq == 3)
        lines += AuditText.lines(3, &chain)
        let report = try AuditText.verify(lines)
        #expect(report.isIntact)
        #expect(report.last?.seq == 6)
    }

    @Test func aLineThatACrashCutShortIsClosedOff() throws {
        for count in 1..<40 {
            var lines = try AuditText.lines(3)
            lines[2] = Array(lines[2].prefix(count * 10))
            var chain = try resumed(lines)
            let more = AuditText.lines(2, &chain)
            let report = try AuditText.verify(lines + more)
            #expect(report.isIntact, "\(count * 10) bytes: \(report.found)")
            #expect(report.remarks.count == (count * 10 < 400 ? 1 : 0) || report.recordCount == 5)
        }
    }

    @Test func whatWasClosedOffCannotBeAltered() throws {
        var lines = try AuditText.lines(3)
        lines[2] = Array(lines[2].prefix(50))
        var chain = try resumed(lines)
        let more = Array(AuditText.lines(2, &chain).joined())
        let bytes = Array(lines.joined()) + more
        let start = lines[0].count + lines[1].count
        for position in start..<(start + 51) {
            var altered = bytes
            altered[position] ^= 1
            #expect(try !AuditText.verify([altered]).isIntact, "byte \(position)")
        }
        let removed = Array(bytes[..<start]) + more.dropFirst()
        #expect(try AuditText.verify([removed]).found == ["3 removed"])
    }

    @Test func severalLinesThatWereCutShortAreClosedOffTogether() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        var bytes = Array(AuditText.lines(2, &chain).joined())
        for _ in 0..<3 {
            var attempt = chain
            let torn = AuditText.lines(1, &attempt)[0].prefix(30)
            bytes += torn
            chain.leave(torn)
        }
        bytes += Array(AuditText.lines(2, &chain).joined())
        let report = try AuditText.verify([bytes])
        #expect(report.isIntact)
        #expect(report.remarks.count == 1)
        #expect(report.last?.seq == 4)
    }

    @Test func linesFromBeforeTheChainAreCounted() throws {
        let old = [Array("{\"time\":\"x\"}\n".utf8), Array("{\"time\":\"y\"}\n".utf8)]
        var chain = try resumed(old)
        let lines = old + AuditText.lines(2, &chain)
        let report = try AuditText.verify(lines)
        #expect(report.isIntact)
        #expect(report.unprotectedLineCount == 2)
        #expect(report.first?.seq == 1)
        #expect(try AuditText.verify(Array(lines.dropFirst())).found == ["1 altered"])
        #expect(try AuditText.verify(Array(lines.dropFirst(2))).found == ["1 removed"])
    }

    @Test func severalFilesAreOneChain() throws {
        let keys = try AuditText.keys(1)
        var first = AuditChain(keys: keys)
        let one = AuditText.lines(3, &first)
        var second = AuditChain(keys: keys, before: first.last.hash)
        let two = AuditText.lines(2, &second)
        var third = AuditChain(keys: keys, before: second.last.hash)
        let three = AuditText.lines(2, &third)
        #expect(AuditText.verify([one, two, three], keys: keys, head: third.head).isIntact)
        #expect(AuditText.verify([two, three], keys: keys).remarks.count == 1)
        #expect(AuditText.verify([one, three], keys: keys).problems.map(\.kind) == [.unlinked])
        #expect(AuditText.verify([two, one, three], keys: keys).problems.map(\.kind) == [.unlinked, .unlinked])
        #expect(AuditText.verify([one.dropLast(), two, three], keys: keys).problems.map(\.file) == ["file2"])
    }

    @Test func aRotatedKeyIsNamed() throws {
        var old = AuditChain(keys: try AuditText.keys(1))
        var lines = AuditText.lines(2, &old)
        var ending = AuditEnding()
        ending.take(Array(lines.joined()))
        ending.finish()
        let keys = try AuditText.keys(1, 2)
        var new = AuditChain(keys: keys, resuming: ending)
        lines += AuditText.lines(2, &new)
        #expect(AuditText.verify([lines], keys: keys).isIntact)
        #expect(AuditText.verify([lines], keys: try AuditText.keys(1)).found == ["3 unknown-key"])
    }

    @Test func lostRecordsAreSaidAndNoProblem() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        let lines = [
            chain.seal(AuditLine.fields(AuditText.record("a"), at: Moment(unixSeconds: 0))),
            chain.seal(AuditLine.fields(AuditEvent.lost(12), at: Moment(unixSeconds: 0))),
        ]
        let report = try AuditText.verify(lines)
        #expect(report.isIntact)
        #expect(report.remarks.count == 1)
    }

    @Test func whatTheProxyMissedAtItsStartIsAProblem() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        let event = AuditEvent(.audit, .missing, reason: "record 9 is gone")
        let lines = [chain.seal(AuditLine.fields(event, at: Moment(unixSeconds: 0)))]
        #expect(try AuditText.verify(lines).found == ["1 missing"])
    }

    @Test func whatSomebodyDialsIsNoEvent() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        let record = AuditText.record("a", target: "\"action\":\"audit\",\"verdict\":\"missing\"")
        let lines = [chain.seal(AuditLine.fields(record, at: Moment(unixSeconds: 0)))]
        #expect(try AuditText.verify(lines).isIntact)
    }

    /// A file of some hundred records, with breaks wherever chance puts them; then one thing is done to it.
    @Test(arguments: 0..<8)
    func chanceFindsNoWayRound(_ seed: Int) throws {
        var generator = SeededRandom(seed: UInt64(seed))
        var chain = AuditChain(keys: try AuditText.keys(1))
        var lines: [[UInt8]] = []
        for number in 0..<(100 + generator.below(200)) {
            let line = AuditText.lines(1, &chain, name: "call-\(number)")[0]
            lines.append(line)
            if generator.oneIn(40) {
                var attempt = chain
                let whole = AuditText.lines(1, &attempt)[0]
                let torn = whole.prefix(1 + generator.below(whole.count - 1))
                chain.leave(torn)
                let next = AuditText.lines(1, &chain, name: "after")[0]
                lines.append(Array(torn) + [UInt8(ascii: "\n")])
                lines.append(Array(next.dropFirst()))
            }
        }
        #expect(try AuditText.verify(lines, head: chain.head).isIntact, "seed \(seed)")
        for _ in 0..<10 {
            let altered = Self.tampered(lines, &generator)
            #expect(try altered == lines || !AuditText.verify(altered, head: chain.head).isIntact, "seed \(seed)")
        }
    }

    private static func tampered(_ lines: [[UInt8]], _ generator: inout SeededRandom) -> [[UInt8]] {
        var lines = lines
        let place = generator.below(lines.count)
        let other = generator.below(lines.count)
        switch generator.below(7) {
        case 0: lines[place][generator.below(lines[place].count)] ^= UInt8(1 + generator.below(255))
        case 1: lines.remove(at: place)
        case 2: lines.swapAt(place, other)
        case 3: lines.insert(lines[other], at: place)
        case 4: lines[place] = lines[other]
        case 5: lines.removeSubrange(min(place, other)...max(place, other))
        default: lines[place].removeLast(1 + generator.below(lines[place].count))
        }
        return lines
    }
}
