import AccessPolicy

extension Schema {
    /// All that is wrong with a value, each with its place as a JSON pointer (RFC 6901); bounded.
    func problems(of value: JSONValue) -> [FieldProblem] {
        var check = SchemaCheck()
        check.check(value, self, at: "")
        return check.problems
    }

    /// Whether a value is as the schema says.
    func allows(_ value: JSONValue) -> Bool { problems(of: value).isEmpty }
}

/// What is wrong in one place of a request.
struct FieldProblem: Sendable, Equatable {
    /// A JSON pointer into the body; nil for a parameter.
    var pointer: String?
    /// The name of a parameter or header.
    var parameter: String?
    /// What is wrong, in words for the person who wrote it.
    let detail: String

    /// Something in the body.
    static func at(_ pointer: String, _ detail: String) -> FieldProblem {
        FieldProblem(pointer: pointer, detail: detail)
    }

    /// A parameter or header.
    static func parameter(_ name: String, _ detail: String) -> FieldProblem {
        FieldProblem(parameter: name, detail: detail)
    }
}

/// Holds values against schemas.
private struct SchemaCheck {
    private(set) var problems: [FieldProblem] = []

    private mutating func add(_ pointer: String, _ text: String) {
        guard problems.count < APILimits.problemsMax else { return }
        problems.append(.at(pointer, text))
    }

    mutating func check(_ value: JSONValue, _ schema: Schema, at pointer: String) {
        switch (schema, value) {
        case (.anything, _), (.boolean, .bool), (.null, .null): break
        case (.named(let name), _):
            if let schema = Schemas.all[name] { check(value, schema, at: pointer) }
        case (.described(_, let schema), _): check(value, schema, at: pointer)
        case (.either(let schemas), _): checkChoice(value, schemas, at: pointer)
        case (.text(let max, let min), .string(let text)): checkText(text, max: max, min: min, at: pointer)
        case (.member, .string(let text)): checkMember(text, at: pointer)
        case (.word(let words), .string(let text)):
            if !words.contains(text) { add(pointer, "this must be one of \(Self.quoted(words))") }
        case (.integer(let min, let max), .integer(let number)):
            if number < min || number > max { add(pointer, "this must be from \(min) to \(max)") }
        case (.list(let schema, let max, let min), .array(let values)):
            if values.count > max { return add(pointer, "there are more than \(max)") }
            if values.count < min { return add(pointer, "there must be at least \(min)") }
            for (place, value) in values.enumerated() { check(value, schema, at: "\(pointer)/\(place)") }
        case (.object(let fields), .object(let members)): checkMembers(members, fields, isOpen: false, at: pointer)
        case (.open(let fields), .object(let members)): checkMembers(members, fields, isOpen: true, at: pointer)
        case (.map(let schema, let max), .object(let members)):
            if members.count > max { return add(pointer, "there are more than \(max)") }
            for member in members { check(member.value, schema, at: Self.pointer(pointer, member.key)) }
        case (.text, _), (.member, _), (.word, _): add(pointer, "this must be a string")
        case (.integer, _): add(pointer, "this must be a whole number")
        case (.boolean, _): add(pointer, "this must be `true` or `false`")
        case (.null, _): add(pointer, "this must be `null`")
        case (.list, _): add(pointer, "this must be an array")
        case (.object, _), (.open, _), (.map, _): add(pointer, "this must be an object")
        }
    }

    private mutating func checkMembers(
        _ members: [JSONMember],
        _ fields: [Schema.Field],
        isOpen: Bool,
        at pointer: String
    ) {
        for field in fields where field.isRequired && !members.contains(where: { $0.key == field.name }) {
            add(pointer, "`\(field.name)` is missing")
        }
        for member in members {
            let place = Self.pointer(pointer, member.key)
            if let field = fields.first(where: { $0.name == member.key }) {
                check(member.value, field.schema, at: place)
            } else if !isOpen {
                add(place, "there is no such key; there are \(Self.quoted(fields.map(\.name)))")
            }
        }
    }

    /// What is wrong is told of the choice that comes nearest: the one whose complaints lie deepest.
    private mutating func checkChoice(_ value: JSONValue, _ schemas: [Schema], at pointer: String) {
        var nearest: [FieldProblem] = []
        for schema in schemas {
            var attempt = SchemaCheck()
            attempt.check(value, schema, at: pointer)
            if attempt.problems.isEmpty { return }
            let depth = attempt.problems.map { $0.pointer?.utf8.count ?? 0 }.min() ?? 0
            if nearest.isEmpty || depth > nearest.map({ $0.pointer?.utf8.count ?? 0 }).min() ?? 0 {
                nearest = attempt.problems
            }
        }
        for problem in nearest { add(problem.pointer ?? pointer, problem.detail) }
    }

    private mutating func checkText(_ text: String, max: Int, min: Int, at pointer: String) {
        if text.utf8.count > max { return add(pointer, "this is longer than \(max) bytes") }
        if text.utf8.count < min { return add(pointer, "this must not be empty") }
        checkCharacters(text, at: pointer)
    }

    private mutating func checkMember(_ text: String, at pointer: String) {
        let name = text.dropFirst(5)
        guard text.hasPrefix("user:") || text.hasPrefix("role:"), !name.isEmpty else {
            return add(pointer, "this must be written as in `user:alice` or `role:Admin`")
        }
        if name.utf8.count > APILimits.nameBytesMax {
            return add(pointer, "the name is longer than \(APILimits.nameBytesMax) bytes")
        }
        checkCharacters(text, at: pointer)
    }

    private mutating func checkCharacters(_ text: String, at pointer: String) {
        if NameSyntax.hasControlCharacter(text) { add(pointer, "this has a control character") }
    }

    private static func quoted(_ words: [String]) -> String {
        words.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func pointer(_ pointer: String, _ key: String) -> String {
        let cut = String(key.prefix(APILimits.nameBytesMax))
        return pointer + "/" + cut.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
