import Rehearsal
import Testing

extension PageTests {
    /// What an Admin does for a whole organisation, in a real browser.
    @Suite struct OrganizationPageTests {
        @Test func manyExtensionsAreChangedAtOnce() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("bulk?q=10")
                try await browser.type("103-105, 190", into: "#numbers")
                try await browser.click("input[value='106']")
                // What is looked for next leaves what is ticked.
                try await browser.type("Bob", into: "#q")
                try await browser.follow("[data-enter]")
                try await browser.wait("document.querySelectorAll('.ticks li').length == 2")
                try await browser.click("#status-only")
                try await browser.click("[data-members=status] [data-offered] [data-member='role:Supervisors'] .plus")
                try await browser.click("#managed-admin")
                try await browser.wait("document.querySelector('[data-count]').innerText == '5 extensions are chosen.'")
                try await browser.sees("5 people lose the lamp")
                try await browser.shot("bulk-with-its-meaning")
                try await browser.follow("button[value=save]")
                try await browser.sees("5 extensions are changed")
                #expect(try await page.explain("erin", "104").contains(#""status":false"#))
                #expect(try await page.explain("bob", "106").contains(#""status":true"#))
                #expect(try await page.explain("erin", "102").contains(#""status":true"#))
            }
        }

        @Test func rolesAreATreeACycleIsExplainedAndARoleIsTakenOut() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                let focused = "document.activeElement.getAttribute('aria-label')"
                try await page.open("roles")
                try await browser.js("document.querySelector('[role=treeitem][aria-label=Sales]').focus()")
                try await browser.keys("ArrowRight", "ArrowRight")
                #expect(try await browser.text(focused) == "Admin")
                try await browser.keys("ArrowLeft")
                #expect(try await browser.text(focused) == "Supervisors")
                try await browser.shot("roles")

                try await page.open("roles/Supervisors")
                try await browser.click("[data-offered] [data-member='role:Sales'] .plus")
                try await browser.sees("A role cannot be inside itself")
                try await browser.follow("button[value=save]")
                try await browser.sees("roles contain each other")

                try await browser.stays(false)
                try await page.open("new-role")
                try await browser.type("Night <i>shift</i>", into: "#name")
                try await browser.click("[data-offered] [data-member='user:frank'] .plus")
                try await page.save()
                try await page.open("roles/Sales/remove")
                try await browser.sees("extension 190")
                try await browser.sees("1 list will have nobody left in it")
                try await browser.shot("role-before-it-is-taken-away")
                try await browser.follow("button[value=delete]")
                try await browser.sees("The role is taken away")
                try await browser.wait("document.getElementById('news').textContent.includes('taken away')")
                #expect(try await page.explain("bob", "190").contains(#""status":false"#))
            }
        }

        @Test func aUserIsMadeAndTheHistoryTakesItBack() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("new-user")
                try await browser.type("henry", into: "#name")
                try await browser.type("Henry \"Hal\" O'Hara", into: "#display-name")
                try await browser.type("101, 208", into: "#extensions")
                try await browser.follow("button[value=save]")
                try await browser.sees("Nothing was saved")
                try await browser.type("208", into: "#extensions")
                try await browser.type("starts on Monday", into: "#comment")
                try await page.save()
                try await page.open("users/henry/can?q=190&only=")
                try await browser.click("summary")
                try await browser.sees("does not name henry")

                try await page.open("history")
                try await browser.sees("starts on Monday")
                try await page.open("history/1")
                try await browser.follow("form .buttons button[value=preview]")
                try await browser.sees("What saving will change")
                try await browser.follow("button[value=save]")
                try await browser.sees("in force: revision 3")
                try await page.open("users/henry")
                try await browser.sees("There is no such page")
            }
        }

        @Test func theOperatorSwitchesListeningAndAConsentIsRecorded() async throws {
            try await PageScene.with(as: nil) { page, _ in
                let browser = page.browser
                #expect(try await page.explain("alice", "102").contains(#""listen-whisper-barge":true"#))
                try await page.open("settings")
                try await browser.click("#consent-required")
                try await browser.click("#status-only")
                try await browser.click("[data-members=status] [data-offered] [data-member='role:Sales'] .plus")
                try await page.save()
                #expect(try await page.explain("erin", "103").contains(#""status":false"#))
                #expect(try await page.explain("alice", "102").contains("until a consent is recorded"))

                try await page.open("consents")
                try await browser.type("102", into: "#extension")
                try await browser.type("carol", into: "#given-by")
                try await browser.follow("button[value=record]")
                try await browser.sees("cannot consent")
                try await browser.type("bob", into: "#given-by")
                try await browser.follow("button[value=record]")
                try await browser.sees("The consent is recorded")
                #expect(try await page.explain("alice", "102").contains(#""listen-whisper-barge":true"#))
                try await browser.follow("button[value=withdraw]")
                try await browser.sees("No consent stands")

                try await page.open("settings/listening")
                try await browser.click("#sure")
                try await browser.shot("switch")
                try await browser.follow("main form button")
                try await browser.sees("The operator has switched listening off")
                #expect(try await page.explain("alice", "102").contains("switched off"))
            }
        }
    }
}
