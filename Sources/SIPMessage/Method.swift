/// A request method that Earshot knows by name (RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086, 6665).
public enum Method: UInt8, Sendable, CaseIterable {
    /// The method of the same name.
    case invite, ack, bye, cancel, register, options, subscribe, notify, publish, refer, info, message, update, prack
    /// Any other method; its name is in the message.
    case other

    /// The method whose name is in the range, compared byte for byte (RFC 3261 §7.1).
    static func named(_ bytes: Span<UInt8>, _ range: ByteRange) -> Method {
        switch range.count {
        case 3: bytes.equals(range, "ACK") ? .ack : bytes.equals(range, "BYE") ? .bye : .other
        case 4: bytes.equals(range, "INFO") ? .info : .other
        case 5: bytes.equals(range, "REFER") ? .refer : bytes.equals(range, "PRACK") ? .prack : .other
        case 6:
            if bytes.equals(range, "INVITE") {
                .invite
            } else if bytes.equals(range, "NOTIFY") {
                .notify
            } else if bytes.equals(range, "CANCEL") {
                .cancel
            } else if bytes.equals(range, "UPDATE") {
                .update
            } else {
                .other
            }
        case 7:
            if bytes.equals(range, "OPTIONS") {
                .options
            } else if bytes.equals(range, "PUBLISH") {
                .publish
            } else if bytes.equals(range, "MESSAGE") {
                .message
            } else {
                .other
            }
        case 8: bytes.equals(range, "REGISTER") ? .register : .other
        case 9: bytes.equals(range, "SUBSCRIBE") ? .subscribe : .other
        default: .other
        }
    }
}
