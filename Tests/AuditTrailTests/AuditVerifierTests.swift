import Chance
import Enforcement
import Testing

@testable import AuditTrail

/// Whatever is done to a file is found, and called by its name.
@Suite struct AuditVerifierTests {
    @Test func whatWasWrittenIsIntact() throws {
        let lines = try AuditText.lines(5)
        let report = try AuditText.verify(lines)
        #expect(report.isIntact)
        #expect(report.recordCount == 5)
        #expect(report.first?.seq == 1)
        #expect(report.last == AuditPosition(seq: 5, hash: AuditHash(of: lines[4])))
        #expect(report.remarks.isEmpty)
    }

    @Test func everyFlippedByteIsFound() throws {
        let lines = try AuditText.lines(4)
        let keys = try AuditText.keys(1)
        let bytes = Array(lines.joined())
        var generator = SeededRandom(seed: 4)
        var start = 1
        for position in bytes.indices {
            var altered = bytes
            altered[position] ^= UInt8(1 + generator.below(255))
            let report = AuditText.verify([[altered]], keys: keys)
            #expect(!report.isIntact, "byte \(position)")
            #expect(report.problems.first?.line == start, "byte \(position): \(report.found)")
            if bytes[position] == UInt8(ascii: "\n") { start += 1 }
        }
    }

    @Test func everyFlippedBitOfALineIsFound() throws {
        let lines = try AuditText.lines(3)
        let keys = try AuditText.keys(1)
        for position in lines[1].indices {
            for bit in 0..<8 {
                var altered = lines
                altered[1][position] ^= 1 << UInt8(bit)
                #expect(!AuditText.verify([altered], keys: keys).isIntact, "byte \(position), bit \(bit)")
            }
        }
    }

    /// Without keys the chain tells of every byte but those of the last line, which nothing follows.
    @Test func everyFlippedByteBeforeTheLastLineIsFoundWithoutKeys() throws {
        let lines = try AuditText.lines(4)
        let bytes = Array(lines.joined())
        for position in 0..<(bytes.count - lines[3].count) {
            var altered = bytes
            altered[position] ^= 1
            #expect(!AuditText.verify([[altered]], keys: nil).isIntact, "byte \(position)")
        }
    }

    @Test func anAlteredLineIsToldOnce() throws {
        var lines = try AuditText.lines(5)
        lines[2][20] ^= 1
        #expect(try AuditText.verify(lines).found == ["3 altered"])
    }

    @Test func aLineThatIsNoRecordAnyMoreIsAltered() throws {
        var lines = try AuditText.lines(5)
        lines[2][lines[2].count - 2] = UInt8(ascii: "]")
        #expect(try AuditText.verify(lines).found == ["3 altered"])
    }

    @Test func everyRemovedLineButTheLastIsFound() throws {
        for removed in 0..<5 {
            var lines = try AuditText.lines(6)
            lines.remove(at: removed)
            #expect(try AuditText.verify(lines).found == ["\(removed + 1) removed"])
        }
    }

