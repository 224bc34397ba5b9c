import { ApiError } from '@undongle/core/api/error'
import type { Operation } from '@undongle/core/api/operation'
import type { Context, Hono, Env as HonoEnv } from 'hono'
import type { z } from 'zod'

const usualBodySizeBytes = 256 * 1024

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>
interface Parts<Op extends Operation> {
  readonly parameters: Parsed<Op['parameters']>
  readonly query: Parsed<Op['query']>
  readonly body: Parsed<Op['body']>
}

/** Serves one row of the API table: everything is parsed here, once, and the answer has the shape the table promises. */
export function route<const Op extends Operation, Env extends HonoEnv>(
  app: Hono<Env>,
  operation: Op,
  act: (parts: Parts<Op>, context: Context<Env>) => Promise<z.input<Op['answer']>> | z.input<Op['answer']>,
): void {
  app.on(operation.method.toUpperCase(), operation.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    const parameters = parse(operation.parameters, c.req.param())
    const query = parse(operation.query, c.req.query())
    const body = parse(
      operation.body,
      operation.body === undefined ? {} : await readJson(c.req.raw, operation.bodySizeBytes),
    )
    const answer = await act({ parameters, query, body } as Parts<Op>, c)
    c.header('cache-control', 'no-store')
    return c.json(answer as object)
  })
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return {}
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message }))
  throw new ApiError('request-invalid', { fields })
}

/** Reads at most the limit, whatever Content-Length says. */
async function readJson(request: Request, limitBytes = usualBodySizeBytes): Promise<unknown> {
  if (request.headers.get('content-type')?.split(';')[0]?.trim() !== 'application/json') {
    throw new ApiError('request-invalid', { fields: [{ pointer: '', detail: 'send application/json' }] })
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limitBytes) throw new ApiError('request-too-large')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new ApiError('request-invalid', { fields: [{ pointer: '', detail: 'is not JSON' }] })
  }
}
