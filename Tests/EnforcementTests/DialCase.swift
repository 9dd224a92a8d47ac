import Enforcement
import Foundation
import Testing

/// One code, in one spelling, dialled by one watcher.
struct DialCase: Sendable, CustomTestStringConvertible {
    static let (target, other) = ("1001", "1002")
    private static let listening = "listen-whisper-barge"

    let folder: String
    let preset: String?
    /// The codes of the folder, where there is no preset.
    let listed: [DialledCode]
    let code: DialledCode
    let watcher: String
    let note: String
    let spelling: String
    let method: String
    let uri: String
    let to: String
    /// `target`, `everyone` and so on: a key of the table's verdicts; empty for what everybody gets.
    let means: String
    /// `forward` or `reject`.
    let verdict: String
    let status: Int?
    let rule: String

    var name: String { "\(code.slug)-\(spelling)-\(watcher)" }
    var testDescription: String { "\(folder)/\(name)" }

    init(
        _ table: DialTable,
        _ codes: DialTable.Codes,
        _ code: DialledCode,
        _ spelling: DialTable.Spelling,
        watcher: String
    ) {
        (folder, preset, listed) = (codes.folder, codes.preset, codes.codes)
        (self.code, self.watcher) = (code, watcher)
        (self.spelling, note) = (spelling.name, spelling.note)
        method = spelling.method ?? "INVITE"
        uri = Self.write(spelling.uri, code)
        to = spelling.to.map { Self.write($0, code) } ?? uri
        var means = table.exceptions[code.dial]?.means[spelling.name] ?? spelling.means
        // `400 escape` and the like: before anybody asks what is dialled, or by whom.
        if let space = means.firstIndex(of: " "), !(means.hasPrefix("403") && !code.isOne) {
            (verdict, status, rule) = ("reject", Int(means[..<space]), String(means[space...].dropFirst()))
            self.means = ""
            return
        }
        if !code.isOne { means = "nothing" }
        if watcher == "eve", spelling.own == true, means == "target" || means == "everyone" {
            means = means == "target" ? "elsewhere" : "elsewhere-everyone"
        }
        if code.hops || !code.hasExtension {
            means = ["target": "everyone", "both": "everyone", "elsewhere": "elsewhere-everyone"][means] ?? means
        }
        self.means = means
        let cell =
            (code.listens ? table.verdicts[means]?.listen : table.verdicts[means]?.callers)?[watcher] ?? "missing"
        let words = cell.split(separator: " ").map(String.init)
        verdict = words[0] == "forward" ? "forward" : "reject"
        status = Int(words[0])
        rule = words.last ?? ""
    }

    /// Puts a code into a template. `{first}` is its first byte escaped, `{twice}` the same twice, `{rest}` what follows it, `{all}` all that is dialled escaped, `{end}` what
    /// ends it.
    private static func write(_ template: String, _ code: DialledCode) -> String {
        let target = code.hasExtension ? target : ""
        let escaped = { (text: String, upper: Bool) in
            text.utf8.map { "%" + String($0, radix: 16, uppercase: upper) }.joined()
        }
        let shown = { (text: String) in text.replacingOccurrences(of: "#", with: "%23") }
        let first = String(code.prefix.prefix(1))
        let pieces = [
            "code": shown(code.prefix), "target": target, "end": shown(code.suffix), "other": other,
            "separated": "1-0.0(1)", "first": escaped(first, true), "rest": shown(String(code.prefix.dropFirst())),
            "twice": "%25" + escaped(first, true).dropFirst(),
            "all": escaped(code.prefix + target + code.suffix, false),
        ]
        return pieces.reduce(template) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
    }

    /// What is dialled, its escapes decoded: the user part, or a telephone number.
    private var dialled: String {
        let rest = uri.drop { $0 != ":" }.dropFirst()
        let user = rest.contains("@") ? rest.prefix { $0 != "@" && $0 != ":" } : rest.prefix { $0 != ";" }
        return String(user).removingPercentEncoding ?? String(user)
    }

    private var question: String {
        guard means != "nothing" else { return "none" }
        // Refused before anybody asks what is dialled; what can be read of it is an attempt to listen all the same.
        if means.isEmpty, status == 400 {
            return code.listens && code.isOne && rule != "escape" ? Self.listening : "none"
        }
        return code.listens ? Self.listening : "status"
    }

    /// Whom the record is about.
    private var recorded: String {
        if means.isEmpty, question != Self.listening { return "" }
        if rule == "flow-not-registered" || rule == "other-organization" { return dialled }
        switch means {
        case "target", "elsewhere": return spelling == "name" ? "ANN" : Self.target
        case "both": return watcher == "full" ? Self.target : Self.other
        default: return dialled
        }
    }

    /// What is to be done about it.
    var actions: [String] {
        let record = "audit \(question) \(watcher == "stranger" ? "" : watcher) \(recorded) \(rule)"
        if verdict == "forward" {
            return ["forward pbx 127.0.0.1:5070"] + (question == "none" ? [] : [record])
        }
        let isOnRecord = status == 403 || question == Self.listening
        return ["reply phone \(Scene.phones[watcher]?.text ?? "")"] + (isOnRecord ? [record] : [])
    }

    /// The row of `expected.json`.
    var row: [String: Any] {
        var row: [String: Any] = [
            "note": "\(note): `\(code.dial)`", "from": "phone", "as": watcher, "policy": "../hostile/dial/policy.yaml",
            "verdict": verdict, "question": question, "disclosure": "none", "rule": rule, "actions": actions,
        ]
        if let status { row["code"] = status }
        row["preset"] = preset
        if preset == nil {
            row["codes"] = listed.map {
                ["dial": $0.dial, "action": $0.action.rawValue, "hops": $0.hops] as [String: Any]
            }
        }
        return row
    }

    /// The message, byte for byte.
    var message: String {
        let address = Scene.phones[watcher]?.text ?? ""
        let user = watcher == "stranger" ? "alice" : watcher
        let domain = watcher == "eve" ? "other.example" : "example.com"
        let sdp =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.11\r\ns=-\r\nc=IN IP4 192.0.2.11\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
        let isRefer = method == "REFER"
        let start = isRefer ? "sip:1003@\(domain)" : uri
        let rest =
            isRefer
            ? ["Refer-To: <\(uri)>", "Content-Length: 0"]
            : ["Content-Type: application/sdp", "Content-Length: \(sdp.utf8.count)"]
        let lines =
            [
                "\(method) \(start) SIP/2.0", "Via: SIP/2.0/UDP \(address);branch=z9hG4bKphone1;rport",
                "Max-Forwards: 70", "From: <sip:\(user)@\(domain)>;tag=f-\(watcher)", "To: <\(isRefer ? start : to)>",
                "Call-ID: c-\(watcher)@192.0.2.11", "CSeq: 1 \(method)", "Contact: <sip:\(user)@\(address)>",
            ] + rest
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (isRefer ? "" : sdp)
    }
}
