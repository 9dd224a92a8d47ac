/// Writes RLMI (RFC 4662 §5) from judged members.
struct ResourceListWriter {
    /// The media type of what is written.
    static let contentType = Array("application/rlmi+xml".utf8)

    /// A member as it is written.
    struct Entry {
        /// Its record: the URI.
        var resource: SubscribedResource
        /// Its name, only of a member that is disclosed in full.
        var name: DisclosedName?
        /// Its instances.
        var instances: [Instance]
    }

    /// An instance as it is written.
    struct Instance {
        /// The pseudonym of its id.
        var id: String
        /// What became of its subscription, and why.
        var state: ResourceList.State
        /// Why it is over, if that is said.
        var reason: ResourceList.Reason?
        /// The Content-ID of its part, if it has one.
        var cid: ListIdentifier?
    }

    /// The document of the list `list`, whose URI is the one of our own record.
    static func write(
        _ entries: [Entry],
        version: UInt64,
        isFullState: Bool,
        of list: SubscribedResource
    ) -> [UInt8] {
        var writer = BodyWriter(resource: list, capacity: 192)
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<list xmlns=\"urn:ietf:params:xml:ns:rlmi\" uri=\"")
        writer.writeEntity()
        writer.write("\" version=\"")
        writer.write(version)
        writer.write(isFullState ? "\" fullState=\"true\">\n" : "\" fullState=\"false\">\n")
        var document = writer.bytes
        for entry in entries { document += write(entry) }
        return document + Array("</list>\n".utf8)
    }

    private static func write(_ entry: Entry) -> [UInt8] {
        var writer = BodyWriter(resource: entry.resource, capacity: 256)
        writer.write("<resource uri=\"")
        writer.writeEntity()
        writer.write("\">")
        if let name = entry.name {
            writer.write("<name>")
            writer.write(name)
            writer.write("</name>")
        }
        for instance in entry.instances {
            writer.write("<instance id=\"i-")
            writer.writePseudonym(instance.id)
            writer.write("\" state=\"")
            writer.write(instance.state.token)
            if let reason = instance.reason {
                writer.write("\" reason=\"")
                writer.write(reason.token)
            }
            if let cid = instance.cid {
                writer.write("\" cid=\"")
                writer.write(cid)
            }
            writer.write("\"/>")
        }
        writer.write("</resource>\n")
        return writer.bytes
    }
}
