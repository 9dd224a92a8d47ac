import AdministeredStore
import PolicyAdministration
import PolicyStore

/// A policy in a store, administered.
struct Desk: Sendable {
    static let text = """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {name: Alice Ng, extensions: ["101"]}
          bob: {name: Bob Roy, extensions: ["102"]}
          carol: {extensions: ["99"]}
        roles:
          Admin: ["role:Desk"]
          Desk: ["user:alice"]
        extensions:
          "101": {status: nobody}
          "99": {managed: admin, status: everyone}
          "200": {}
        ---
        organization: Other Ltd
        domains: [other.example]
        users:
          eve: {extensions: ["101"]}
        roles:
          Admin: ["user:eve"]
        """

    private let place: AdministeredStore

    init() throws { place = try AdministeredStore(Self.text) }

    var store: any Store { place.store }
    var administration: PolicyAdministration { place.administration }
}
