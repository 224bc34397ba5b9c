import { ApiError, toProblem } from '@undongle/core/api/error'
import type { Operation } from '@undongle/core/api/operation'

/** What a call brought, each part already parsed by the operation's own schema. */
export interface Call {
  readonly parameters: Record<string, string>
  readonly query: Record<string, string>
  readonly body: unknown
  readonly headers: Headers
}
export type Answers<Api extends Record<string, Operation>> = {
  [Name in keyof Api]?: (call: Call) => unknown
}

/**
 * A server built from an API table, for clients under test: it parses what a client sends and checks what it answers with the table's own
 * schemas, so that neither side can drift from them. Returned as a fetch: no sockets.
 */
export function serveOperations<Api extends Record<string, Operation>>(api: Api, answers: Answers<Api>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    for (const [name, operation] of Object.entries(api)) {
      const match = patternOf(operation).exec(url.pathname)
      const answer = answers[name]
      if (operation.method.toUpperCase() !== request.method || match === null || answer === undefined) continue
      return reply(operation, answer, request, Object.fromEntries(url.searchParams), match.groups ?? {})
    }
    return problem(new ApiError('not-found'))
  }
}

async function reply(
  operation: Operation,
  answer: (call: Call) => unknown,
  request: Request,
  query: Record<string, string>,
  groups: Record<string, string>,
): Promise<Response> {
  try {
    const text = await request.text()
    const parameters = Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
    operation.parameters?.parse(parameters)
    operation.query?.parse(query)
    const body = operation.body?.parse(JSON.parse(text))
    const said = await answer({ parameters, query, body, headers: request.headers })
    return said instanceof Response ? said : Response.json(operation.answer.parse(said))
  } catch (error) {
    return problem(error instanceof ApiError ? error : new ApiError('request-invalid', { detail: String(error) }))
  }
}

function problem(error: ApiError): Response {
  const body = toProblem(error, 'req_test')
  const { retryAfterSeconds } = error
  const headers = {
    'content-type': 'application/problem+json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  }
  return Response.json(body, { status: body.status, headers })
}

const patternOf = (operation: Operation): RegExp =>
  new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
