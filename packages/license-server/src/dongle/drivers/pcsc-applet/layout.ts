/**
 * How the PC/SC library of a system lays out its numbers and structures: pcsc-lite takes the compiler's `long` for all of them, Windows
 * and macOS take 32 bits, and macOS packs its structures. Only the first was run here.
 */
export interface PcscLayout {
  readonly word: 'uint64_t' | 'uint32_t'
  readonly wordBytes: 4 | 8
  readonly handle: 'int64_t' | 'int32_t'
  readonly handleBytes: 4 | 8
  /** SCARD_READERSTATE: the name's address first, then something of ours, then what is known and what is. */
  readonly readerState: { readonly knownAt: number; readonly nowAt: number; readonly sizeBytes: number }
  /** Windows has two of each function that takes a text; this one takes bytes. */
  readonly ending: '' | 'A'
}

export function pcscLayoutFor(platform: NodeJS.Platform): PcscLayout {
  const small = { word: 'uint32_t', wordBytes: 4 } as const
  switch (platform) {
    case 'win32':
      return {
        ...small,
        handle: 'int64_t',
        handleBytes: 8,
        readerState: { knownAt: 16, nowAt: 20, sizeBytes: 64 },
        ending: 'A',
      }
    case 'darwin':
      return {
        ...small,
        handle: 'int32_t',
        handleBytes: 4,
        readerState: { knownAt: 16, nowAt: 20, sizeBytes: 61 },
        ending: '',
      }
    default:
      return {
        word: 'uint64_t',
        wordBytes: 8,
        handle: 'int64_t',
        handleBytes: 8,
        readerState: { knownAt: 16, nowAt: 24, sizeBytes: 80 },
        ending: '',
      }
  }
}
