import Foundation
import FuzzTargets
import Testing

/// Every input that once broke a promise of the fuzz targets must keep it now; a target traps when it does not.
@Suite struct FuzzReplayTests {
    static let folder = Scene.fixtures.appending(path: "fuzz")

    static func files(_ target: String) -> [URL] {
        let folder = folder.appendingPathComponent(target)
        return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }

    @Test func storedInputsKeepThePromises() throws {
        for target in FuzzTargets.all {
            for file in Self.files(target.name) { target.run([UInt8](try Data(contentsOf: file))) }
        }
    }

    @Test func everyStoredInputBelongsToATarget() throws {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.path)) ?? []
        let names = Set(FuzzTargets.all.map(\.name)).union(["README.md"])
        #expect(Set(folders).isSubset(of: names))
    }
}
