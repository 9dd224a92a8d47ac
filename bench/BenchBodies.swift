import EventBody
import Foundation

/// The documents that are rebuilt most, as PBXes sent them: taken from `fixtures/notify/captures`, but for the list, which is put together.
struct BenchBodies {
    /// One document, and what it came as.
    struct Shape {
        let name: String
        let body: [UInt8]
        let package: MonitoredPackage
        let type: [UInt8]
    }

    /// How many members the list has.
    private static let members = 10
    private static let dialogInfo = Array("application/dialog-info+xml".utf8)

    /// The single documents.
    let documents: [Shape] = [
        captured("Asterisk dialog-info", "asterisk-03-dialog-call-22", .dialog, dialogInfo),
        captured("FreeSWITCH dialog-info", "freeswitch-03-dialog-call-36", .dialog, dialogInfo),
        captured("Kamailio dialog-info", "kamailio-03-dialog-call-20", .dialog, dialogInfo),
        captured(
            "Asterisk PIDF",
            "asterisk-07-presence-formats-101",
            .presence,
            Array("application/pidf+xml".utf8)
        ),
    ]

    /// A list of ten extensions, each with a call.
    let list: Shape = {
        let uris = (0..<members).map { "sip:\(101 + $0)@example.com" }
        let resources = uris.enumerated().map { index, uri in
            "<resource uri=\"\(uri)\"><instance id=\"i\" state=\"active\" cid=\"part\(index)@pbx\"/></resource>"
        }
        let parts = (0..<members).map { index in
            """
            --b7Qx\r\nContent-ID: <part\(index)@pbx>\r\nContent-Type: application/dialog-info+xml\r\n\r\n\
            \(BenchText.dialogInfo(of: String(101 + index)))\r\n
            """
        }
        let body = """
            --b7Qx\r\nContent-ID: <root@pbx>\r\nContent-Type: application/rlmi+xml\r\n\r\n\
            <?xml version="1.0"?>\n\
            <list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:desk@example.com" version="3" fullState="true">\
            \(resources.joined())</list>\r\n\(parts.joined())--b7Qx--\r\n
            """
        return Shape(
            name: "list of \(members)",
            body: Array(body.utf8),
            package: .dialog,
            type: Array("multipart/related;type=\"application/rlmi+xml\";boundary=b7Qx".utf8)
        )
    }()

    private static func captured(
        _ name: String,
        _ file: String,
        _ package: MonitoredPackage,
        _ type: [UInt8]
    ) -> Shape {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "fixtures/notify/captures/\(file).xml")
        guard let body = try? Data(contentsOf: path) else { preconditionFailure("no fixture \(path.path)") }
        return Shape(name: name, body: [UInt8](body), package: package, type: type)
    }
}
