import AccessPolicy
import DigestImport
import Enforcement
import Foundation

/// The passwords and hashes that the configuration names, in files and in the store.
struct DigestSecretFiles {
    /// The hashes; to be used only without problems.
    var secrets = DigestSecrets()
    /// Everything that must be mended.
    var problems: [PolicyProblem] = []
    /// What is left out.
    var warnings: [PolicyProblem] = []

    /// Reads them all. Every problem is reported, not only the first.
    static func read(_ configuration: Configuration, policy: PolicySnapshot) -> DigestSecretFiles {
        let realms = Realms(
            configured: configuration.digestRealm,
            organizations: policy.organizations.map(policy.domains(of:))
        )
        var files = DigestSecretFiles()
        if configuration.digestRealm != nil, policy.organizations.count > 1 {
            files.problems.append(
                PolicyProblem(
                    file: "",
                    line: 0,
                    text:
                        "`realm` under `digest` is for one organisation; with several each has its first domain as its realm"
                )
            )
        }
        var imported: [ImportedSecrets] = []
        for source in configuration.digestSecrets {
            for path in files.paths(of: source) {
                guard let text = files.text(at: path) else { continue }
                let found = source.read(text, file: path, realms: realms)
                files.problems += found.problems
                files.warnings += found.warnings
                imported.append(found)
            }
        }
        let merged = ImportedSecrets.merge(imported)
        files.problems += merged.problems
        files.secrets = merged.secrets
        if configuration.digestFromStore { files.addStored(from: configuration.store) }
        if files.problems.isEmpty, files.secrets.count == 0, configuration.hasDigestSecrets {
            let text =
                configuration.digestSecrets.isEmpty
                ? "the store holds no hashes; put some in with `earshot digest import`"
                : "the files under `secrets` hold nothing for the realm of our challenges"
            files.problems.append(PolicyProblem(file: "", line: 0, text: text))
        }
        return files
    }

    /// The file itself, or the XML files of a folder in order of path.
    private mutating func paths(of source: SecretSource) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder), isFolder.boolValue else {
            return [source.path]
        }
        guard source.format == .freeswitch else {
            problems.append(PolicyProblem(file: source.path, line: 0, text: "this is a folder; name the file"))
            return []
        }
        let names = FileManager.default.enumerator(atPath: source.path)?.compactMap { $0 as? String } ?? []
        let files = names.filter { $0.hasSuffix(".xml") }.sorted()
        if files.count > DigestImportLimits.filesMax {
            problems.append(
                PolicyProblem(
                    file: source.path,
                    line: 0,
                    text: "there are more than \(DigestImportLimits.filesMax) files here"
                )
            )
        }
        return files.prefix(DigestImportLimits.filesMax).map { source.path + "/" + $0 }
    }

    private mutating func text(at path: String) -> String? {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
        guard size <= DigestImportLimits.fileBytesMax, let data = FileManager.default.contents(atPath: path) else {
            problems.append(
                PolicyProblem(
                    file: path,
                    line: 0,
                    text: "the file cannot be read; check its path, owner, mode and size"
                )
            )
            return nil
        }
        return String(decoding: data, as: UTF8.self)
    }
}
