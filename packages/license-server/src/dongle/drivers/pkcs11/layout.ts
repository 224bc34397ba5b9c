/**
 * How a PKCS#11 module lays out its structures in memory. The standard fixes two ways: Windows packs every structure to
 * one byte and has a CK_ULONG of 32 bits; everywhere else the compiler's own alignment and a 64-bit CK_ULONG hold
 * (PKCS#11 2.40 base, section 2.1). Nothing else in the driver knows of this difference.
 */
export interface Layout {
  ulongBytes: 4 | 8
  /** Where the function pointers begin, after the two version bytes of CK_FUNCTION_LIST. */
  functionsAt: number
  /** Where the library's version stands in CK_INFO. */
  libraryVersionAt: number
  /** CK_ATTRIBUTE and CK_MECHANISM share one shape: a number, a pointer, a length. */
  triple: { pointerAt: number; lengthAt: number; sizeBytes: number }
}

export const pointerBytes = 8

export function layoutFor(platform: NodeJS.Platform): Layout {
  return platform === 'win32'
    ? { ulongBytes: 4, functionsAt: 2, libraryVersionAt: 70, triple: { pointerAt: 4, lengthAt: 12, sizeBytes: 16 } }
    : { ulongBytes: 8, functionsAt: 8, libraryVersionAt: 80, triple: { pointerAt: 8, lengthAt: 16, sizeBytes: 24 } }
}

/** CK_UNAVAILABLE_INFORMATION: all bits set, whatever the width. */
export function unavailable(layout: Layout): bigint {
  return layout.ulongBytes === 4 ? 0xffff_ffffn : 0xffff_ffff_ffff_ffffn
}

export function readUlong(layout: Layout, bytes: DataView, at: number): bigint {
  return layout.ulongBytes === 4 ? BigInt(bytes.getUint32(at, true)) : bytes.getBigUint64(at, true)
}

export function writeUlong(layout: Layout, bytes: DataView, at: number, value: bigint): void {
  if (layout.ulongBytes === 4) bytes.setUint32(at, Number(value), true)
  else bytes.setBigUint64(at, value, true)
}
