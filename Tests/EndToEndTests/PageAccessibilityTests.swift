import Rehearsal
import Testing

extension PageTests {
    /// Every page by axe-core, dark and light and narrow, with names that hold anything. The pictures are in `.build/screenshots`.
    @Suite struct PageAccessibilityTests {
        private static let odd = "Support%20%2F%202nd%20%3Cb%3Elevel%3C%2Fb%3E%3F"
        private static let pages = [
            ("extensions", "extensions"), ("extension", "extensions/190"), ("extension-locked", "extensions/112"),
            ("extension-removal", "extensions/190/remove"), ("who-can", "extensions/101/who"),
            ("why", "why?watcher=carol&extension=101"), ("bulk", "bulk"), ("roles", "roles"),
            ("role", "roles/\(odd)"), ("role-of-dots", "roles/~.."), ("role-new", "new-role"),
            ("role-removal", "roles/\(odd)/remove"), ("users", "users"), ("user", "users/carol"),
            ("user-odd", "users/grace.with%2Fodd%3Fsigns"), ("user-can", "users/carol/can"), ("live-empty", "live"),
            ("audit", "audit"), ("audit-whole", "../../audit"), ("consents", "consents"), ("history", "history"),
            ("revision", "history/1"),
            ("settings", "settings"), ("switch", "settings/listening"), ("nothing", "nothing-of-that-name"),
            ("account", "/account?done=token"),
        ]
        /// How much wider the page is than the window.
        private static let excess =
            "String(document.documentElement.scrollWidth - document.documentElement.clientWidth)"

        @Test(arguments: [false, true])
        func everyPageIsFlawless(inDark isDark: Bool) async throws {
            try await PageScene.with(as: nil) { page, _ in
                let browser = page.browser
                try await browser.dark(isDark)
                for (name, path) in Self.pages {
                    try await page.open(path)
                    let flaws = try await browser.axe()
                    #expect(flaws == [], "\(path)")
                    #expect(try await browser.text("document.title") != "run")
                    if !isDark || name == "extension" { try await browser.shot(isDark ? "\(name)-dark" : name) }
                }
            }
        }

        /// 320 CSS pixels, as a window of 1280 has at 400 % (WCAG 1.4.10).
        @Test func nothingScrollsSidewaysOnTheNarrowestWindow() async throws {
            try await PageScene.with(as: nil) { page, _ in
                let browser = page.browser
                for (name, path) in Self.pages {
                    try await browser.size(320, 640)
                    try await page.open(path)
                    let excess = try await browser.text(Self.excess)
                    #expect(excess == "0", "\(path)")
                    let flaws = try await browser.axe()
                    #expect(flaws == [], "\(path)")
                    guard name == "extension" else { continue }
                    // A name is read in words, not letter by letter.
                    let narrowest =
                        "Math.min(...[...document.querySelectorAll('.member .name')]"
                        + ".filter(name => name.checkVisibility()).map(name => name.offsetWidth)) >= 80"
                    try await browser.click("#status-only")
                    try await browser.wait(narrowest)
                    try await browser.shot("extension-narrow", width: 320)
                    try await browser.stays(false)
                }
            }
        }

        @Test func theListOfOrganizationsIsFlawless() async throws {
            try await PageScene.with(policy: "organizations.yaml", as: nil, home: "/") { page, _ in
                let browser = page.browser
                try await browser.sees("Other Ltd")
                for isDark in [false, true] {
                    try await browser.dark(isDark)
                    let flaws = try await browser.axe()
                    #expect(flaws == [])
                }
                try await browser.shot("organizations")
                try await browser.size(320, 640)
                #expect(try await browser.text(Self.excess) == "0")
            }
        }

        @Test func theThemeIsKept() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("extensions/190")
                try await browser.click(".theme button")
                try await browser.wait("document.documentElement.dataset.theme == 'dark'")
                try await page.open("extensions/101")
                #expect(try await browser.text("document.documentElement.dataset.theme") == "dark")
            }
        }
    }
}
