import { z } from 'zod'
import { fromBase64url } from '../encoding.ts'

/** What a page shows in an `<img>`, where nothing of it can run or load anything. */
export const logoMediaTypes = ['image/png', 'image/svg+xml'] as const
export type LogoMediaType = (typeof logoMediaTypes)[number]

/** Every License Server keeps it, and shows it in a line of 32 pixels. */
export const logoSizeBytes = 32 * 1024

/** The bytes of a picture, base64url. */
export const logoDataSchema = z
  .base64url()
  .min(1)
  .max(Math.ceil((logoSizeBytes * 4) / 3))

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** After what an XML file may begin with: its declaration, comments, a document type. */
const svgStart = /^\uFEFF?\s*(<\?xml[^>]*\?>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype[^>[]*>\s*)?<svg[\s>]/i

/** @returns what a picture is, by its bytes; undefined for what no page shows, or is too large */
export function logoTypeOf(data: string): LogoMediaType | undefined {
  const bytes = fromBase64url(data)
  if (bytes === undefined || bytes.length > logoSizeBytes) return undefined
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return 'image/png'
  return svgStart.test(new TextDecoder().decode(bytes)) ? 'image/svg+xml' : undefined
}

/** An address of the picture itself (RFC 2397), for an `<img>`. */
export const logoAddress = ({ mediaType, data }: { mediaType: LogoMediaType; data: string }): string =>
  `data:${mediaType};base64,${data.replaceAll('-', '+').replaceAll('_', '/')}`
