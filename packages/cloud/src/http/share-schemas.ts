type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json }

/**
 * Writes each named schema once: wherever the same stands in the document, a reference to it takes its place. Two are the same
 * when their JSON is, whatever the order of their members.
 *
 * @param schemas components of the document, by name
 */
export function shareSchemas<Document>(document: Document, schemas: Readonly<Record<string, unknown>>): Document {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [textOf(schema as Json), name]))
  const share = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value
    const name = names.get(textOf(value))
    return name === undefined ? shareWithin(value) : { $ref: `#/components/schemas/${name}` }
  }
  const shareWithin = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(share)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, share(member)]))
  }
  const { components, ...rest } = document as unknown as { components: { [name: string]: Json } }
  // A named one stands whole in its own place.
  const own = Object.entries(schemas).map(([name, schema]) => [name, shareWithin(schema as Json)] as const)
  const shared = { ...(shareWithin(rest) as object), components: { ...components, schemas: Object.fromEntries(own) } }
  return shared as unknown as Document
}

function textOf(value: Json): string {
  return JSON.stringify(value, (_, member: Json) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
