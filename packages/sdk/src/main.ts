// What an application links: `open`, the seat it gives, and the errors it throws. Works in Node and in browsers.
export type { Consumed, License, LicensedProduct, OpenOptions, Right, RootKey, Seat, SeatEvents } from './license.ts'
export { LicenseError } from './license-error.ts'
export { open } from './open.ts'
export { type LeaseStore, memoryStore } from './store.ts'
