import PBXFiles

/// A CSV file with a header row (RFC 4180). Quoted fields may hold separators, quotes and line ends. The separator is `;` where the header has it and no comma.
struct CSVTable {
    /// A row by the names of its columns, in lower case.
    struct Row {
        let fields: [String: String]
        let place: ImportPlace

        /// A field without blanks around it; nil when it is empty or there is no such column.
        subscript(_ column: String) -> String? {
            fields[column].map { TextLines.trimmed($0[...]) }.flatMap { $0.isEmpty ? nil : $0 }
        }

        /// The texts of a field that lists some, between `;` or `|`.
        func list(_ column: String) -> [String] {
            (self[column] ?? "").split { $0 == ";" || $0 == "|" }.map { TextLines.trimmed($0) }.filter { !$0.isEmpty }
        }
    }

    let file: String
    private(set) var columns: [String] = []
    private(set) var rows: [Row] = []

    init(_ file: ImportFile, _ report: inout ImportReport) {
        self.file = file.name
        var reader = CSVReader(file.text)
        guard let header = reader.next() else {
            report.problem("the file is empty; its first line names the columns", ImportPlace(file: file.name, line: 0))
            return
        }
        columns = header.fields.map { TextLines.trimmed($0[...]).lowercased() }
        if Set(columns).count < columns.count {
            report.problem("a column is there twice", ImportPlace(file: file.name, line: header.line))
        }
        while let record = reader.next() {
            let place = ImportPlace(file: file.name, line: record.line)
            guard record.fields != [""] else { continue }
            guard record.fields.count == columns.count else {
                report.problem("the row has \(record.fields.count) fields, the header \(columns.count)", place)
                continue
            }
            guard rows.count < PolicyImportLimits.rowsMax else {
                report.problem("there are more than \(PolicyImportLimits.rowsMax) rows; split the file", place)
                break
            }
            let fields = Dictionary(zip(columns, record.fields), uniquingKeysWith: { one, _ in one })
            rows.append(Row(fields: fields, place: place))
        }
        if let line = reader.brokenLine {
            report.problem("a quote is not closed, or something follows it", ImportPlace(file: file.name, line: line))
        }
    }

    /// Tells of columns that nothing is made of.
    func noteOthers(than known: Set<String>, _ report: inout ImportReport) {
        let others = columns.filter { !known.contains($0) && !$0.isEmpty }
        guard !others.isEmpty else { return }
        let names = others.prefix(10).map { "`\($0)`" }.joined(separator: ", ") + (others.count > 10 ? ", …" : "")
        report.note("columns that were left out: \(names)", ImportPlace(file: file, line: 1))
    }
}

/// The records of a CSV text, one after the other.
private struct CSVReader {
    struct Record {
        var fields: [String] = []
        let line: Int
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private var index = 0
    private var line = 1
    /// Where a quote is not as it should be; nothing behind it is read.
    private(set) var brokenLine: Int?

    init(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        self.bytes = bytes
        let header = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let isComma = header.contains(UInt8(ascii: ",")) || !header.contains(UInt8(ascii: ";"))
        separator = isComma ? UInt8(ascii: ",") : UInt8(ascii: ";")
    }

    mutating func next() -> Record? {
        guard index < bytes.count, brokenLine == nil else { return nil }
        var record = Record(line: line)
        while true {
            guard let field = field() else { return nil }
            if record.fields.count < PolicyImportLimits.columnsMax { record.fields.append(field) }
            guard index < bytes.count else { return record }
            let byte = bytes[index]
            index += 1
            if byte == separator { continue }
            if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
            line += 1
            return record
        }
    }

    /// A field, up to what ends it; nil when its quotes are wrong.
    private mutating func field() -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
                index += 1
            }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        let start = line
        index += 1
        var field: [UInt8] = []
        while index < bytes.count, field.count <= PolicyImportLimits.fieldBytesMax {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A { line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                field.append(byte)
                continue
            }
            if index < bytes.count, bytes[index] == byte {
                field.append(byte)
                index += 1
                continue
            }
            guard index == bytes.count || [separator, 0x0A, 0x0D].contains(bytes[index]) else { break }
            return String(decoding: field, as: UTF8.self)
        }
        brokenLine = start
        return nil
    }
}
