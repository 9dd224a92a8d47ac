import AccessPolicy
import ArgumentParser
import Foundation
import PolicyFile
import PolicyImport
import PolicyStore

extension ImportFormat: ExpressibleByArgument {}

/// `earshot policy convert`: a policy to begin with, of what a PBX has.
struct PolicyConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Make a policy of tables, or of what a PBX has.",
        discussion: """
            Prints a policy file to look through, and on standard error what was not carried over. PBXes do not say who may see \
            whom, so that most of that is yours to write. Exit status 1, and no policy, if the files have mistakes. docs/MIGRATING.md says what is read.
            """
    )

    @Option(help: ArgumentHelp("What the files are: csv, freepbx, asterisk or fusionpbx.", valueName: "format"))
    var from: ImportFormat

    @Option(help: ArgumentHelp("The organization's name.", valueName: "name"))
    var organization: String?

    @Option(help: ArgumentHelp("A domain of it; may be given several times.", valueName: "host"))
    var domain: [String] = []

    @Option(help: ArgumentHelp("A policy file to add to; nothing is taken away from it.", valueName: "file"))
    var merge: String?

    @Flag(help: "Put it into the store of the configuration, added to the policy that is there.")
    var intoStore = false

    @OptionGroup var configurationOption: ConfigurationOption

    @OptionGroup var author: AuthorOptions

    @Argument(help: ArgumentHelp("A file, or a folder of them.", valueName: "path"))
    var paths: [String]

    func validate() throws {
        if intoStore, merge != nil {
            throw ValidationError("--into-store adds to the store's policy; leave --merge out")
        }
        if paths.isEmpty { throw ValidationError("name at least one file or folder") }
    }

    func run() async throws {
        let files = try ImportFiles.read(paths, from)
        if intoStore { return try putIntoStore(files) }
        let base = try merge.map { path in try PolicyFile.read(path: path).model }
        print(PolicyFile.write(try convert(files, into: base)), terminator: "")
    }

    private func putIntoStore(_ files: [ImportFile]) throws {
        let configuration = try Assembly.configuration(configurationOption)
        let replacement = try PolicyReplacement(in: configuration.store.open(logger: .silent))
        let model = try convert(files, into: replacement.replaced())
        let comment = author.comment.isEmpty ? "from \(from.rawValue)" : author.comment
        print(try replacement.make(model, author: author.author, comment: comment))
    }

    /// The policy; prints what is to be said of it, and stops the command when there are mistakes.
    private func convert(_ files: [ImportFile], into base: PolicyModel?) throws -> PolicyModel {
        let result = PolicyImport.convert(files, from: from, organization: organization, domains: domain, into: base)
        result.problems.forEach { StandardError.print("\($0)") }
        guard result.problems.isEmpty else { throw ExitCode.failure }
        for note in result.notes {
            StandardError.print("\(PolicyProblem(file: note.file, line: note.line, text: "note: \(note.text)"))")
        }
        return result.model
    }
}

/// The files that a command was given to take in.
enum ImportFiles {
    /// Reads files, and those in folders whose names end as the format has it.
    static func read(_ paths: [String], _ format: ImportFormat) throws -> [ImportFile] {
        let found = paths.flatMap { files(at: $0, endings(of: format)) }
        guard found.count <= PolicyImportLimits.filesMax else {
            throw CommandError("there are more than \(PolicyImportLimits.filesMax) files; take them in parts")
        }
        return try found.map { path in
            guard let text = text(of: path) else {
                throw CommandError("`\(path)` cannot be read as text; check its path, mode and size")
            }
            return ImportFile(name: path, text: text)
        }
    }

    private static func endings(of format: ImportFormat) -> [String] {
        switch format {
        case .csv: [".csv"]
        case .freepbx: [".sql", ".csv"]
        case .asterisk: [".conf"]
        case .fusionpbx: [".xml"]
        }
    }

    private static func files(at path: String, _ endings: [String]) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }.sorted()
            .map { (path as NSString).appendingPathComponent($0) }
    }

    private static func text(of path: String) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
        guard let size = (attributes?[.size] as? NSNumber)?.intValue, size <= PolicyImportLimits.fileBytesMax,
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        // Old dumps and files are in Latin-1.
        return String(validating: data, as: UTF8.self) ?? String(data: data, encoding: .isoLatin1)
    }
}
