// What an application links: `open`, the seat it gives, and the errors it throws. Works in Node and in browsers.
export type { SeatSource } from '@undongle/core/document/lease'
export type { Right } from './decide-right.ts'
export { LicenseError } from './license-error.ts'
export { type License, type OpenOptions, open } from './open.ts'
export type { Seat, SeatEvents } from './seat.ts'
export { type LeaseStore, memoryStore } from './store.ts'
