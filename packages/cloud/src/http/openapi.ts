import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { cloudApi } from '@undongle/core/api/cloud'
import { problemSchema } from '@undongle/core/api/error'
import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import type { Operation } from '@undongle/core/api/operation'
import { type OperationName, permissions } from '@undongle/core/api/permission'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>
let built: Document | undefined

/** The OpenAPI 3.1 document of the cloud, made from the same table as its routes. */
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
  for (const name of Object.keys(cloudApi) as OperationName[]) {
    documented.openAPIRegistry.registerPath(describe(name, cloudApi[name]))
  }
  return documented.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Undongle license cloud', version: '1', license: { name: 'Apache-2.0' } },
  })
}

function describe(name: OperationName, operation: Operation) {
  const { body, parameters, query } = operation
  return createRoute({
    method: operation.method,
    path: operation.path,
    operationId: name,
    summary: operation.summary,
    ...(Object.hasOwn(permissions[name], 'anyone') ? {} : { security: [{ accessToken: [] }, { session: [] }] }),
    request: {
      ...(parameters ? { params: parameters } : {}),
      ...(query ? { query } : {}),
      ...(body ? { body: { required: true, content: contentOf(name, body) } } : {}),
    },
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: operation.answer } } },
      ...problemsOf(operation),
    },
  })
}

function contentOf(name: OperationName, schema: z.ZodType) {
  const json = { 'application/json': { schema } }
  return name === 'contract.import' ? { ...json, 'text/csv': { schema: z.string() } } : json
}

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
