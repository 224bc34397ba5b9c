import koffi from 'koffi'
import { expect, test } from 'vitest'
import { functionCount, functions } from './constants.ts'
import { layoutFor, readUlong, unavailable, writeUlong } from './layout.ts'

test('[Q101] structures lie as the standard says: aligned, and packed to one byte with a 32-bit CK_ULONG on Windows', () => {
  const fields = (ulong: string) => ({ type: ulong, value: 'void *', length: ulong })
  const aligned = koffi.struct(fields('uint64_t'))
  const packed = koffi.pack(fields('uint32_t'))
  for (const [layout, struct] of [
    [layoutFor('linux'), aligned],
    [layoutFor('win32'), packed],
  ] as const) {
    expect(layout.triple).toEqual({
      pointerAt: koffi.offsetof(struct, 'value'),
      lengthAt: koffi.offsetof(struct, 'length'),
      sizeBytes: koffi.sizeof(struct),
    })
  }
  const list = { major: 'uint8_t', minor: 'uint8_t', first: 'void *' }
  expect(layoutFor('linux').functionsAt).toBe(koffi.offsetof(koffi.struct(list), 'first'))
  expect(layoutFor('win32').functionsAt).toBe(koffi.offsetof(koffi.pack(list), 'first'))
  const maker = koffi.array('uint8_t', 32)
  const about = (ulong: string) => ({
    major: 'uint8_t',
    minor: 'uint8_t',
    maker,
    flags: ulong,
    words: maker,
    version: 'uint8_t',
  })
  expect(layoutFor('linux').libraryVersionAt).toBe(koffi.offsetof(koffi.struct(about('uint64_t')), 'version'))
  expect(layoutFor('win32').libraryVersionAt).toBe(koffi.offsetof(koffi.pack(about('uint32_t')), 'version'))
})

test.each(['linux', 'darwin', 'win32'] as const)('a CK_ULONG on %s is read as it was written', (platform) => {
  const layout = layoutFor(platform)
  const view = new DataView(new ArrayBuffer(16))
  for (const value of [0n, 1n, 0x101n, unavailable(layout)]) {
    writeUlong(layout, view, 3, value)
    expect(readUlong(layout, view, 3)).toBe(value)
  }
})

test('every function has a place of its own in the list', () => {
  const positions = Object.values(functions).map(([position]) => position)
  expect(new Set(positions).size).toBe(positions.length)
  expect(Math.max(...positions)).toBeLessThan(functionCount)
})
