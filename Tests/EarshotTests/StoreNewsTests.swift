import Foundation
import Logging
import PolicyStore
import ServiceLifecycle
import TestFolder
import Testing

@testable import earshot

/// Who is woken when something is new in the store.
@Suite(.timeLimit(.minutes(5)))
struct StoreNewsTests {
    private let folder = TestFolder()
    private var path: String { folder.path("news.db") }

    @Test func onlyThoseAreToldWhoWantToKnow() async throws {
        let news = StoreNews(try SQLiteStore(path: path, logger: .silent))
        let (policy, consents) = (news.ticks(of: .policy), news.ticks(of: .consents))
        news.tell([.consents])
        news.tell([.consents])
        news.tell([.policy])
        var (ofPolicy, ofConsents) = (policy.makeAsyncIterator(), consents.makeAsyncIterator())
        // What was told twice meanwhile is one look.
        #expect(await ofConsents.next() != nil)
        #expect(await ofPolicy.next() != nil)
        news.tell([.policy])
        #expect(await ofPolicy.next() != nil)
    }

    /// One that has something to tell of one topic all the time.
    private final class Chatter: StoreWatch {
        func wait(seconds: Double) -> Set<StoreTopic> {
            Thread.sleep(forTimeInterval: min(0.002, seconds))
            return [.bindings]
        }
    }

    @Test func whatIsAlwaysToldOfOneTopicHidesNoOther() async throws {
        let news = StoreNews(patience: 0.05) { Chatter() }
        let ticks = news.ticks(of: .keys)
        let group = ServiceGroup(services: [news], logger: .silent)
        let running = Task { try await group.run() }
        var iterator = ticks.makeAsyncIterator()
        for _ in 0..<3 { #expect(await iterator.next() != nil) }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    @Test func aChangeOfTheStoreWakesThemUntilTheEnd() async throws {
        let store = try SQLiteStore(path: path, logger: .silent)
        let news = StoreNews(store)
        let ticks = news.ticks(of: .policy)
        let group = ServiceGroup(services: [news], logger: .silent)
        let running = Task { try await group.run() }
        var iterator = ticks.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        #expect(await iterator.next() != nil)
        await group.triggerGracefulShutdown()
        try await running.value
        var rest = 0
        while await iterator.next() != nil { rest += 1 }
        #expect(rest <= 1)
    }
}
