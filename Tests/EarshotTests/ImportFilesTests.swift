import Foundation
import PolicyImport
import TestFolder
import Testing

@testable import earshot

@Suite struct ImportFilesTests {
    private let place = TestFolder()
    private var folder: URL { place.url }

    private func files(_ names: [String]) throws -> [String] {
        for name in names {
            let path = folder.appending(path: name)
            let parent = path.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: path)
        }
        return try ImportFiles.read([folder.path], .fusionpbx).map { String($0.name.dropFirst(folder.path.count + 1)) }
    }

    @Test func aFolderIsReadWithThoseBelowItInOrder() throws {
        let names = ["two.example/v_101.xml", "one.example/v_102.xml", "one.example/v_101.XML", "notes.txt"]
        #expect(
            try files(names) == ["one.example/v_101.XML", "one.example/v_102.xml", "two.example/v_101.xml"]
        )
    }

    @Test func aFileInLatin1IsRead() throws {
        let path = folder.appending(path: "users.csv").path
        try Data([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72]).write(to: URL(filePath: path))
        #expect(try ImportFiles.read([path], .csv).map(\.text) == ["Müller"])
    }

    @Test func whatCannotBeReadStopsTheCommand() throws {
        #expect(throws: (any Error).self) { try ImportFiles.read([folder.appending(path: "none.csv").path], .csv) }
    }
}
