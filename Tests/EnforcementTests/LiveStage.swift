import NIOCore
import Testing

@testable import Enforcement

/// A pipeline whose sightings are remembered, as the table does, so that each message finds what those before it have shown.
struct LiveStage {
    private var base: Pipeline<DictionaryBindings>
    private(set) var lives: [LiveKey: LiveDialog] = [:]
    var isFullOfListening = false
    var now = Scene.now

    init(_ base: Pipeline<DictionaryBindings>? = nil) throws { self.base = try base ?? Scene.pipeline() }

    /// The only dialog that is known; nil when there is none, or more.
    var only: LiveDialog? { lives.count == 1 ? lives.values.first : nil }

    /// A restart: what was seen is gone.
    mutating func forget() { lives = [:] }

    @discardableResult
    mutating func phone(_ user: String, _ message: SIPText) -> Outcome {
        remember(pipeline.process(message.buffer, on: Scene.from(user), at: now))
    }

    @discardableResult
    mutating func pbx(_ message: SIPText) -> Outcome {
        remember(pipeline.process(message.buffer, on: Scene.fromPBX, at: now))
    }

    /// A SUBSCRIBE that the PBX has accepted; gives the route set of the PBX, which its NOTIFYs follow.
    @discardableResult
    mutating func subscribe(_ user: String, _ answer: [(String, String)] = LiveStage.accepted) throws -> String {
        let sent = try #require(phone(user, .subscribe(from: user)).forwarded)
        pbx(sent.answer(200, "OK", answer))
        return try #require(sent.values("Record-Route").first)
    }

    static let accepted = [("Contact", "<sip:101@127.0.0.1:5070>"), ("Expires", "600")]

    private var pipeline: Pipeline<DictionaryBindings> {
        var bindings = base.bindings
        (bindings.lives, bindings.isFullOfListening) = (lives, isFullOfListening)
        return Pipeline(settings: base.settings, pbx: base.pbx, bindings: bindings, snapshot: base.snapshot)
    }

    private mutating func remember(_ outcome: Outcome) -> Outcome {
        for sighting in outcome.sightings {
            switch sighting.what {
            case .ended: lives[sighting.key] = nil
            case .refused: if lives[sighting.key]?.stage == .asked { lives[sighting.key] = nil }
            default:
                if lives[sighting.key]?.merge(sighting, now: now) == nil {
                    lives[sighting.key] = LiveDialog(sighting, now: now)
                }
            }
        }
        return outcome
    }
}

extension Outcome {
    /// What the message has shown.
    var sightings: [LiveSighting] {
        actions.compactMap { if case .live(let sighting) = $0 { sighting } else { nil } }
    }
}

extension [UInt8] {
    /// The bytes as text, to compare them by.
    var text: String { String(decoding: self, as: UTF8.self) }
}
