import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'
import { shareSchemas } from './share-schemas.ts'

test('what is named stands once, also within another named one, and the rest stays as it is', () => {
  const id = { type: 'string', pattern: '^x' }
  const thing = { type: 'object', properties: { id: { pattern: '^x', type: 'string' } } }
  const document = { components: { parameters: {} }, paths: { a: { schema: thing }, b: [id, { type: 'string' }] } }
  expect(shareSchemas(document, { Id: id, Thing: thing })).toEqual({
    components: {
      parameters: {},
      schemas: { Id: id, Thing: { type: 'object', properties: { id: { $ref: '#/components/schemas/Id' } } } },
    },
    paths: {
      a: { schema: { $ref: '#/components/schemas/Thing' } },
      b: [{ $ref: '#/components/schemas/Id' }, { type: 'string' }],
    },
  })
})

test('every reference of the document leads to a schema, and every named schema is referred to', () => {
  const document = openApiDocument()
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
  const referred = new Set(references.map(([, name = '']) => name))
  expect([...referred].toSorted()).toEqual(Object.keys(document.components?.schemas ?? {}).toSorted())
})
