/// Writes the status-only form of a conference document: the counts, in the order of the schema (RFC 4575 §5).
enum ConferenceInfoWriter {
    /// The media type of what is written.
    static let contentType = "application/conference-info+xml"

    /// Writes what `info` says of `resource`.
    static func write(_ info: ConferenceInfo, of resource: SubscribedResource) -> [UInt8] {
        var writer = BodyWriter(resource: resource, capacity: 320 + resource.entity.count)
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.write("<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" entity=\"")
        writer.writeEntity()
        switch info.completeness {
        case .full: writer.write("\" state=\"full\" version=\"")
        case .partial: writer.write("\" state=\"partial\" version=\"")
        }
        writer.write(info.version)
        guard info.userCount != nil || info.isActive != nil else {
            writer.write("\"/>\n")
            return writer.bytes
        }
        writer.write("\">\n<conference-state>")
        if let count = info.userCount {
            writer.write("<user-count>")
            writer.write(count)
            writer.write("</user-count>")
        }
        if let isActive = info.isActive {
            writer.write(isActive ? "<active>true</active>" : "<active>false</active>")
        }
        writer.write("</conference-state>\n</conference-info>\n")
        return writer.bytes
    }

    /// The document that says least: all of nothing.
    static func writeSafe(of resource: SubscribedResource, version: UInt64) -> [UInt8] {
        var info = ConferenceInfo()
        info.version = version
        return write(info, of: resource)
    }
}
