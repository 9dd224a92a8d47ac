import Rehearsal

@testable import TargetResolution

/// A name service that knows one zone. Answers are made as packets and read from them, as those of a real one.
struct ZoneService: NameService {
    let zone: Zone
    var hosts: [String: [String]] = [:]

    func ask(_ questions: [Question]) async -> [Answer] {
        questions.map { question in
            guard let packet = zone.answer(question.name, question.kind.rawValue) else { return .failure(.timeout) }
            // What c-ares does before it hands an answer over.
            return switch (packet[3] & 0x0F, packet[7]) {
            case (0, 0), (4, _): .nothing(.noSuchRecords)
            case (0, _): CaresLibrary.answer(CaresLibrary.reply(packet), to: question.kind)
            case (3, _): .nothing(.noSuchName)
            default: .failure(.refused)
            }
        }
    }

    func listed(_ name: String) async -> [String] { hosts[name] ?? [] }
}
