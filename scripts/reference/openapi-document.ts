import { openApiDocument } from '../../packages/cloud/src/http/openapi.ts'

export const openApiFile = 'docs/reference/openapi.json'

/** The cloud's OpenAPI document, as it is served. */
export const writeOpenApi = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`
