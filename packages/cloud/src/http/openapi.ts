import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { authApi } from '@undongle/core/api/auth'
import { cloudApi } from '@undongle/core/api/cloud'
import { problemSchema } from '@undongle/core/api/error'
import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import type { Operation } from '@undongle/core/api/operation'
import { permissions } from '@undongle/core/api/permission'
import { namedSchemas } from './openapi-schemas.ts'
import { shareSchemas } from './share-schemas.ts'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>
let built: Document | undefined

/** The OpenAPI 3.1 document of the cloud, made from the same tables as its routes. */
export function openApiDocument(): Document {
  built ??= build()
  return built
}

function build(): Document {
  const documented = new OpenAPIHono()
  documented.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', { type: 'http', scheme: 'bearer' })
  documented.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'undongle.session_token',
  })
  const operations: Record<string, Operation> = { ...authApi, ...cloudApi }
  for (const [name, operation] of Object.entries(operations)) {
    documented.openAPIRegistry.registerPath(describe(name, operation))
  }
  const document = documented.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Undongle license cloud', version: '1', license: { name: 'Apache-2.0' } },
  })
  return shareSchemas(document, componentsOf(namedSchemas))
}

/** Each schema as the answer of an operation has it: the registry takes by name only schemas that it made itself. */
function componentsOf(schemas: Readonly<Record<string, z.ZodType>>): Record<string, unknown> {
  const scratch = new OpenAPIHono()
  for (const [name, schema] of Object.entries(schemas)) {
    const responses = { 200: { description: name, content: { [json]: { schema } } } }
    scratch.openAPIRegistry.registerPath(createRoute({ method: 'get', path: `/${name}`, responses }))
  }
  const { paths = {} } = scratch.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
  return Object.fromEntries(
    Object.keys(schemas).map((name) => [name, paths[`/${name}`]?.get?.responses?.['200']?.content?.[json]?.schema]),
  )
}

const json = 'application/json'

function describe(name: string, operation: Operation) {
  const { parameters, query } = operation
  return createRoute({
    method: operation.method,
    path: operation.path,
    operationId: name,
    summary: operation.summary,
    ...(needsSignIn(name) ? { security: [{ accessToken: [] }, { session: [] }] } : {}),
    request: {
      ...(parameters ? { params: parameters } : {}),
      ...(query ? { query } : {}),
      ...requestBodyOf(operation),
    },
    responses: {
      200: { description: 'The answer', content: answerOf(operation) },
      ...problemsOf(operation),
    },
  })
}

function needsSignIn(name: string): boolean {
  const row = Object.entries(permissions).find(([operation]) => operation === name)?.[1]
  return row !== undefined && !Object.hasOwn(row, 'anyone')
}

function requestBodyOf({ body, streamTypes = [] }: Operation) {
  if (body === undefined && streamTypes.length === 0) return {}
  return {
    body: {
      required: true,
      content: { ...(body ? { [json]: { schema: body } } : {}), ...textOf(streamTypes) },
    },
  }
}

const answerOf = ({ answer, answerTypes = [] }: Operation) => ({
  [json]: { schema: answer },
  ...textOf(answerTypes),
})

const textOf = (types: readonly string[]): Record<string, { schema: z.ZodType }> =>
  Object.fromEntries(types.map((type) => [type, { schema: z.string() }]))

/** One entry a status, naming every code that has it. */
function problemsOf(operation: Operation) {
  const codes = new Set<ApiErrorCode>([...operation.problems, 'internal-error'])
  if (operation.body || operation.parameters || operation.query) codes.add('request-invalid')
  if (operation.body) codes.add('request-too-large')
  const byStatus = new Map<number, string[]>()
  for (const code of codes) {
    const { status, say } = apiErrors[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${code}: ${say}`])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      status,
      { description: lines.join('\n'), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  )
}
