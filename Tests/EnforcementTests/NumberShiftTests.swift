import AccessPolicy
import Chance
import Testing

@testable import Enforcement

/// How the CSeq numbers of a phone are moved past those of our own requests.
@Suite struct NumberShiftTests {
    @Test func movesNothingAtFirst() {
        #expect(NumberShift().shift(of: 1) == 0)
    }

    @Test func movesWhatComesAfter() {
        var shift = NumberShift()
        shift.move(to: 1, after: 7)
        #expect(shift.shift(of: 7) == 0)
        #expect(shift.shift(of: 8) == 1)
    }

    @Test func twoRequestsOfOursInARowAreOneStep() {
        var shift = NumberShift()
        shift.move(to: 1, after: 7)
        shift.move(to: 2, after: 7)
        #expect(shift.shift(of: 7) == 0)
        #expect(shift.shift(of: 8) == 2)
    }

    @Test func remembersABoundedNumberOfSteps() {
        var shift = NumberShift()
        for step in 1...100 { shift.move(to: UInt32(step), after: UInt32(step)) }
        #expect(shift.shift(of: 100) == 99)
        #expect(shift.shift(of: 1) == 92)
        #expect(shift.current == 100)
    }

    @Test func aNumberThatWouldBeTooLargeStays() throws {
        var dialog = try RevocationStage.subscription()
        dialog.shift = 5
        #expect(dialog.number(towardPBX: 0x7FFF_FFFB) == 0x7FFF_FFFB)
        #expect(dialog.number(towardPBX: 0x7FFF_FFFA) == 0x7FFF_FFFF)
    }

    @Test(arguments: [nil, 0x7FFF_FF00, 0x7FFF_FFFF, 0x7FFF_FEFF] as [UInt32?])
    func whereNoNumberIsKnownOrLeftOneIsTakenThatNobodyUses(_ known: UInt32?) throws {
        var dialog = try RevocationStage.subscription()
        dialog.phone.cseq = known
        #expect(dialog.nextNumber.number == 0x7FFF_FF00)
        #expect(dialog.nextNumber.shift == 0)
    }

    /// Refreshes of the phone, their repetitions, requests of ours, and answers that come late and in any order: the PBX sees each new request
    /// with a larger number than all before, each repetition with the number that its request had, and the phone sees its own numbers only.
    @Test(arguments: 0..<60)
    func thePBXSeesGrowingNumbersAndThePhoneItsOwn(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var scene = try Interleaving()
        for _ in 0..<40 {
            switch random.below(5) {
            case 0, 1: try scene.refresh()
            case 2: try scene.repeatOne(of: random.below(8))
            case 3: try scene.askForNews()
            default: try scene.answerOne(of: random.below(8))
            }
        }
        try scene.answerAll()
    }
}

/// One subscription between a phone, us and a PBX.
private struct Interleaving {
    private let stage: RevocationStage
    private var number: UInt32 = 1
    private var highest: UInt32 = 1
    /// What the PBX got for each request of the phone, the newest first.
    private var sent: [(phone: SIPText, atPBX: SIPText)] = []
    private var unanswered: [SIPText] = []

    private let all: PolicySnapshot
    private let less: PolicySnapshot

    init() throws {
        stage = try RevocationStage(RevocationStage.subscription())
        all = stage.base.snapshot
        less = try Scene.policy(yaml: RevocationStage.noCallers)
    }

    mutating func refresh() throws {
        number += 1
        let request = try stage.refresh(number)
        let forwarded = try #require(stage.phone("full", request).forwarded)
        let seen = try #require(Self.number(of: forwarded))
        #expect(seen > highest)
        highest = seen
        var shown = LiveSighting(.passed, callID: Array("call-full@192.0.2.50".utf8), tag: Array("from-full".utf8))
        shown.phone.cseq = number
        stage.see(shown)
        sent.insert((request, forwarded), at: 0)
        unanswered.append(forwarded)
    }

    mutating func repeatOne(of index: Int) throws {
        guard sent.indices.contains(index), index < Limits.shiftStepsMax else { return }
        let again = stage.phone("full", sent[index].phone).forwarded
        #expect(again?.values("CSeq") == sent[index].atPBX.values("CSeq"))
        #expect(again?.values("Via") == sent[index].atPBX.values("Via"))
    }

    mutating func askForNews() throws {
        stage.tellAll()
        stage.change(to: less)
        let asked = try #require(stage.review()?.forwarded)
        let seen = try #require(Self.number(of: asked))
        #expect(seen > highest)
        highest = seen
        stage.change(to: all)
        let answer = stage.pbx(asked.answer(200, "OK"))
        #expect(answer.forwards.isEmpty)
    }

    mutating func answerOne(of index: Int) throws {
        guard unanswered.indices.contains(index) else { return }
        let asked = unanswered.remove(at: index)
        let answered = try #require(stage.pbx(asked.answer(200, "OK")).forwarded)
        let request = try #require(sent.first { $0.atPBX.values("CSeq") == asked.values("CSeq") })
        #expect(answered.values("CSeq") == request.phone.values("CSeq"))
        #expect(answered.values("Via").count == 1)
    }

    mutating func answerAll() throws {
        while !unanswered.isEmpty { try answerOne(of: 0) }
    }

    private static func number(of message: SIPText) -> UInt32? {
        message.values("CSeq").first?.split(separator: " ").first.flatMap { UInt32($0) }
    }
}
