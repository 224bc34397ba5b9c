import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type QrSymbol, qrSymbol } from '@undongle/core/qr/symbol'
import { versionFor } from '@undongle/core/qr/version'
import { afterAll, expect, test } from 'vitest'
import { needs } from '../needs.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-qr-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// The smallest and the largest text of every version, and the texts in between that are likely: addresses.
const lengths = [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180]
const address = (length: number) =>
  'https://cloud.example/device?user_code=WDJB-MJHT&'.padEnd(length, 'Az9-').slice(0, length)

test('every size of QR code is read back by a decoder that is not ours', needs('zbar-tools'), () => {
  expect(new Set(lengths.map((length) => versionFor(length)?.number)).size).toBe(9)
  const texts = lengths.map(address)
  const files = texts.map((text, index) => {
    const file = path.join(folder, `${String(index).padStart(2, '0')}.pgm`)
    writeFileSync(file, pictureOf(qrSymbol(text) ?? []))
    return file
  })
  const quiet = { encoding: 'utf8', stdio: 'pipe' } as const
  const read = execFileSync('zbarimg', ['--raw', '-Sdisable', '-Sqrcode.enable', ...files], quiet)
  expect(read.trimEnd().split('\n')).toEqual(texts)
})

test('a text that no symbol holds has none', () => {
  expect(qrSymbol('x'.repeat(181))).toBeUndefined()
})

/** A gray picture as netpbm writes it, with the light border that a reader needs. */
function pictureOf(symbol: QrSymbol): string {
  const [scale, border] = [4, 4]
  const side = (symbol.length + 2 * border) * scale
  const shadeAt = (row: number, column: number) =>
    symbol[Math.floor(row / scale) - border]?.[Math.floor(column / scale) - border] ? '0' : '255'
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => shadeAt(row, column)).join(' '),
  )
  return `P2\n${side} ${side}\n255\n${rows.join('\n')}\n`
}
