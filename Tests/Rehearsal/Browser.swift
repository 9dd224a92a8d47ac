import Foundation
import Synchronization

/// Somebody at a screen: a real browser without one, in a process of its own, driven by commands.
public final class Browser: Sendable {
    /// What a page must not do: scripts that fail, and what its own policy forbids.
    public let complaints = Journal<String>()

    private struct Answer: Sendable {
        let id: Int
        /// As JSON.
        let value: String
        let error: String?
    }

    private let answers = Journal<Answer>()
    private let remarks = Journal<String>()
    private let asked = Atomic(0)
    private let child: Child

    /// Where the pictures of pages are kept.
    public static let shots = Place.root.appending(path: ".build/screenshots")

    /// Starts a browser.
    init(on ground: Ground) async throws {
        let profile = ground.directory.appending(path: "browser-\(UUID().uuidString)")
        let reader = LineReader(onEnd: { [answers] in answers.close() }) { [answers, complaints] line in
            Self.take(line, answers, complaints)
        }
        let errors = LineReader { [remarks] in remarks.append($0) }
        child = try Child(
            Place.python(),
            [
                Place.screen.path, "--browser", Place.browser().path, "--profile", profile.path,
                "--shots", Self.shots.path,
            ],
            leash: ground.leash,
            onOutput: { reader.take($0) },
            onErrors: { errors.take($0) }
        )
        do {
            _ = try await answers.first("the browser to start", within: Limits.start) { $0.value.contains("ready") }
        } catch {
            await child.stop()
            throw RehearsalError.late(
                waitedFor: "the browser to start",
                seen: remarks.entries.joined(separator: "\n")
            )
        }
    }

    private static func take(_ line: String, _ answers: Journal<Answer>, _ complaints: Journal<String>) {
        let told = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        guard let told, let id = told["id"] as? Int else { return complaints.append("not understood: \(line)") }
        let error = told["error"] as? String
        if id == 0, let error { return complaints.append(error) }
        let value = told["value"] ?? NSNull()
        let data = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        answers.append(Answer(id: id, value: data.map { String(decoding: $0, as: UTF8.self) } ?? "null", error: error))
    }

    /// Tells the browser to do something, and gives what it answers, as JSON.
    @discardableResult
    private func ask(_ verb: String, _ facts: [String: any Sendable] = [:]) async throws -> String {
        let id = asked.add(1, ordering: .relaxed).newValue
        var command: [String: any Sendable] = facts
        (command["id"], command["do"]) = (id, verb)
        try child.say(String(decoding: JSONSerialization.data(withJSONObject: command), as: UTF8.self))
        let answer = try await answers.first("the browser to \(verb)", within: Limits.page) { $0.id == id }
        if let error = answer.error { throw RehearsalError.late(waitedFor: verb, seen: error) }
        return answer.value
    }

    /// Goes to an address and waits until it is loaded.
    public func open(_ url: String) async throws { try await ask("open", ["url": url]) }

    /// What a script comes to, as JSON.
    @discardableResult
    public func js(_ script: String) async throws -> String { try await ask("js", ["script": script]) }

    /// What a script comes to, when that is a text.
    public func text(_ script: String) async throws -> String {
        let json = try await js(script)
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        return value as? String ?? json
    }

    /// Waits until a script says so.
    public func wait(_ script: String) async throws { try await ask("wait", ["script": script]) }

    /// Waits until the page shows this text.
    public func sees(_ text: String) async throws {
        let quoted = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        try await wait("document.body.innerText.includes(\(quoted))")
    }

    /// Clicks in the middle of an element; an error when something else is before it.
    public func click(_ selector: String) async throws { try await ask("click", ["selector": selector]) }

    /// Clicks on what loads another page, and waits for that.
    public func follow(_ selector: String) async throws { try await ask("follow", ["selector": selector]) }

    /// Writes a text into a field, in place of what is there.
    public func type(_ text: String, into selector: String) async throws {
        try await ask("type", ["selector": selector, "text": text])
    }

    /// Writes a text where the focus is.
    public func write(_ text: String) async throws { try await ask("write", ["text": text]) }

    /// Presses keys, one after the other.
    public func keys(_ names: String...) async throws {
        for name in names { try await ask("key", ["name": name]) }
    }

    /// Drags an element to another.
    public func drag(_ selector: String, to other: String) async throws {
        try await ask("drag", ["selector": selector, "to": other])
    }

    /// Whether pages run scripts, from the next page on.
    public func scripting(_ isOn: Bool) async throws { try await ask("scripting", ["on": isOn]) }

    /// Whether the system prefers dark.
    public func dark(_ isOn: Bool) async throws { try await ask("dark", ["on": isOn]) }

    /// How wide and high the window is.
    public func size(_ width: Int, _ height: Int) async throws {
        try await ask("size", ["width": width, "height": height])
    }

    /// Headers of every request.
    public func headers(_ headers: [String: String]) async throws { try await ask("headers", ["headers": headers]) }

    /// Whether somebody who is asked "leave this page?" stays. Gives how often that was asked so far.
    @discardableResult
    public func stays(_ isSo: Bool) async throws -> Int { Int(try await ask("dialog", ["stays": isSo])) ?? -1 }

    /// What axe-core finds wrong with the page.
    public func axe() async throws -> [String] {
        let answer = try await ask("axe")
        return try JSONDecoder().decode([String].self, from: Data(answer.utf8))
    }

    /// Keeps a picture of the page in a window of that width.
    public func shot(_ name: String, width: Int = 1_280) async throws {
        try await ask("shot", ["name": name, "width": width])
    }

    /// Ends the browser.
    public func stop() async { await child.stop() }
}
