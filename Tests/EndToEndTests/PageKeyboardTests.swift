import Rehearsal
import Testing

extension PageTests {
    /// The extension editor by the keyboard alone.
    @Suite struct PageKeyboardTests {
        private static let lists = "[data-members=status]"
        /// Notes what has the focus, in its order, and what of it lies behind something.
        private static let notes = """
            window.reached = []; window.covered = [];
            addEventListener("focusin", event => {
              reached.push(event.target);
              requestAnimationFrame(() => {
                const box = event.target.getBoundingClientRect();
                const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]];
                const isSeen = points.some(([x, y]) => {
                  const hit = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
                  return hit && (event.target.contains(hit) || hit.contains(event.target));
                });
                if (!isSeen && event.target === document.activeElement) covered.push(event.target.outerHTML.slice(0, 100));
              });
            });
            """
        /// What can be operated and was not reached: of a group of radio buttons one is reached by Tab, of a list one button, and the others by arrow keys.
        private static let missed = """
            JSON.stringify([...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
              .filter(one => one.checkVisibility() && one.type !== "hidden" && !one.disabled && !reached.includes(one))
              .filter(one => !one.closest(".sr, .skip") && !one.matches("main"))
              .filter(one => !(one.type === "radio" && reached.some(other => other.name === one.name)))
              .filter(one => !(one.matches(".round") && reached.some(other => other.matches(".round")
                && other.closest("ul") === one.closest("ul"))))
              .map(one => one.outerHTML.slice(0, 100)))
            """

        @Test func everyControlOfTheEditorIsReachedAndSeen() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await page.open("extensions/101")
                try await browser.js(Self.notes)
                // The first is reached a second time when all were.
                for _ in 0..<80 {
                    try await browser.keys("Tab")
                    let isRound = "String(reached.length > 2 && document.activeElement === reached[0])"
                    if try await browser.text(isRound) == "true" { break }
                }
                #expect(try await browser.text("String(reached.length > 20)") == "true")
                #expect(try await browser.text(Self.missed) == "[]")
                #expect(try await browser.text("JSON.stringify(covered)") == "[]")
            }
        }

        @Test func anExtensionIsChangedWithoutAPointer() async throws {
            try await PageScene.with(as: "alice") { page, _ in
                let browser = page.browser
                try await browser.keys("Tab")
                #expect(try await browser.text("document.activeElement.className") == "skip")
                try await browser.keys("Enter", "Tab")
                #expect(try await browser.text("document.activeElement.id") == "q")
                try await browser.write("102")
                try await browser.wait("document.querySelectorAll('[role=option]').length == 1")
                try await browser.keys("ArrowDown", "Enter")
                try await browser.wait("location.pathname.endsWith('/extensions/102')")

                // To the first setting, whose last choice opens the lists.
                for _ in 0..<30 where try await browser.text("document.activeElement.name ?? ''") != "status" {
                    try await browser.keys("Tab")
                }
                try await browser.keys("ArrowRight", "ArrowRight", "ArrowRight")
                #expect(try await browser.text("document.activeElement.id") == "status-only")
                try await browser.keys("Tab")
                #expect(try await browser.text("document.activeElement.id") == "status-find")
                try await browser.write("erin")
                try await browser.wait("document.querySelectorAll('\(Self.lists) [data-offered] li').length == 1")
                try await browser.keys("ArrowDown", "Enter")
                try await browser.wait("document.querySelectorAll('\(Self.lists) [data-chosen] li').length == 1")
                try await browser.sees("5 people lose the lamp")

                for _ in 0..<40 where try await browser.text("document.activeElement.value ?? ''") != "save" {
                    try await browser.keys("Tab")
                }
                try await browser.keys("Enter")
                try await browser.sees("in force: revision 2")
                #expect(try await page.explain("erin", "102").contains(#""status":true"#))
                #expect(try await page.explain("carol", "102").contains(#""status":false"#))
            }
        }
    }
}
