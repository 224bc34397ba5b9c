import { ApiError } from '@undongle/core/api/error'
import { fromUtf8 } from '@undongle/core/encoding'

type Parsers = Readonly<Record<string, (text: string) => unknown>>

/**
 * Reads a body up to a limit and parses it by its type. A type that is not named is refused: a form of a foreign page can't
 * say `application/json` without asking first (CORS).
 *
 * @throws ApiError `request-too-large`, `request-invalid`
 */
export async function readBody(request: Request, sizeBytes: number, parsers: Parsers = {}): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const parse = type === 'application/json' ? parseJson : Object.hasOwn(parsers, type) ? parsers[type] : undefined
  if (parse === undefined) throw invalid(`the type ${type || 'missing'} is not accepted`)
  const text = fromUtf8(await readBytes(request, sizeBytes))
  if (text === undefined) throw invalid('is not UTF-8')
  return parse(text.replace(/^\uFEFF/, ''))
}

async function readBytes(request: Request, sizeBytes: number): Promise<Uint8Array> {
  const { headers } = request
  const told = Number(headers.get('content-length') ?? Number.NaN)
  if (told > sizeBytes) throw new ApiError('request-too-large')
  // No more can come than was told, and read whole it needs no stream. Chunks (RFC 9112, 6.3) have no length before they are all there.
  if (told >= 0 && !headers.has('transfer-encoding')) return new Uint8Array(await request.arrayBuffer())
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > sizeBytes) throw new ApiError('request-too-large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('is not JSON')
  }
}

const invalid = (detail: string): ApiError => new ApiError('request-invalid', { fields: [{ pointer: '', detail }] })
