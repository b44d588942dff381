import Clinic
import Records
import Roster

struct RequestView: Renderable {
    let file: String
    let words: [String]
    /// Made up for a new store.
    let passphrase: String?

    var json: JSONValue {
        ["file": .text(file), "words": .array(words.map(JSONValue.text)), "passphrase": passphrase.json]
    }

    func write(to page: inout Page) {
        page.line("Wrote the request to \(file). Bring it to headquarters.")
        page.line("Six words to read out there:")
        page.line("  \(words: words.joined(separator: " "))")
        if let passphrase { PassphraseText.write(passphrase, to: &page) }
    }
}

struct ApprovalView: Renderable {
    let approval: Approval
    let file: String

    var json: JSONValue {
        ["code": .text(approval.code), "file": .text(file), "words": .array(approval.words.map(JSONValue.text))]
    }

    func write(to page: inout Page) {
        page.line("Approved \(approval.code). Bring \(file) to it; there: satchel device accept FILE")
        page.line("Six words that the laptop will show, to read out to the person there:")
        page.line("  \(words: approval.words.joined(separator: " "))")
    }
}

struct AcceptedView: Renderable {
    let preview: AcceptancePreview
    let spaces: [SpaceRow]
    let read: ReadView

    var json: JSONValue {
        [
            "code": .text(preview.code), "organisation": .text(preview.organisation.description),
            "spaces": .array(spaces.map(\.json)), "read": read.json,
        ]
    }

    func write(to page: inout Page) {
        page.line("This laptop is \(preview.code) now.")
        if spaces.isEmpty {
            page.line("It has no caseload yet: headquarters gives one with `satchel device grant \(preview.code) NAME` and a stick.")
        } else {
            page.line("Caseloads: \(.list(spaces.map(\.phrase))).")
        }
        page.line("From now on `satchel stick write` and `satchel stick read` keep it level with headquarters.")
    }
}

struct GrantView: Renderable {
    let code: String
    let space: SpaceID
    let name: String?
    let access: Access

    var json: JSONValue {
        ["code": .text(code), "space": ["id": .text(space.description), "name": name.json], "access": .text(access.word)]
    }

    func write(to page: inout Page) {
        page.line("\(code.uppercased()) may \(words: access.word) \(name ?? space.description). The next stick takes it there.")
    }
}

struct DeviceTable: Renderable {
    let devices: [DeviceRow]

    var json: JSONValue {
        [
            "devices": .array(
                devices.map { device in
                    [
                        "code": .text(device.code), "headquarters": .flag(device.role == .headquarters), "this": .flag(device.isThisDevice),
                        "revoked": .flag(device.isRevoked), "lastHeard": device.lastHeard.map(Moment.json) ?? .null,
                        "grants": .array(
                            device.grants.map {
                                ["space": .text($0.space.description), "name": $0.name.json, "access": .text($0.access.word)]
                            }),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !devices.isEmpty else {
            return page.line("This device belongs to no organisation yet. `satchel device request --out FILE` asks to join one.")
        }
        var table = Table(["CODE", "", "CASELOADS", "LAST HEARD"], flexible: 2)
        for device in devices {
            let about = [
                device.isThisDevice ? "this device" : nil, device.role == .headquarters ? "headquarters" : nil,
                device.isRevoked ? "revoked" : nil,
            ]
            let grants = device.grants.map { grant -> Phrase in
                grant.access == .read ? "\(grant.name ?? grant.space.description) (read)" : "\(grant.name ?? grant.space.description)"
            }
            table.row([
                "\(device.code)", .words(about.compactMap { $0 }.joined(separator: ", ")), .list(grants),
                .words(device.lastHeard.map(Moment.text) ?? (device.isThisDevice ? "" : "never")),
            ])
        }
        page.table(table)
    }
}
