import Testing

@testable import SIPMessage

@Suite struct HeaderNameTests {
    private func match(_ text: String) -> HeaderTable.Match {
        let bytes = Array(text.utf8)
        return HeaderTable.shared.match(bytes.span, ByteRange(lower: 0, upper: bytes.count))
    }

    private func oddCase(_ text: String) -> String {
        String(
            text.enumerated().map {
                $0.offset % 2 == 0 ? Character($0.element.lowercased()) : Character($0.element.uppercased())
            }
        )
    }

    @Test func everyCaseHasASpelling() {
        #expect(HeaderSpelling.all.map(\.name) == HeaderName.allCases.filter { $0 != .other })
    }

    @Test func findsEveryLongName() {
        for (name, long, _) in HeaderSpelling.all {
            #expect(match(long.description).name == name)
            #expect(match(long.description).isCanonical)
        }
    }

    @Test func findsEveryLongNameInOddCase() {
        for (name, long, _) in HeaderSpelling.all {
            #expect(match(oddCase(long.description)).name == name)
            #expect(match(long.description.lowercased()).name == name)
            #expect(match(long.description.uppercased()).name == name)
            #expect(!match(oddCase(long.description)).isCanonical)
        }
    }

    @Test func findsEveryCompactForm() {
        let expected: [(String, HeaderName)] = [
            ("a", .acceptContact), ("b", .referredBy), ("c", .contentType), ("d", .requestDisposition),
            ("e", .contentEncoding), ("f", .from), ("i", .callID), ("j", .rejectContact), ("k", .supported),
            ("l", .contentLength), ("m", .contact), ("n", .identityInfo), ("o", .event), ("r", .referTo),
            ("s", .subject), ("t", .to), ("u", .allowEvents), ("v", .via), ("x", .sessionExpires), ("y", .identity),
        ]
        for (compact, name) in expected {
            #expect(match(compact).name == name)
            #expect(match(compact.uppercased()).name == name)
            #expect(!match(compact).isCanonical)
        }
        #expect(HeaderSpelling.all.count { $0.compact != nil } == expected.count)
    }

    @Test(arguments: ["g", "h", "p", "q", "w", "z", "Fro", "Fromm", "From-", "X-Event", "Evént", "P-Asserted-Identit"])
    func leavesOthersAlone(_ name: String) {
        #expect(match(name).name == .other)
    }

    @Test func findsNoNameThatDiffersInOneByte() {
        for (name, long, _) in HeaderSpelling.all {
            var bytes = Array(long.description.utf8)
            for index in bytes.indices {
                let old = bytes[index]
                bytes[index] = UInt8(ascii: "~")
                let found = HeaderTable.shared.match(bytes.span, ByteRange(lower: 0, upper: bytes.count)).name
                #expect(found != name)
                bytes[index] = old
            }
        }
    }

    @Test func indexedNamesComeFirst() {
        #expect(HeaderName.accept.rawValue + 1 == HeaderName.indexedCount)
        #expect(HeaderName.via.rawValue == HeaderName.sipIfMatch.rawValue + 1)
    }

    @Test func singletonsAreThoseOfRuleG7() {
        let singletons: [HeaderName] = [
            .from, .to, .callID, .cseq, .maxForwards, .event, .expires, .minExpires, .contentLength, .contentType,
            .contentEncoding, .subscriptionState, .referTo, .referredBy, .replaces, .join, .targetDialog,
            .sessionExpires, .sipETag, .sipIfMatch,
        ]
        #expect(HeaderName.allCases.filter(\.isSingleton) == singletons)
    }

    @Test func identityHeadersAreMarked() {
        for name in [HeaderName.pAssertedIdentity, .pPreferredIdentity, .remotePartyID, .diversion, .identity] {
            #expect(name.isIdentity)
        }
        for name in [HeaderName.from, .via, .authorization, .contact, .other, .referredBy] { #expect(!name.isIdentity) }
    }
}
