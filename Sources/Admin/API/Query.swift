/// The parameters of a request, held against what its route takes.
enum Query {
    /// Each parameter that is there, by name.
    static func read(_ text: String?, _ parameters: [APIRoute.Parameter]) throws -> [String: JSONValue] {
        var (values, problems): ([String: JSONValue], [FieldProblem]) = ([:], [])
        let pieces = (text ?? "").split(separator: "&")
        guard pieces.count <= APILimits.parametersMax else {
            throw APIProblem(.malformed, "there are more than \(APILimits.parametersMax) parameters")
        }
        for piece in pieces {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0].utf8, plusIsSpace: true),
                let value = PercentEncoding.decode((parts.count > 1 ? parts[1] : "").utf8, plusIsSpace: true)
            else { throw APIProblem(.malformed, "the query has an escape that is broken") }
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                let known = parameters.map { "`\($0.name)`" }.joined(separator: ", ")
                let advice = known.isEmpty ? "there are none here" : "there are \(known)"
                problems.append(.parameter(String(name.prefix(64)), "there is no such parameter; \(advice)"))
                continue
            }
            let read = Self.value(value, parameter.schema)
            problems += parameter.schema.problems(of: read).map { .parameter(name, $0.detail) }
            if values.updateValue(read, forKey: name) != nil {
                problems.append(.parameter(name, "it is there twice"))
            }
        }
        for parameter in parameters where parameter.isRequired && values[parameter.name] == nil {
            problems.append(.parameter(parameter.name, "it is missing"))
        }
        guard problems.isEmpty else { throw APIProblem(.malformed, "the query cannot be read", problems) }
        return values
    }

    private static func value(_ text: String, _ schema: Schema) -> JSONValue {
        switch schema {
        case .integer:
            // As JSON writes it: no sign but `-`, no leading zero.
            Int64(text).map { "\($0)" == text ? .integer($0) : .string(text) } ?? .string(text)
        case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
        default: .string(text)
        }
    }
}
