import Rehearsal

/// The four scenes: a full lamp, a status-only lamp, a refusal, and a policy that changes during a call.
struct Scenes {
    private let stage: Stage

    init(_ stage: Stage) { self.stage = stage }

    /// Plays all scenes; whether each showed what it must.
    func play() async throws -> Bool {
        print("\nextension 101 is called by \"\(Caller().name)\" <\(Caller().number)>; three people watch it\n")
        let callee = try await stage.phone("101")
        let davesPort = try await stage.registeredPort("104")
        let bob = Watcher(try await stage.watch("101", as: "102"))
        let carol = Watcher(try await stage.watch("101", as: "103"))
        let dave = Watcher(try await stage.ask("101", as: "104", from: davesPort))
        let refused = (try? await dave.run.exit()) == 0
        let good = [
            try await callOnce(callee, bob, carol, dave),
            try await refusal(dave, refused),
            try await presence(),
            try await reload(callee, bob, carol, davesPort),
        ]
        print(good.allSatisfy { $0 } ? "all scenes showed what they must" : "NOT every scene showed what it must")
        return good.allSatisfy { $0 }
    }

    /// Scenes 1 to 3: one call, seen by three.
    private func callOnce(_ callee: Phone, _ bob: Watcher, _ carol: Watcher, _ dave: Watcher) async throws -> Bool {
        let page = SideBySide(titles: ["bob (102): full", "carol (103): status only", "dave (104): refused"])
        page.header()
        page.step("they ask to watch 101", [bob.news(), carol.news(), dave.news()])
        let call = try await CallScene(to: "101", at: callee, on: stage)
        try await both(bob, carol, say: "early")
        page.step("101 rings", [bob.news(), carol.news(), dave.news()])
        try await call.answer()
        try await both(bob, carol, say: "confirmed")
        page.step("101 answers", [bob.news(), carol.news(), dave.news()])
        try await call.hangUp()
        try await both(bob, carol, say: "terminated")
        page.step("101 hangs up", [bob.news(), carol.news(), dave.news()])

        let seen = call.marks(in: bob.run.received)
        let full = seen.contains(call.caller.number)
        let leaked = Set(call.marks(in: carol.run.received)).sorted()
        verdict("scene 1, full: bob sees who calls", full)
        verdict("scene 2, status only: carol sees the lamp change and nothing of the caller", leaked.isEmpty)
        if !leaked.isEmpty { print("   carol was sent: \(leaked.joined(separator: ", "))") }
        return full && leaked.isEmpty
    }

    private func refusal(_ dave: Watcher, _ refused: Bool) async throws -> Bool {
        var unseen = true
        if let pbx = stage.kamailio, let callID = dave.run.messages.entries.first?.header("Call-ID") {
            try await pbx.fence()
            unseen = pbx.count("SUBSCRIBE", callID: callID) == 0
        }
        verdict("scene 3, refused: dave gets 403 and the PBX sees nothing of it", refused && unseen)
        return refused && unseen
    }

    /// The same three with a phone that shows presence.
    private func presence() async throws -> Bool {
        let note = "Talk \(Caller().number)"
        print(
            "\n-- the same three watch the presence of 101 with PJSIP; the PBX says busy, \"\(note)\"; the phones show:"
        )
        let watchers = [("bob", "102"), ("carol", "103"), ("dave", "104")]
        var phones: [Phone] = []
        for (_, user) in watchers { phones.append(try await stage.phone(user)) }
        for phone in phones { try phone.watch("101") }
        try await stage.publish("101", note: note)
        var lamps: [Phone.Lamp] = []
        for phone in phones {
            lamps.append(try await phone.lamp("a lamp") { $0.activity == "busy" || $0.subscription == "TERMINATED" })
        }
        for (watcher, lamp) in zip(watchers, lamps) {
            let end = lamp.code == 0 ? "" : ", refused with \(lamp.code)"
            print("   \(watcher.0): \(lamp.status), \(lamp.activity), note \"\(lamp.note)\"\(end)")
        }
        for phone in phones { await phone.stop() }
        let leaked = phones[1].received.contains { $0.text.contains(Caller().number) }
        let good = lamps[0].note == note && lamps[1].activity == "busy" && !leaked && lamps[2].code == 403
        verdict("scenes 1 to 3 again, with presence", good)
        return good
    }

    /// Scene 4: bob loses the right to see callers while 101 rings.
    private func reload(_ callee: Phone, _ bob: Watcher, _ carol: Watcher, _ witness: UInt16) async throws -> Bool {
        guard stage.earshot != nil else {
            verdict("scene 4, policy reload: there is no Earshot", false)
            return false
        }
        print("")
        let page = SideBySide(titles: ["bob (102): full, then status only", "carol (103): status only"])
        page.header()
        bob.mark()
        carol.mark()
        let call = try await CallScene(to: "101", at: callee, on: stage)
        try await both(bob, carol, say: "early")
        let before = bob.news()
        page.step("101 rings again", [before, carol.news()])
        try await stage.reload("policy-after.yaml", witness: witness, of: "104")
        bob.mark()
        try await call.answer()
        try await both(bob, carol, say: "confirmed")
        let after = bob.news()
        page.step("the policy changes, then 101 answers", [after, carol.news()])
        try await call.hangUp()

        let good = call.marks(in: before).contains(call.caller.number) && call.marks(in: after).isEmpty
        verdict("scene 4, policy reload: the next NOTIFY to bob tells nothing of the caller any more", good)
        return good
    }

    private func both(_ bob: Watcher, _ carol: Watcher, say state: String) async throws {
        try await bob.sees(state)
        try await carol.sees(state)
    }

    private func verdict(_ fact: String, _ good: Bool) { print("\(good ? "ok  " : "BAD ") \(fact)") }
}
