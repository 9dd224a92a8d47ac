/// What a dial plan of Asterisk lets a listener do, by what `app_chanspy.c` does with target, options and keys.
struct AsteriskLint {
    private let plan: AsteriskDialplan
    private(set) var report: DialplanReport

    static func check(_ plan: AsteriskDialplan, _ report: DialplanReport) -> DialplanReport {
        var lint = AsteriskLint(plan: plan, report: report)
        for step in plan.steps {
            for call in ApplicationCall.calls(in: step.application) { lint.take(call, step) }
        }
        return lint.report
    }

    private init(plan: AsteriskDialplan, report: DialplanReport) {
        self.plan = plan
        self.report = report
    }

    private mutating func take(_ call: ApplicationCall, _ step: AsteriskDialplan.Step) {
        let (first, rest) = call.split
        let options = SpyOptions(plan.expanded(rest))
        switch call.name {
        case "chanspy":
            target(plan.expanded(first), options, step)
            keys(options, "ChanSpy", step)
        case "extenspy":
            extension_(plan.expanded(first), options, step)
            keys(options, "ExtenSpy", step)
        case "dahdiscan":
            finding(.keys, "`DAHDIScan` goes from call to call by `#` and chooses by digits; take it out", step)
        case "mixmonitor", "monitor":
            note(.recording, "a recording is made here: who may fetch it may listen without a code", step)
        case "originate":
            let arguments = rest.lowercased().split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            guard arguments.starts(with: ["app"]), arguments.dropFirst().first.map(Self.listens) ?? false
            else { return }
            finding(.indirect, "`Originate` starts an application that listens; take it out", step)
        case "disa":
            note(
                .dialsOn,
                "`DISA` dials into `\(context(of: call))` past Earshot; keep codes that listen out of it",
                step
            )
        default: break
        }
    }

    private static func listens(_ application: String) -> Bool {
        ["chanspy", "extenspy", "dahdiscan"].contains(application)
    }

    private func context(of call: ApplicationCall) -> String {
        let context = call.split.rest.split(separator: ",").first.map(String.init) ?? ""
        return context.isEmpty ? "disa" : context
    }

    // MARK: ChanSpy

    private mutating func target(_ spec: String, _ options: SpyOptions, _ step: AsteriskDialplan.Step) {
        let target = SpyTarget(spec)
        let isEnforced = options.has("e")
        switch target {
        case _ where options.has("u") && target != .everyCall:
            if target == .variable {
                finding(.variableTarget, "`\(spec)` may be any channel; name it, as in \(Self.example)", step)
            }
        case .everyCall where !isEnforced, .technology where !isEnforced:
            finding(
                .openTarget,
                "\(reach(of: spec, options)) can be listened to, and \(hops(spec, options)); name the channel, as in \(Self.example)",
                step
            )
        case .variable where !isEnforced:
            finding(
                .variableTarget,
                "what `\(spec)` says can be listened to, and every call when it says nothing; name technology and channel, as in \(Self.example)",
                step
            )
        case .prefix where !isEnforced: prefix(spec, options, step)
        case .everyCall, .technology, .variable, .prefix, .ended: break
        }
        if let named = options.letters["e"], named.isEmpty {
            note(.ignoredLimit, "`e` without a list lets nobody be listened to; write whom, as in `e(PJSIP/102)`", step)
        }
        if let text = options.letters["e"] ?? (target == .prefix || target == .ended ? spec : nil) {
            dialled(text, step)
        }
        if spec.contains("${ARG") {
            note(.indirect, "the target is an argument of who calls `\(step.context)`; look at those lines", step)
        }
        limits(target, options, step)
    }

    private static let example = "`ChanSpy(PJSIP/${EXTEN:3}-,e(PJSIP/${EXTEN:3})ES)`"

    /// Whose calls a target without a channel's name lets the listener have.
    private func reach(of spec: String, _ options: SpyOptions) -> String {
        let calls = SpyTarget(spec) == .everyCall ? "every call" : "every call of `\(spec)`"
        return options.letters["g"].map { "\(calls) in the group `\($0)`" } ?? calls
    }

    /// The keys that lead to another call: digits and `#` make a channel's name of a technology, but with `d` and `X` they mean something else.
    private func hops(_ spec: String, _ options: SpyOptions) -> String {
        let next = "`\(cycleKey(options))` goes on to the next"
        let chooses = SpyTarget(spec) == .technology && !spec.hasSuffix("/") && !options.has("d") && !options.has("X")
        return chooses ? "\(next), digits and `#` choose one" : next
    }

