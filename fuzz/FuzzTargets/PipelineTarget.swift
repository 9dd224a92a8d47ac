import AccessPolicy
import Enforcement
import NIOCore
import SIPMessage

/// Any bytes as a datagram: from the phone and from the PBX, as they are and in a dialog that we made, then the answer to what was forwarded.
/// Promised: nothing traps; what is forwarded passes our own gate; a phone's bytes go to the PBX only, and the PBX's to the phone only; and
/// the answer to what was forwarded finds its way back.
public enum PipelineTarget {
    /// Traps when a promise is broken.
    public static func run(_ bytes: [UInt8]) {
        let datagram = ByteBuffer(bytes: bytes)
        for flow in [FuzzWorld.fromPhone, FuzzWorld.fromPBX] {
            judge(datagram, on: flow)
            let introduced = FuzzWorld.pipeline.introduce(datagram, as: FuzzWorld.bob, on: flow)
            if introduced != datagram { judge(introduced, on: flow) }
        }
    }

    private static func judge(_ datagram: ByteBuffer, on flow: Flow) {
        for (bytes, destination) in forwards(datagram, on: flow) {
            precondition(FuzzWorld.isAcceptable(bytes), "a message was forwarded that our own gate refuses")
            precondition(destination.socket != flow.socket, "a message went back to where it came from")
            answer(bytes, to: destination, from: flow)
        }
    }

    private static func forwards(_ datagram: ByteBuffer, on flow: Flow) -> [(ByteBuffer, Destination)] {
        FuzzWorld.pipeline.process(datagram, on: flow, at: FuzzWorld.now).actions.compactMap { action in
            guard case .forward(let bytes, let destination, under: _) = action else { return nil }
            return (bytes, destination)
        }
    }

    /// The 200 of whoever got the request, which must come to the one who asked.
    private static func answer(_ request: ByteBuffer, to destination: Destination, from flow: Flow) {
        guard case .message(let message) = ByteGate.screen(request), let fields = try? FieldReader.read(message),
            message.isRequest, message.method != .ack
        else { return }
        let response = Response.make(for: message, fields: fields, status: 200, reason: "OK", toTag: "fuzz")
        let back = Flow(socket: destination.socket, remote: destination.remote)
        let answers = forwards(response, on: back)
        precondition(answers.count == 1, "an answer did not find its way back")
        precondition(
            answers.allSatisfy { $0.1.socket == flow.socket && $0.1.remote == flow.remote },
            "an answer went to somebody else"
        )
    }
}
