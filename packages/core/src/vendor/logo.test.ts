import { expect, test } from 'vitest'
import { base64url, utf8 } from '../encoding.ts'
import { logoAddress, logoDataSchema, logoSizeBytes, logoTypeOf } from './logo.ts'

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xfb, 0xff])

test.each([
  ['image/png', png],
  ['image/svg+xml', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['image/svg+xml', utf8('\uFEFF<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg>\n<SVG >')],
  [undefined, utf8('<html><svg/></html>')],
  [undefined, utf8('GIF89a')],
  [undefined, utf8('<svgx>')],
  [undefined, new Uint8Array([0x89, 0x50])],
])('a logo is known by its bytes: %s', (type, bytes) => {
  expect(logoTypeOf(base64url(bytes))).toBe(type)
})

test('a logo that is too large is none', () => {
  const large = new Uint8Array(logoSizeBytes + 1)
  large.set(png)
  expect(logoTypeOf(base64url(large))).toBeUndefined()
  expect(logoDataSchema.safeParse(base64url(large.subarray(0, logoSizeBytes))).success).toBe(true)
  expect(logoDataSchema.safeParse(base64url(new Uint8Array(logoSizeBytes + 3))).success).toBe(false)
})

test('an image shows its very bytes', async () => {
  const shown = await fetch(logoAddress({ mediaType: 'image/png', data: base64url(png) }))
  expect([shown.headers.get('content-type'), new Uint8Array(await shown.arrayBuffer())]).toEqual(['image/png', png])
})
