public import Records
import Vault

/// What forms begin with on this device.
extension Clinic {
    private static let placeSetting = "device-place"

    /// The name of whoever saves.
    public func ownName() throws -> String? { try personName(actingPerson ?? vault.person) }

    /// Where the device is used, as it was last said.
    public func place() throws -> Place? {
        guard let stored = try vault.log.setting(Self.placeSetting), let json = try? JSONValue(parsing: stored),
            case .place(let place)? = try? Value(json: json, field: Field(name: "place", type: .place))
        else { return nil }
        return place
    }

    /// - Parameter text: words, or `@CODE` and words; empty to forget it. It stays on this device.
    public func setPlace(_ text: String) throws {
        guard let field = catalog[KindName.client]?["place"] else {
            throw ClinicError(.badSchemas, "The record kinds in use have no place of a client.", hint: "Leave out --schemas.")
        }
        let json = try catalog.json(fromText: text, field: field.name, kind: KindName.client)
        var batch = LogBatch()
        let changes = try catalog.validate(kind: KindName.client, fields: [field.name: json], creating: false)
        if case .put(.place(let place))? = changes.first?.edit {
            batch.settings[Self.placeSetting] = Value.place(place).json.serialized()
        } else {
            batch.settings[Self.placeSetting] = .some(nil)
        }
        try vault.log.write(batch)
    }
}
