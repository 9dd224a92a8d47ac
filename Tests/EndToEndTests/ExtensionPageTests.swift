import Rehearsal
import Testing

extension PageTests {
    /// The screen "Extension Monitoring Access" in a real browser: one extension and its three settings.
    @Suite struct ExtensionPageTests {
        private static let callers = "[data-members=connected-callers]"

        @Test func anAdminChoosesByKeysAndSaysWhoIsIncluded() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await browser.type("bob", into: "#q")
                try await browser.wait("document.querySelectorAll('[role=option]').length == 2")
                try await browser.keys("ArrowDown", "Enter")
                try await browser.wait("location.pathname.endsWith('/extensions/102')")
                // What is typed in full needs no arrow.
                try await browser.type("190", into: "#chooser")
                try await browser.wait("document.querySelectorAll('[role=option]').length == 1")
                try await browser.keys("Enter")
                try await browser.wait("location.pathname.endsWith('/extensions/190')")
                try await page.open("extensions/102")

                try await browser.click("#connected-callers-only")
                try await browser.click("\(Self.callers) [data-offered] [data-member='role:Sales'] button")
                try await browser.wait("document.activeElement.matches('[data-offered] button')")
                try await browser.type("erin", into: "\(Self.callers) [data-filter]")
                try await browser.wait("document.querySelectorAll('\(Self.callers) [data-offered] li').length == 1")
                try await browser.keys("ArrowDown", "Enter")
                try await browser.drag(
                    "\(Self.callers) [data-chosen] [data-member='role:Sales'] .name",
                    to: "\(Self.callers) .offered"
                )
                let chosen =
                    "[...document.querySelectorAll('[name=connected-callers-member]')].map(i => i.value).join()"
                #expect(try await browser.text(chosen) == "user:erin")
                try await browser.wait("document.getElementById('news').textContent == 'Sales is excluded now'")
                try await browser.sees("5 people no longer see who calls")
                try await browser.shot("extension-with-its-meaning")
                try await page.save()
                #expect(try await page.explain("carol", "102").contains(#""connected-callers":false"#))
                #expect(try await page.explain("erin", "102").contains(#""connected-callers":true"#))
            }
        }

        @Test func whoIsInARoleIsShownOverThePageAndChangesNothing() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                let focused = "document.activeElement.getAttribute('aria-label')"
                try await page.open("extensions/101")
                try await browser.click("[data-members=status] [data-chosen] [data-member='role:Supervisors'] .why")
                try await browser.sees("Who is in Supervisors?")
                #expect(try await browser.text("document.querySelectorAll('dialog [method=post]').length + ''") == "0")
                try await browser.js("document.querySelector('dialog [role=treeitem]').focus()")
                try await browser.keys("ArrowDown")
                #expect(try await browser.text(focused) == "Bob Roy")
                let flaws = try await browser.axe()
                #expect(flaws == [])
                try await browser.shot("who-is-in-a-role")
                try await browser.keys("Escape")
                try await browser.wait("!document.querySelector('dialog').open")
                try await browser.type("sal", into: "[data-members=status] [data-filter]")
                try await browser.wait(
                    "document.querySelectorAll('[data-members=status] [data-offered] li').length == 1"
                )
                try await browser.click("[data-members=status] [data-offered] .why")
                try await browser.sees("Who is in Sales?")
            }
        }

        @Test func nobodyLeavesWhatIsNotSavedByMistake() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("extensions/102")
                try await browser.click("#status-nobody")
                try await browser.click(".side a")
                try await Patience.find("to be asked whether to leave") { _ in
                    try await browser.stays(true) == 1 ? () : nil
                }
                #expect(try await browser.text("location.pathname").hasSuffix("/extensions/102"))
                #expect(try await browser.stays(false) == 1)
                try await browser.follow("[data-discard]")
                #expect(try await browser.stays(true) == 1)
                #expect(try await browser.text("document.querySelector('#status-default').checked + ''") == "true")
            }
        }

        @Test func whoeverWasSlowerSeesBothVersionsAndChooses() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("extensions/101")
                try await browser.click("#connected-callers-everyone")
                try page.earshot.changePolicy(
                    "listen-whisper-barge: nobody",
                    to: "listen-whisper-barge: {only: [\"user:bob\"]}"
                )
                try await page.earshot.importPolicy(by: "somebody else")
                try await page.earshot.page("/readyz") { $0.contains("revision 2 of the store") }
                try await browser.follow("button[value=save]")
                try await browser.sees("Somebody else has changed this meanwhile")
                #expect(try await browser.text("document.querySelector('.conflict').innerText").contains("user:bob"))
                let flaws = try await browser.axe()
                #expect(flaws == [])
                try await browser.shot("extension-with-a-conflict")
                try await browser.follow("button[value=overwrite]")
                try await browser.sees("in force: revision 3")
            }
        }

        @Test func anOwnerSeesTheOwnExtensionsAndWhatIsLocked() async throws {
            try await PageScene.with(as: "bob") { page, _ in
                let browser = page.browser
                #expect(
                    try await browser.text("[...document.querySelectorAll('tbody th a')].map(t => t.innerText).join()")
                        == "102,112"
                )
                #expect(try await browser.text("document.querySelectorAll('.side a').length + ''") == "3")
                try await page.open("extensions/112")
                try await browser.sees("The Admin manages this extension")
                #expect(
                    try await browser.text("document.querySelectorAll('main button[value=save]').length + ''") == "0"
                )
                for path in ["extensions/101", "extensions/101/who", "why?watcher=alice&extension=101"] {
                    try await page.open(path)
                    try await browser.sees("There is no such page")
                }
                for path in ["bulk", "roles", "users", "audit", "history", "settings"] {
                    try await page.open(path)
                    try await browser.sees("Only an Admin")
                }
                try await page.open("extensions/102")
                try await browser.click("#status-nobody")
                try await page.save()
                #expect(try await page.explain("carol", "102").contains(#""status":false"#))
            }
        }

        @Test func everythingWorksWithoutScripts() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await browser.scripting(false)
                try await page.open("extensions/102")
                try await browser.click("#status-only")
                try await browser.type("frank", into: "#status-find")
                try await browser.follow("button[value='find|status']")
                try await browser.follow("button[value='add|status|user:frank']")
                try await browser.follow("button[data-preview]")
                try await browser.sees("5 people lose the lamp")
                try await page.save()
                #expect(try await page.explain("erin", "102").contains(#""status":false"#))
                try await browser.follow("button[value='remove|status|user:frank']")
                try await browser.follow("button[value=save]")
                try await browser.sees("empty `only` list")
                #expect(try await browser.text("document.querySelector('.wrong').dataset.setting") == "status")
            }
        }
    }
}
