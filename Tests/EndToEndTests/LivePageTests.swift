import Rehearsal
import Testing

extension PageTests {
    /// The live page, which is told of changes and loads no page again.
    @Suite struct LivePageTests {
        private static let state = "document.querySelector('[data-live]').dataset.state"
        /// What a script has put there is gone when the page is loaded again.
        private static let mark = "window.mark = 'kept'"

        @Test func whatBeginsAppearsWithoutLoadingThePageAgain() async throws {
            try await PageScene.with(policy: "listening.yaml", as: "alice", hasPBX: true) { page, stage in
                let (browser, watcher) = (page.browser, try await stage.phone("103"))
                try await page.open("live")
                try await browser.js(Self.mark)
                try await browser.wait("\(Self.state) == 'open'")
                try await browser.sees("Nobody watches or listens")
                try watcher.watch("101")
                try await browser.sees("Carol Diaz")
                #expect(try await browser.text("window.mark") == "kept")
                #expect(try await browser.text(Self.state) == "open")
                let flaws = try await browser.axe()
                #expect(flaws == [])
                try await browser.shot("live")

                try await browser.click("[data-pause]")
                try await browser.wait("\(Self.state) == 'paused'")
                try await browser.click("[data-pause]")
                try await browser.wait("\(Self.state) == 'open'")
            }
        }

        @Test func thePageGoesOnWhenTheServerComesBack() async throws {
            // Bob is no Admin: it is the own extension that he looks at.
            try await PageScene.with(policy: "listening.yaml", as: "bob", hasPBX: true) { page, stage in
                let (browser, watcher) = (page.browser, try await stage.phone("103"))
                try await page.open("live")
                try await browser.js(Self.mark)
                try await browser.wait("\(Self.state) == 'open'")
                try await page.earshot.crash()
                try await browser.wait("\(Self.state) == 'lost'")
                try await browser.sees("what you see may be old")
                try await page.earshot.startAgain()
                try await browser.wait("\(Self.state) == 'open'")
                try watcher.watch("102")
                try await browser.sees("Carol Diaz")
                #expect(try await browser.text("window.mark") == "kept")
            }
        }

        @Test func whereNoStreamIsLeftThePageAsksInstead() async throws {
            try await PageScene.with(policy: "listening.yaml", as: "alice", hasPBX: true) { page, stage in
                let (browser, watcher) = (page.browser, try await stage.phone("103"))
                try await page.open("live")
                try await browser.click("[data-pause]")
                // As many as one person may have.
                try await browser.js("window.held = [0, 0, 0, 0].map(() => ({ readyState: 2 }))")
                let isHeld = "stream.readyState == 2 ? new EventSource('live/events') : stream"
                try await browser.wait(
                    "(held = held.map(stream => \(isHeld))).every(stream => stream.readyState == 1)"
                )
                try await browser.click("[data-pause]")
                try await browser.wait("\(Self.state) == 'asking'")
                try watcher.watch("101")
                try await browser.sees("Carol Diaz")
                #expect(try await browser.text(Self.state) == "asking")
            }
        }

        @Test func withoutScriptsThePageIsLoadedAgainByItsLink() async throws {
            try await PageScene.with(policy: "listening.yaml", as: "alice", hasPBX: true) { page, stage in
                let (browser, watcher) = (page.browser, try await stage.phone("103"))
                try await browser.scripting(false)
                try await page.open("live?extension=101")
                try await browser.sees("Nobody watches or listens")
                try watcher.watch("101")
                _ = try await watcher.request("NOTIFY", .received)
                try await browser.follow("noscript a")
                try await browser.sees("Carol Diaz")
            }
        }
    }
}
