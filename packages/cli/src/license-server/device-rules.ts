/** Makers of license dongles, by their USB numbers (usb.ids), whose devices drivers open themselves. */
const makers = ['0529', '064f', '0819', '088e', '096e', '0a89', '0d7a', '0e50', '1bc0', '04b9', '069e', '073d', '07f2']

/**
 * Lets the service's group open dongles: by maker, and every USB device that is a smart card reader (class 0b), which signing tokens are.
 * What a person may do with them by other rules stays.
 */
export const udevRules = (group: string): string => `# Written by: undongle license-server install
SUBSYSTEM!="usb", GOTO="undongle_end"
ENV{DEVTYPE}!="usb_device", GOTO="undongle_end"
ATTR{idVendor}=="${makers.join('|')}", MODE="0660", GROUP="${group}"
ENV{ID_USB_INTERFACES}=="*:0b????:*", MODE="0660", GROUP="${group}"
LABEL="undongle_end"
`

/** Debian's pcscd serves only who sits at the machine; a service has to be named. */
export const polkitRules = (user: string): string => `// Written by: undongle license-server install
polkit.addRule(function (action, subject) {
  var ofCards = action.id == "org.debian.pcsc-lite.access_pcsc" || action.id == "org.debian.pcsc-lite.access_card";
  if (ofCards && subject.user == "${user}") return polkit.Result.YES;
});
`
