import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type QrSymbol, qrSymbol } from '../../packages/web/src/ui/qr-symbol.ts'
import { needs } from '../needs.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-qr-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lengths = [1, 40, 62, 63, 84, 106, 122, 152, 180]
const address = (length: number) =>
  'https://cloud.example/device?user_code=WDJB-MJHT&'.padEnd(length, 'Az9-').slice(0, length)

test('a QR code of a text of any length is read back by a decoder', needs('zbar-tools'), () => {
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

/** A gray picture as netpbm writes it. */
function pictureOf(symbol: QrSymbol): string {
  const scale = 4
  const side = symbol.length * scale
  const shadeAt = (row: number, column: number) =>
    symbol[Math.floor(row / scale)]?.[Math.floor(column / scale)] ? '0' : '255'
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => shadeAt(row, column)).join(' '),
  )
  return `P2\n${side} ${side}\n255\n${rows.join('\n')}\n`
}
