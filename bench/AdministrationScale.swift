import AccessPolicy
import Foundation
import Logging
import PolicyAdministration
import PolicyFile
import PolicyStore

/// What administering a large policy costs, from an edit to its being in force. Milliseconds, the middle of some runs.
struct AdministrationScale {
    let rounds: Int

    func run() throws {
        let model = LargePolicy.model().sorted
        let items = model.items
        let place = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let store = try StorePlace.sqlite(path: place.appendingPathComponent("earshot.db").path)
            .open(logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        print(
            "administering \(LargePolicy.users) users, \(LargePolicy.extensions) extensions, \(LargePolicy.roles) roles"
        )
        try once("all of it into the store") {
            _ = try store.change(PolicyChange(put: items, author: "bench", time: 0), on: 0)
        }
        try measure("compile") { _ in _ = try PolicyCompiler.compile(model, revision: 1) }
        let snapshot = try PolicyCompiler.compile(model, revision: 1)
        let source = LargeSource(store: store, model: model)
        let bulletin = PolicyBulletin(PolicyState(model, snapshot, revision: 1), StandingConsents())
        let administration = PolicyAdministration(bulletin, store: store) { source.load(into: bulletin) }
        try reportMiddle(
            "directory",
            of: { round in
                let other = try PolicyCompiler.compile(model, revision: UInt64(100 + round))
                bulletin.post(PolicyState(model, other, revision: 1), StandingConsents())
                let start = DispatchTime.now().uptimeNanoseconds
                _ = administration.directory(of: LargePolicy.name)
                return DispatchTime.now().uptimeNanoseconds - start
            }
        )
        try measure("search of users and extensions") { _ in
            let directory = administration.directory(of: LargePolicy.name)
            _ = (directory?.users(matching: "son 99999"), directory?.extensions(matching: "19999"))
        }
        let admin = Principal(.user(organization: LargePolicy.name, name: LargePolicy.user(0)))
        try measure("preview of an extension") { round in
            _ = try administration.preview(edit(round, administration.state), by: admin)
        }
        try measure("preview of a role") { round in
            _ = try administration.preview(roleEdit(round, administration.state), by: admin)
        }
        try measure("save of an extension, in force") { round in
            _ = try administration.save(edit(round, administration.state), by: admin, now: 0)
        }
    }

    private func edit(_ round: Int, _ state: PolicyState) -> PolicyEdit {
        let settings = ExtensionSettings(
            Located(LargePolicy.number(77)),
            status: Located(.only([Member(.role, LargePolicy.role(5 + round))]))
        )
        return PolicyEdit(put: [PolicyItem(settings, of: LargePolicy.name)], of: state)
    }

    private func roleEdit(_ round: Int, _ state: PolicyState) -> PolicyEdit {
        let role = Role(Located(LargePolicy.role(3)), members: [Member(.user, LargePolicy.user(round))])
        return PolicyEdit(put: [PolicyItem(role, of: LargePolicy.name)], of: state)
    }

    private func once(_ name: String, _ work: () throws -> Void) throws {
        let start = DispatchTime.now().uptimeNanoseconds
        try work()
        report(name, DispatchTime.now().uptimeNanoseconds - start)
    }

    private func measure(_ name: String, _ work: (Int) throws -> Void) throws {
        try reportMiddle(
            name,
            of: { round in
                let start = DispatchTime.now().uptimeNanoseconds
                try work(round)
                return DispatchTime.now().uptimeNanoseconds - start
            }
        )
    }

    private func reportMiddle(_ name: String, of work: (Int) throws -> UInt64) throws {
        let times = try (0..<rounds).map(work).sorted()
        report(name, times[times.count / 2])
    }

    private func report(_ name: String, _ nanoseconds: UInt64) {
        let padded = name + String(repeating: " ", count: max(1, 40 - name.count))
        print("\(padded) \(Format.fixed(Double(nanoseconds) / 1e6, 1, width: 8)) ms")
    }
}

/// Takes in what the store has, as a running proxy does.
private final class LargeSource: @unchecked Sendable {
    private let store: any Store
    private var model: PolicyModel
    private var revision: Int64 = 1

    init(store: any Store, model: PolicyModel) { (self.store, self.model) = (store, model) }

    func load(into bulletin: PolicyBulletin) {
        guard let news = try? store.policyNews(since: revision),
            let next = try? model.with(news.put, without: news.removed),
            let snapshot = try? PolicyCompiler.compile(next, revision: UInt64(1_000 + news.revision))
        else { return }
        (model, revision) = (next, news.revision)
        bulletin.post(PolicyState(next, snapshot, revision: revision), StandingConsents())
    }
}
