import ScriptedSIP

/// What a datagram costs when nobody looks at it: `recvfrom` and `sendto` in a loop. The floor that the proxy's figures are read against.
enum Forwarder {
    static func run(port: UInt16, target: UInt16) -> Never {
        let socket = DatagramSocket(port: port, patience: 3_600)
        while true {
            if let datagram = socket.receive() { socket.send(datagram, to: target) }
        }
    }
}
