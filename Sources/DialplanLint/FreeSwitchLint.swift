import PBXFiles

/// What a dial plan of FreeSWITCH lets a listener do, by what `mod_dptools`, `mod_spy` and `switch_ivr_eavesdrop_session` do.
struct FreeSwitchLint {
    /// What the extension that is being read has set so far.
    private var variables: [String: String] = [:]
    /// What is set for the whole dial plan.
    private let globals: [String: String]
    private var pattern = ""
    private var file = ""
    private(set) var report: DialplanReport

    static func check(_ plan: FreeSwitchDialplan, _ report: DialplanReport) -> DialplanReport {
        var lint = FreeSwitchLint(globals: plan.globals, report: report)
        for document in plan.documents {
            lint.file = document.path
            for tag in document.tags { lint.take(tag) }
        }
        return lint.report
    }

    private init(globals: [String: String], report: DialplanReport) {
        self.globals = globals
        self.report = report
    }

    private mutating func take(_ tag: XMLTagScanner.Tag) {
        guard tag.isStart else { return }
        switch tag.name {
        case "extension":
            variables = [:]
            pattern = ""
        case "condition":
            if tag.attributes["field"] == "destination_number" { pattern = tag.attributes["expression"] ?? "" }
        case "action", "anti-action":
            action(tag.attributes["application"] ?? "", tag.attributes["data"] ?? "", tag.line)
        default: break
        }
    }

    private mutating func action(_ application: String, _ data: String, _ line: Int) {
        switch application.lowercased() {
        case "set", "export":
            let parts = data.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, variables.count < DialplanLimits.variablesMax {
                variables[parts[0].replacing("nolocal:", with: "")] = parts[1]
            }
        case "multiset":
            for pair in data.split(separator: " ") {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                if parts.count == 2, variables.count < DialplanLimits.variablesMax { variables[parts[0]] = parts[1] }
            }
        case "unset": variables[data] = nil
        case "eavesdrop":
            eavesdrop(data, line)
            code(line)
        case "userspy":
            code(line)
            add(
                .keys,
                .finding,
                "`userspy` always takes keys, 1 to 3 speak, and looks at no group; use `eavesdrop` with `eavesdrop_enable_dtmf=false`",
                line
            )
            dialled(data, line)
        case "three_way", "native_eavesdrop":
            code(line)
            if data.lowercased() != "all" { target(data, line) }
            add(.ignoredLimit, .note, "`\(application)` looks at no `eavesdrop_require_group`", line)
        case "lua", "javascript", "python", "perl":
            guard Self.namesListening(data) else { return }
            add(
                .script,
                .note,
                "a script listens; look in it for whom, for `eavesdrop_enable_dtmf` and for `eavesdrop_require_group`",
                line
            )
            dialled(data, line)
        case "disa":
            add(.dialsOn, .note, "`disa` dials on past Earshot; keep codes that listen out of its context", line)
        case "record_session":
            add(.recording, .note, "a recording is made here: who may fetch it may listen without a code", line)
        default:
            guard Self.namesListening(data) else { return }
            add(
                .indirect,
                .finding,
                "`\(application)` starts an application that listens, by a key or inline; take it out, or write the application here",
                line
            )
        }
    }

    private static func namesListening(_ data: String) -> Bool {
        let data = data.lowercased()
        return ["eavesdrop", "userspy", "three_way", "barge"].contains { data.contains($0) }
    }

    private mutating func eavesdrop(_ data: String, _ line: Int) {
        let group = value("eavesdrop_require_group")
        let isGrouped = !group.isEmpty
        if data.lowercased() == "all" {
            let reach = isGrouped ? "every call of the group `\(group)`" : "every call"
            add(
                .openTarget,
                .finding,
                "\(reach) can be listened to, and `*` goes on to the next; name one call, as in `${hash(select/${domain_name}-spymap/$1)}`",
                line
            )
        } else {
            target(data, line)
        }
        if !isGrouped {
            let grade: DialplanFinding.Grade = Self.isLookedUp(data) ? .note : .finding
            add(
                .noLimit,
                grade,
                "no group holds the listener to anybody; set `eavesdrop_require_group` before, and `eavesdrop_group` on the phones",
                line
            )
        }
        if takesKeys {
            add(
                .keys,
                .finding,
                "keys let the listener speak: 1, 2 and 3; set `eavesdrop_enable_dtmf=false` before",
                line
            )
        }
    }

    /// What is set so far: by the extension, else by the dial plan.
    private func value(_ name: String) -> String { variables[name] ?? globals[name] ?? "" }

    /// Keys count unless the variable is set to what is not true (`switch_true`); what another variable says is not known.
    private var takesKeys: Bool {
        let value = value("eavesdrop_enable_dtmf").lowercased()
        if value.isEmpty || value.contains("$") { return true }
        if let first = value.first, first.isNumber || first == "-" {
            return value.contains { $0 != "0" && $0.isNumber }
        }
        return ["yes", "on", "true", "t", "enabled", "active", "allow"].contains(value)
    }

    private mutating func target(_ data: String, _ line: Int) {
        if Self.isLookedUp(data) { return dialled(data, line) }
        guard data.contains("$") else { return }
        add(
            .variableTarget,
            .finding,
            "`\(data)` may be any call: who dials it chooses it; look it up by the extension, as in `${hash(select/${domain_name}-spymap/$1)}`",
            line
        )
    }

    /// Whether the call is found by an extension in a map that the dial plan keeps.
    private static func isLookedUp(_ data: String) -> Bool {
        data.hasPrefix("${hash(select/") || data.hasPrefix("${db(select/") || data.hasPrefix("${redis(get")
    }

    private mutating func dialled(_ data: String, _ line: Int) {
        guard data.contains("$") else { return }
        add(
            .dialledTarget,
            .note,
            "the extension is dialled by `\(pattern)`, so that Earshot can judge it: let the code be among `feature-codes`",
            line
        )
    }

    /// Without both ends, `9*33101` is dialled as `*33101` is.
    private mutating func code(_ line: Int) {
        guard !pattern.isEmpty, !pattern.hasPrefix("^") || !pattern.hasSuffix("$") else { return }
        add(
            .looseCode,
            .finding,
            "`\(pattern)` also matches numbers with more before or behind it, which Earshot does not judge; begin it with `^`, end it with `$`",
            line
        )
    }

    private mutating func add(_ rule: DialplanRule, _ grade: DialplanFinding.Grade, _ text: String, _ line: Int) {
        report.add(rule, grade, text, file, line)
    }
}
