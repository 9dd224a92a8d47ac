/// A dump of a MySQL database in SQL, as `mysqldump` writes it: the rows of the tables that are asked for.
struct SQLDump {
    /// A row by the names of its columns, in lower case. Without what is NULL.
    struct Row {
        let fields: [String: String]
        let line: Int

        /// A field; nil when it is empty, NULL or not there.
        subscript(_ column: String) -> String? { fields[column].flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// The rows by table.
    private(set) var rows: [String: [Row]] = [:]
    /// Every table that the dump has.
    private(set) var tables: [String] = []
    /// Lines of what could not be read, and why.
    private(set) var problems: [(line: Int, text: String)] = []

    private let wanted: Set<String>
    private var columns: [String: [String]] = [:]
    private var scanner: SQLScanner

    init(_ text: String, tables wanted: Set<String>) {
        self.wanted = wanted
        scanner = SQLScanner(text)
        while let word = scanner.statement() {
            switch word {
            case "create": create()
            case "insert", "replace": insert()
            default: break
            }
            scanner.skipStatement()
        }
    }

    /// `CREATE TABLE name (…)`: the names of the columns, in order.
    private mutating func create() {
        guard scanner.word() == "table" else { return }
        while let word = scanner.peekWord(), ["if", "not", "exists"].contains(word) { _ = scanner.word() }
        guard let table = scanner.name() else { return }
        tables.append(table)
        guard wanted.contains(table), scanner.take("(") else { return }
        var names: [String] = []
        repeat {
            // What is not quoted is a key or a constraint in what mysqldump writes.
            if scanner.isAtQuotedName, let name = scanner.name() { names.append(name.lowercased()) }
            scanner.skipToComma()
        } while scanner.take(",") && names.count < PolicyImportLimits.columnsMax
        columns[table] = names
    }

    /// `INSERT INTO name [(columns)] VALUES (…),(…)`.
    private mutating func insert() {
        let line = scanner.line
        while let word = scanner.peekWord(), ["into", "ignore", "low_priority"].contains(word) { _ = scanner.word() }
        guard let table = scanner.name(), wanted.contains(table) else { return }
        var names = columns[table] ?? []
        if scanner.take("(") {
            names = []
            repeat {
                guard let name = scanner.name() else { return fail("the columns of `\(table)` cannot be read", line) }
                names.append(name.lowercased())
            } while scanner.take(",") && names.count < PolicyImportLimits.columnsMax
            guard scanner.take(")") else { return fail("the columns of `\(table)` cannot be read", line) }
        }
        guard !names.isEmpty else {
            return fail("nothing says what the columns of `\(table)` are; dump it with `CREATE TABLE`", line)
        }
        guard ["values", "value"].contains(scanner.word()) else { return fail("`VALUES` is missing", line) }
        repeat { if !row(of: table, names) { return } } while scanner.take(",")
    }

    private mutating func row(of table: String, _ names: [String]) -> Bool {
        let line = scanner.lineOfNext()
        guard scanner.take("(") else { return failed("a row of `\(table)` cannot be read", line) }
        var fields: [String: String] = [:]
        var count = 0
        repeat {
            guard let value = scanner.value() else { return failed("a value of `\(table)` cannot be read", line) }
            if count < names.count, case .text(let text) = value { fields[names[count]] = text }
            count += 1
        } while scanner.take(",")
        guard scanner.take(")"), count == names.count else {
            return failed("a row of `\(table)` has \(count) values, and the table \(names.count) columns", line)
        }
        guard rows[table, default: []].count < PolicyImportLimits.rowsMax else {
            return failed("`\(table)` has more than \(PolicyImportLimits.rowsMax) rows", line)
        }
        rows[table, default: []].append(Row(fields: fields, line: line))
        return true
    }

    private mutating func fail(_ text: String, _ line: Int) { problems.append((line, text)) }

    private mutating func failed(_ text: String, _ line: Int) -> Bool {
        fail(text, line)
        return false
    }
}
