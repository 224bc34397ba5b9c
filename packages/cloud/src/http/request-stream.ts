import { ApiError } from '@undongle/core/api/error'

/**
 * A body as text, piece by piece, as it arrives. A type that is not named is refused, as `readBody` does.
 *
 * @throws ApiError `request-invalid`, also while it is read: for what is not UTF-8
 */
export function readTexts(request: Request, types: readonly string[]): { type: string; texts: AsyncGenerator<string> } {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!types.includes(type)) throw invalid(`the type ${type || 'missing'} is not accepted`)
  return { type, texts: decode(request.body) }
}

async function* decode(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decoded = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch {
      throw invalid('is not UTF-8')
    }
  }
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) yield decoded(bytes)
  yield decoded()
}

const invalid = (detail: string): ApiError => new ApiError('request-invalid', { fields: [{ pointer: '', detail }] })
