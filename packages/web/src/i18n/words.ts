import type { en } from './en.ts'

/** Another language: exactly the keys of English, each with a sentence of its own. A key too many or too few is a type error. */
export type Words = Translated<typeof en>

export type Translated<Tree> = Tree extends string ? string : { readonly [Key in keyof Tree]: Translated<Tree[Key]> }

type Table = Readonly<Record<string, object>>

/** Of a table of core's only what people read: a status or a percentage has no translation. */
export type Said<Rows extends Table, Field extends string> = {
  readonly [Code in keyof Rows]: { readonly [Name in Field]: string }
}

export function said<Rows extends Table, Field extends string>(
  rows: Rows,
  ...fields: readonly Field[]
): Said<Rows, Field> {
  const spoken = ([code, row]: [string, object]) => [
    code,
    Object.fromEntries(Object.entries(row).filter(([field]) => fields.some((one) => one === field))),
  ]
  return Object.fromEntries(Object.entries(rows).map(spoken)) as Said<Rows, Field>
}

/** What a table of problems says in another language. */
export type ProblemWords<Rows extends Table> = Said<Rows, 'say' | 'next'>

/** What an application that waits is told, by answer and reason. */
export type ReadinessWords<Answers extends Readonly<Record<string, Table>>> = {
  readonly [Answer in keyof Answers]: ProblemWords<Answers[Answer]>
}