    private mutating func prefix(_ spec: String, _ options: SpyOptions, _ step: AsteriskDialplan.Step) {
        if leavesNothing(of: spec, step.exten) {
            finding(
                .emptyTarget,
                "`\(step.exten)` also matches when nothing is dialled behind the code, and then every call can be listened to; let a digit be needed, as in `X.`",
                step
            )
        }
        finding(
            .prefixTarget,
            "`\(spec)` is also the beginning of longer names, and `\(cycleKey(options))` goes on to those; write `\(spec)-` or add `e(\(spec))`",
            step
        )
    }

    private mutating func limits(_ target: SpyTarget, _ options: SpyOptions, _ step: AsteriskDialplan.Step) {
        if !options.has("e"), !options.has("g"), !options.has("u"), !options.areHidden {
            let text =
                "neither `e(…)` nor `g(…)` holds the listener to anybody; add one, so that a mistake in the target opens nothing"
            target == .ended ? note(.noLimit, text, step) : finding(.noLimit, text, step)
        }
        if !options.has("E"), !options.has("S"), !options.areHidden {
            note(.staysOn, "the listener stays for the next call when this one ends; add `E`, or `S`", step)
        }
    }

    // MARK: ExtenSpy

    private mutating func extension_(_ spec: String, _ options: SpyOptions, _ step: AsteriskDialplan.Step) {
        let parts = spec.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count < 2 || parts[0].isEmpty {
            finding(
                .openTarget,
                "`ExtenSpy` reads an extension only before an `@`, and without one listens to every call; write `ExtenSpy(\(parts[0].isEmpty ? "102" : parts[0])@context)`",
                step
            )
        } else if leavesNothing(of: String(parts[0]), step.exten) {
            finding(
                .emptyTarget,
                "`\(step.exten)` also matches when nothing is dialled behind the code, and then every call can be listened to; let a digit be needed, as in `X.`",
                step
            )
        }
        if options.has("e") {
            note(.ignoredLimit, "`ExtenSpy` does not look at `e(…)`; `g(…)` counts", step)
        }
        if parts.count == 2 { dialled(String(parts[0]), step) }
        if !options.has("E"), !options.has("S"), !options.areHidden {
            note(.staysOn, "the listener stays for the next call when this one ends; add `E`, or `S`", step)
        }
    }

    // MARK: Both

    private mutating func keys(_ options: SpyOptions, _ application: String, _ step: AsteriskDialplan.Step) {
        if options.has("d") {
            finding(.keys, "option `d` lets the listener speak: 5 whispers, 6 barges; take it out", step)
        }
        if options.has("X") {
            finding(
                .exitKeys,
                "option `X` lets a key leave for any extension of one digit here, or in `SPY_EXIT_CONTEXT`; take it out",
                step
            )
        }
        if options.areHidden {
            finding(
                .hiddenOptions,
                "options of `\(application)` come from a variable and cannot be checked; write them here",
                step
            )
        }
    }

    /// The key that goes on to the next call.
    private func cycleKey(_ options: SpyOptions) -> String {
        options.letters["c"]?.first.map(String.init) ?? "*"
    }

    private mutating func dialled(_ text: String, _ step: AsteriskDialplan.Step) {
        guard text.contains("${EXTEN") else { return }
        let code = step.exten.hasPrefix("_") ? String(step.exten.dropFirst()) : step.exten
        note(
            .dialledTarget,
            "the extension is dialled behind `\(code)`, so that Earshot can judge it: let the code be among `feature-codes`",
            step
        )
        guard step.exten.hasPrefix("_"), let first = code.first, !first.isNumber, first != "*", first != "#" else {
            return
        }
        note(.looseCode, "`\(step.exten)` is no code but any number; let nobody dial into `\(step.context)`", step)
    }

    /// Whether `${EXTEN:3}` may be empty when the extension is dialled as shortly as it may be.
    private func leavesNothing(of text: String, _ exten: String) -> Bool {
        guard let place = text.firstRange(of: "${EXTEN:") else { return false }
        let digits = text[place.upperBound...].prefix(while: \.isNumber)
        guard let skipped = Int(digits) else { return false }
        return skipped >= Self.shortest(exten)
    }

    /// How many keys the shortest number has that an extension or pattern matches: `!` is none or more, `.` one or more, `[…]` one.
    private static func shortest(_ exten: String) -> Int {
        let number = exten.prefix { $0 != "/" }
        guard number.hasPrefix("_") else { return number.count }
        var count = 0
        var isInSet = false
        for character in number.dropFirst() where character != "-" || isInSet {
            switch character {
            case "[": isInSet = true
            case "]":
                isInSet = false
                count += 1
            case "!": break
            default: count += isInSet ? 0 : 1
            }
        }
        return count
    }

    private mutating func finding(_ rule: DialplanRule, _ text: String, _ step: AsteriskDialplan.Step) {
        report.add(rule, .finding, text, step.file, step.line)
    }

    private mutating func note(_ rule: DialplanRule, _ text: String, _ step: AsteriskDialplan.Step) {
        report.add(rule, .note, text, step.file, step.line)
    }
}