    @Test func theLastLineIsMissedByTheHeadAlone() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        let lines = AuditText.lines(6, &chain)
        #expect(try AuditText.verify(lines, head: chain.head).isIntact)
        #expect(try AuditText.verify(lines.dropLast()).isIntact)
        #expect(try AuditText.verify(lines.dropLast(), head: chain.head).found == ["5 truncated"])
        #expect(try AuditText.verify(lines.dropLast(3), head: chain.head).found == ["3 truncated"])
    }

    @Test func theLastLineIsMissedByWhoeverRemembersIt() throws {
        let lines = try AuditText.lines(6)
        let last = "6:" + AuditHash(of: lines[5]).text.prefix(12)
        #expect(try AuditText.verify(lines, last: last).isIntact)
        #expect(try AuditText.verify(lines.dropLast(), last: last).found == ["5 truncated"])
    }

    @Test func aHeadOfAnotherHashIsTruncation() throws {
        let (ours, other) = (try AuditText.lines(3), try AuditText.lines(3, name: "other"))
        let last = AuditPosition(seq: 3, hash: AuditHash(of: other[2]))
        #expect(try AuditText.verify(ours, last: last.text).found == ["3 truncated"])
    }

    @Test func aForgedHeadIsNoHead() throws {
        var chain = AuditChain(keys: try AuditText.keys(2))
        let lines = AuditText.lines(2, &chain)
        let report = AuditText.verify([lines], keys: try AuditText.keys(2, 1), head: chain.head)
        #expect(report.isIntact)
        var head = chain.head
        head[19] = UInt8(ascii: "1")
        #expect(AuditText.verify([lines], keys: try AuditText.keys(2, 1), head: head).found == ["0 head"])
    }

    @Test func everySwappedPairIsFound() throws {
        for first in 0..<5 {
            var lines = try AuditText.lines(6)
            lines.swapAt(first, first + 1)
            let report = try AuditText.verify(lines)
            #expect(report.problems.first?.line == first + 1)
            #expect(report.found == (first < 4 ? ["\(first + 1) reordered"] : ["5 inserted"]))
        }
    }

    @Test func everyRepeatedLineIsFound() throws {
        for repeated in 0..<6 {
            var lines = try AuditText.lines(6)
            lines.insert(lines[repeated], at: repeated + 1)
            #expect(try AuditText.verify(lines).found == ["\(repeated + 2) inserted"])
        }
    }

    @Test func aLineOfAnotherFileIsFoundWhereverItStands() throws {
        let foreign = try AuditText.lines(9, name: "other")
        for place in 0...6 {
            for number in foreign.indices {
                var lines = try AuditText.lines(6)
                lines.insert(foreign[number], at: place)
                let report = try AuditText.verify(lines)
                // Of two first records nothing says which was there before; the second one is told of.
                let expected = place == 0 && number == 0 ? 2 : place + 1
                #expect(report.problems.first?.line == expected, "\(number + 1) at \(place): \(report.found)")
                #expect(expected != place + 1 || report.problemCount == 1, "\(number + 1) at \(place)")
            }
        }
    }

    @Test func aLineOfAnotherFileInTheSteadOfOursIsFound() throws {
        let foreign = try AuditText.lines(6, name: "other")
        for place in 0..<6 {
            var lines = try AuditText.lines(6)
            lines[place] = foreign[place]
            // The first record follows nothing: what comes after it tells.
            let expected = place == 0 ? 2 : place + 1
            #expect(try AuditText.verify(lines).problems.first?.line == expected)
        }
    }

    @Test(arguments: ["{}\n", "nonsense\n", "\n", "{\"time\":\"1970-01-01T00:00:00Z\"}\n"])
    func aLineThatWasNeverARecordIsInserted(_ text: String) throws {
        for place in 0..<4 {
            var lines = try AuditText.lines(4)
            lines.insert(Array(text.utf8), at: place)
            #expect(try AuditText.verify(lines).found == ["\(place + 1) inserted"])
        }
    }

    @Test func aLineWithoutAnEndIsTorn() throws {
        let lines = try AuditText.lines(3)
        let torn = Array(lines[2].dropLast(10))
        #expect(try AuditText.verify([lines[0], lines[1], torn]).found == ["3 torn"])
    }

    @Test func aFileWithoutRecordsIsNotIntact() throws {
        #expect(try AuditText.verify([]).found == ["0 empty"])
        #expect(try AuditText.verify([Array("{}\n".utf8)]).found == ["1 altered", "0 empty"])
    }

    @Test func aKeyThatIsGoneIsSaidOnce() throws {
        var chain = AuditChain(keys: try AuditText.keys(7))
        let lines = AuditText.lines(3, &chain)
        #expect(try AuditText.verify(lines).found == ["1 unknown-key"])
        #expect(AuditText.verify([lines], keys: try AuditText.keys(7, 1)).isIntact)
    }

    @Test func anotherInstallationsRecordsAreNotOurs() throws {
        let secret = [UInt8](repeating: 99, count: 32)
        var chain = AuditChain(keys: try #require(TokenKeys(current: 1, secrets: [1: secret])))
        let lines = AuditText.lines(2, &chain)
        #expect(try AuditText.verify(lines).found == ["1 altered", "2 altered"])
    }

    @Test func tooManyProblemsAreCounted() throws {
        var lines = try AuditText.lines(150)
        for number in lines.indices { lines[number][10] ^= 1 }
        let report = try AuditText.verify(lines)
        #expect(report.problems.count == AuditLimits.problemsMax)
        #expect(report.problemCount == 150)
    }

    @Test func aLineWithoutBoundIsNoRecord() throws {
        var lines = try AuditText.lines(3)
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: AuditLimits.lineBytesMax)
        lines[1] = long + lines[1]
        #expect(try AuditText.verify(lines).found == ["2 altered"])
    }
}
