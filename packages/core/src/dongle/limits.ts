/** Limits of what is believed from a dongle: the smallest tokens hold a few KiB, and a hostile device may answer without end. */
export const stateBodySizeBytes = 1024
export const signatureSizeBytes = 64
export const licenseListSizeBytes = 32 * 1024
export const orderSizeBytes = 32 * 1024
export const licensesPerDongle = 200
export const objectsPerDongle = 256
