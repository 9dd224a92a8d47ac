import Rehearsal
import Testing

extension PageTests {
    /// A save on the page, and what a phone gets of it.
    @Suite struct PagePhoneTests {
        @Test func aSaveTakesTheLampFromAPhone() async throws {
            try await PageScene.with(policy: "listening.yaml", as: "alice", hasPBX: true) { page, stage in
                let watcher = try await stage.phone("103")
                try watcher.watch("101")
                _ = try await watcher.request("NOTIFY", .received)
                try await page.open("live?extension=101")
                try await page.browser.sees("Carol Diaz")
                try await page.browser.shot("live")

                try await page.open("extensions/101")
                try await page.browser.click("[data-members=status] [data-chosen] [data-member='user:carol'] .minus")
                try await page.browser.sees("1 person loses the lamp")
                try await page.browser.sees("1 lamp that is watched now will go out")
                let (mark, start) = (watcher.messages.count, ContinuousClock.now)
                try await page.browser.click("button[value=save]")
                let last = try await watcher.request("NOTIFY", .received, from: mark) {
                    $0.header("Subscription-State")?.hasPrefix("terminated") == true
                }
                print("the lamp went out \(last.readAt - start) after the click")
                #expect(last.readAt - start <= Limits.promise)
                #expect(last.header("Subscription-State") == "terminated;reason=rejected")
                try await page.browser.sees("in force: revision 2")
                try await page.open("audit?verdict=revoke")
                try await page.browser.sees("carol")
            }
        }
    }
}
