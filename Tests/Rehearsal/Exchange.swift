extension Phone {
    /// The first request of this method that went this way, from message `mark` on.
    public func request(
        _ method: String,
        _ direction: WireMessage.Direction,
        from mark: Int = 0,
        where matches: @escaping @Sendable (WireMessage) -> Bool = { _ in true }
    ) async throws -> WireMessage {
        try await messages.first("a \(method) that was \(direction.rawValue)", from: mark) { message in
            message.direction == direction && message.isRequest(method) && matches(message)
        }
    }

    /// The final response to a request, whichever way that went.
    public func answer(to request: WireMessage) async throws -> WireMessage {
        let (call, number) = (request.header("Call-ID"), request.header("CSeq"))
        return try await messages.first("the answer to \(request.startLine)") { message in
            message.direction != request.direction && message.header("Call-ID") == call
                && message.header("CSeq") == number && message.isFinalResponse
        }
    }

    /// The first SUBSCRIBE from message `mark` on that asks for this many seconds, once it was accepted.
    ///
    /// Nil means any number but 0, which would be the end of the subscription.
    public func subscribe(from mark: Int = 0, seconds: Int? = nil) async throws -> WireMessage {
        let subscribe = try await request("SUBSCRIBE", .sent, from: mark) { message in
            let asked = message.header("Expires")
            return seconds.map { asked == "\($0)" } ?? (asked != "0")
        }
        let answer = try await answer(to: subscribe)
        guard answer.isResponse(200) else {
            throw RehearsalError.late(waitedFor: "a 200 to the SUBSCRIBE", seen: answer.description)
        }
        return subscribe
    }
}
