import { z } from 'zod'

// A reference page as a test reads it: sections, the fields its tables name, its examples; and the fields that a schema really has.

/** From a heading to the next one of its level or above. */
export function sectionOf(page: string, title: string): string {
  const heading = new RegExp(`^(#+) ${title.replaceAll(/[.*+?^()[\]{}|\\]/g, '\\$&')}$`, 'm').exec(page)
  if (heading === null) return ''
  const after = page.slice(heading.index + heading[0].length)
  return after.split(new RegExp(`^#{1,${heading[1]?.length ?? 1}} `, 'm'))[0] ?? ''
}

/** The first cell of each row that names a field; tables of something else have no code there. */
export function fieldsOnPage(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].flatMap(([, field]) => field ?? [])
}

/** The text of a code block marked `json id=…`. */
export function exampleOf(page: string, id: string): string {
  return new RegExp(`^\`\`\`json id=${id}\n([^]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
}

/**
 * Every field of a schema, nested ones as `a.b` and those of a list's items as `a[].b`.
 *
 * @param linked schemas that have a section of their own: their fields are not told again
 */
export function fieldsOf(schema: z.core.$ZodType, linked: ReadonlySet<z.core.$ZodType>, prefix = ''): string[] {
  if (prefix !== '' && linked.has(schema)) return []
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, inner]) => {
      const field = prefix === '' ? name : `${prefix}.${name}`
      return [field, ...fieldsOf(inner, linked, field)]
    })
  }
  if (schema instanceof z.ZodUnion) {
    return [...new Set(schema.options.flatMap((option) => fieldsOf(option, linked, prefix)))]
  }
  if (schema instanceof z.ZodOptional) return fieldsOf(schema.unwrap(), linked, prefix)
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, linked, `${prefix}[]`)
  return []
}
