import ts from 'typescript'

/** One SQL statement, or one chain of the query builder, as the lint sees it. */
export interface Statement {
  /** `path:line` */
  readonly where: string
  /** Without comments, and with the inside of literals removed. */
  readonly text: string
  readonly comments: readonly string[]
  /** The tables it reads or writes, without schema `public`; of other schemas as `schema.table`. */
  readonly tables: readonly string[]
}

/** The statements of a migration. Definitions have no `tables`: the catalog shows what they made. */
export function statementsOfSql(path: string, source: string): readonly Statement[] {
  return split(source).map(({ offset, text, comments }) => ({
    where: `${path}:${lineAt(source, offset)}`,
    text,
    comments,
    tables: tablesOf(text),
  }))
}

/** The statements of a TypeScript file: its SQL literals, and its chains of Kysely calls. */
export function statementsOfTypeScript(path: string, source: string): readonly Statement[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true)
  const found: Statement[] = []
  const visit = (node: ts.Node): void => {
    const where = `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
    const literal = literalText(node)
    if (literal !== undefined && startsLikeSql.test(literal)) {
      found.push(...statementsOfSql(path, literal).map((statement) => ({ ...statement, where })))
    }
    const tables = builderTables(node)
    if (tables.length > 0) found.push({ where, text: chainOf(node).getText(file), comments: [], tables })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const startsLikeSql = /^\s*(--.*\n\s*|\/\*.*?\*\/\s*)*(select|insert|update|delete|with|merge|listen|lock|truncate)\b/is

/** A literal's text, each interpolated value as a parameter. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map((span) => `$0${span.literal.text}`)].join('')
}

/** Inserts are left out: their rows come as objects, and a tenant table's `company_id` is NOT NULL. */
const builderCalls = ['selectFrom', 'updateTable', 'deleteFrom', 'mergeInto', 'innerJoin', 'leftJoin']

function builderTables(node: ts.Node): readonly string[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return []
  const [table] = node.arguments
  if (!builderCalls.includes(node.expression.name.text) || !table || !ts.isStringLiteralLike(table)) return []
  return [withoutPublic(table.text.split(/\s/)[0] ?? '')]
}

/** From one call of a chain to the whole chain. */
function chainOf(node: ts.Node): ts.Node {
  const { parent } = node
  const goesOn = (ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node
  return goesOn ? chainOf(parent) : node
}

function tablesOf(text: string): readonly string[] {
  if (!/^\s*(select|insert|update|delete|with|merge|lock|truncate)\b/i.test(text)) return []
  const names = text.matchAll(
    /\b(?:from|join|into|update|using|truncate|lock\s+table)\s+(?:only\s+)?("?\w+"?(?:\."?\w+"?)?)/gi,
  )
  return [...names].map(([, name = '']) => withoutPublic(name.replaceAll('"', '').toLowerCase()))
}

const withoutPublic = (name: string): string => name.replace(/^public\./, '')

interface Piece {
  readonly offset: number
  readonly text: string
  readonly comments: readonly string[]
}

/** Splits at semicolons outside comments and literals. The body of a `do` block is code too: it is split like the rest. */
function split(source: string): readonly Piece[] {
  const pieces: Piece[] = []
  let piece = { offset: 0, text: '', comments: [] as string[] }
  for (const match of source.matchAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|;|[^-/';]+|[-/]/g)) {
    const token = match[0]
    if (token.startsWith('--') || token.startsWith('/*')) piece.comments.push(token)
    else if (token.startsWith("'")) piece.text += "''"
    else if (token === ';') {
      pieces.push(piece)
      piece = { offset: match.index + 1, text: '', comments: [] }
    } else {
      if (piece.text.trim() === '') piece.offset = match.index + (token.length - token.trimStart().length)
      piece.text += token
    }
  }
  return [...pieces, piece].filter(({ text }) => text.trim() !== '')
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length
}
