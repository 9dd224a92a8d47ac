import Testing

@testable import Enforcement

@Suite struct OwnAddressesTests {
    static let phone = OwnAddress(host: "192.0.2.1", port: 5060)
    static let pbx = OwnAddress(host: "192.0.2.1", port: 5062)
    static let phone6 = OwnAddress(host: "[2001:DB8::1]", port: 5060)
    static let addresses: OwnAddresses = {
        var addresses = OwnAddresses(phone: phone, pbx: pbx)
        addresses.add(phone6, .phone, .udp, isIPv4: false)
        addresses.add(OwnAddress(host: "192.0.2.1", port: 5061), .phone, .tls, isIPv4: true)
        return addresses
    }()

    static let four = Endpoint(ipv4: 0xC000_0207, port: 1)
    static let six = Endpoint(high: 0x2001_0DB8_0000_0000, low: 7, port: 1)

    @Test func eachFamilyIsToldItsOwn() {
        #expect(Self.addresses.address(.phone, toward: Self.four) == Self.phone)
        #expect(Self.addresses.address(.phone, toward: Self.six) == Self.phone6)
        #expect(Self.addresses.address(.phone, toward: Self.six).text == "[2001:db8::1]:5060")
    }

    @Test func eachTransportIsToldItsOwn() {
        #expect(Self.addresses.address(.phone, toward: Self.four.by(.tls)).port == 5061)
        #expect(Self.addresses.address(.pbx, toward: Self.four.by(.udp)) == Self.pbx)
    }

    @Test func whatHasNoNameOfItsOwnIsCalledByTheSideName() {
        #expect(Self.addresses.address(.pbx, toward: Self.six.by(.tcp)) == Self.pbx)
    }
}
