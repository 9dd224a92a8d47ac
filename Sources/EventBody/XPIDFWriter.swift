/// Writes the status-only form of XPIDF: one atom with one address, both the resource's own, and no document type.
enum XPIDFWriter {
    /// The media type of what is written.
    static let contentType = "application/xpidf+xml"

    /// Writes what `document` says of `resource`. The parameters of the URIs are constants that every PBX writes.
    ///
    /// A note stands only where FreeSWITCH puts one, and only for a custom status: any other is in the state already.
    static func write(_ document: XPIDF, of resource: SubscribedResource) -> [UInt8] {
        var writer = BodyWriter(resource: resource, capacity: 384 + 2 * resource.entity.count)
        writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence>\n<presentity uri=\"")
        writer.writeEntity()
        writer.write(";method=SUBSCRIBE\"/>\n<atom id=\"a1\">\n<address uri=\"")
        writer.writeEntity()
        writer.write(";user=ip\" priority=\"0.800000\">\n<status status=\"")
        writer.write(document.state.status.token)
        if case .status(let index) = document.note {
            writer.write("\"><note>")
            writer.writeStatus(at: index)
            writer.write("</note></status>\n<msnsubstatus substatus=\"")
        } else {
            writer.write("\"/>\n<msnsubstatus substatus=\"")
        }
        writer.write(document.state.substatus.token)
        writer.write("\"/>\n</address>\n</atom>\n</presence>\n")
        return writer.bytes
    }

    /// The document that says least: closed.
    static func writeSafe(of resource: SubscribedResource) -> [UInt8] {
        write(XPIDF(), of: resource)
    }
}
