export const licenseServerVersion = '0.1.0'
