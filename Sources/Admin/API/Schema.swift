/// What a JSON value must be. One description is both what values are checked by and what the OpenAPI document says, so that the two cannot differ.
indirect enum Schema: Sendable {
    /// A text without control characters; lengths are counted in UTF-8 bytes.
    case text(max: Int, min: Int = 1)
    /// A user or role, as in `user:alice`.
    case member
    /// One of these words.
    case word([String])
    case integer(min: Int64, max: Int64)
    case boolean
    /// Nothing but null.
    case null
    case list(Schema, max: Int, min: Int = 0)
    /// These keys and no others.
    case object([Field])
    /// These keys, and others that are not looked at.
    case open([Field])
    /// Names, each with such a value.
    case map(Schema, max: Int)
    case either([Schema])
    /// One of the document's named schemas.
    case named(String)
    /// Anything that is JSON.
    case anything
    case described(String, Schema)

    /// A key of an object.
    struct Field: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// A key that must be there.
        static func must(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }

        /// A key that may be there.
        static func may(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }

    /// The schema or null.
    var orNull: Schema { .either([self, .null]) }

    static let noControlCharacters = #"^[^\u0000-\u001F\u007F-\u009F]*$"#
    static let memberPattern = #"^(user|role):[^\u0000-\u001F\u007F-\u009F]+$"#
    private static let memberBytesMax = 5 + APILimits.nameBytesMax

    /// The schema as JSON Schema 2020-12 has it.
    var json: JSONValue {
        switch self {
        case .text(let max, let min):
            [
                "type": "string", "minLength": .integer(Int64(min)), "maxLength": .integer(Int64(max)),
                "pattern": .string(Self.noControlCharacters),
            ]
        case .member:
            [
                "type": "string", "maxLength": .integer(Int64(Self.memberBytesMax)),
                "pattern": .string(Self.memberPattern),
            ]
        case .word(let words): ["type": "string", "enum": .strings(words)]
        case .integer(let min, let max): ["type": "integer", "minimum": .integer(min), "maximum": .integer(max)]
        case .boolean: ["type": "boolean"]
        case .null: ["type": "null"]
        case .list(let schema, let max, let min):
            [
                "type": "array", "items": schema.json, "minItems": .integer(Int64(min)),
                "maxItems": .integer(Int64(max)),
            ]
        case .object(let fields): Self.json(fields, isOpen: false)
        case .open(let fields): Self.json(fields, isOpen: true)
        case .map(let schema, let max):
            ["type": "object", "additionalProperties": schema.json, "maxProperties": .integer(Int64(max))]
        case .either(let schemas): ["anyOf": .array(schemas.map(\.json))]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        case .anything: .object([])
        case .described(let text, let schema):
            .object([JSONMember(key: "description", value: .string(text))] + (schema.json.members ?? []))
        }
    }

    private static func json(_ fields: [Field], isOpen: Bool) -> JSONValue {
        .fields([
            ("type", "object"),
            ("properties", .object(fields.map { JSONMember(key: $0.name, value: $0.schema.json) })),
            ("required", .strings(fields.filter(\.isRequired).map(\.name))),
            ("additionalProperties", .bool(isOpen)),
        ])
    }
}
