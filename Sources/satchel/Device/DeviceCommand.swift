import ArgumentParser

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Laptops of the organisation, and how one joins.",
        discussion: """
            A laptop writes a request, headquarters approves it, the laptop accepts. Each time the two sides read six words \
            to each other: that is what keeps a stranger out.
            """,
        subcommands: [
            DeviceRequest.self, DeviceApprove.self, DeviceAccept.self, DeviceList.self, DeviceGrant.self, DeviceWithdraw.self,
            DeviceRevoke.self,
        ])
}
