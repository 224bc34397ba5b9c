import { type Id, type IdKind, makeId } from '@undongle/core/id'

const demoEpoch = new Date('2026-01-01T00:00:00.000Z')

/** Ids of the demo base are the same at every start, so that importing it again changes nothing. */
export function demoId<Kind extends IdKind>(kind: Kind, number: number): Id<Kind> {
  const bytes = new Uint8Array(10)
  new DataView(bytes.buffer).setUint32(6, number)
  return makeId(kind, demoEpoch, () => bytes)
}
