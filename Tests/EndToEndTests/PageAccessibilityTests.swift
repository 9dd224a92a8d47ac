import Rehearsal
import Testing

extension PageTests {
    /// Every page by axe-core, dark and light, with names that hold anything. The pictures are in `.build/screenshots`.
    @Suite struct PageAccessibilityTests {
        private static let odd = "Support%20%2F%202nd%20%3Cb%3Elevel%3C%2Fb%3E%3F"
        private static let pages = [
            ("extensions", "extensions"), ("extension", "extensions/190"), ("extension-locked", "extensions/112"),
            ("who-can", "extensions/101/who"), ("why", "why?watcher=carol&extension=101"), ("bulk", "bulk"),
            ("roles", "roles"), ("role", "roles/\(odd)"), ("role-of-dots", "roles/~.."), ("role-new", "new-role"),
            ("role-removal", "roles/\(odd)/remove"), ("users", "users"), ("user", "users/carol"),
            ("user-odd", "users/grace.with%2Fodd%3Fsigns"), ("user-can", "users/carol/can"), ("live-empty", "live"),
            ("audit", "audit"), ("consents", "consents"), ("history", "history"), ("revision", "history/1"),
            ("settings", "settings"), ("switch", "settings/listening"), ("nothing", "nothing-of-that-name"),
        ]

        @Test func everyPageIsFlawlessInDarkAndLight() async throws {
            try await PageScene.with(as: nil) { page, _ in
                let browser = page.browser
                for (name, path) in Self.pages {
                    try await page.open(path)
                    for isDark in [false, true] {
                        try await browser.dark(isDark)
                        let flaws = try await browser.axe(coloursAlone: isDark)
                        #expect(flaws == [], "\(path), dark: \(isDark)")
                        if isDark { continue }
                        try await browser.shot(name)
                    }
                    #expect(try await browser.text("document.title") != "run")
                }
                try await browser.dark(true)
                try await page.open("extensions/190")
                try await browser.shot("extension-dark")
            }
        }

        @Test func theThemeIsKeptAndSmallScreensScrollOneWayOnly() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("extensions/190")
                try await browser.click(".theme button")
                try await browser.wait("document.documentElement.dataset.theme == 'dark'")
                try await page.open("extensions/101")
                #expect(try await browser.text("document.documentElement.dataset.theme") == "dark")
                try await browser.size(360, 740)
                for path in ["extensions/101", "bulk", "roles/Sales", "settings", "users", "audit"] {
                    try await page.open(path)
                    let excess = "String(document.documentElement.scrollWidth - document.documentElement.clientWidth)"
                    let wide = try await browser.text(excess)
                    #expect(wide == "0", "\(path)")
                }
            }
        }
    }
}
