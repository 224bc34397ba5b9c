import ts from 'typescript'
import { isTestFile } from './imports.ts'
import type { Breach, SourceFile } from './source-file.ts'

/** Words that say nothing about what a thing is. */
const emptyWords = ['Manager', 'Helper', 'Util', 'Data', 'Info', 'Handler']

/** House rules on files and what they export: empty words, barrels, default exports, and where settings are read. */
export function nameBreaches(file: SourceFile): Breach[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true)
  const exports = exportedNames(source)
  const says = [
    ...emptyWordsIn(fileName(file.path).replace(/\..*/, '')).map((word) => `is named with the empty word ${word}`),
    ...exports.flatMap((name) =>
      emptyWordsIn(name).map((word) => `exports ${name}, named with the empty word ${word}`),
    ),
    ...(isBarrel(file.path) ? ['is a barrel: import from the file itself'] : []),
    ...(exports.includes('default') && !isToolConfig(file.path) ? ['has a default export'] : []),
    ...(readsEnvironment(file)
      ? ['reads process.env: only a config.ts does, everything else is passed its values']
      : []),
  ]
  return says.map((say) => ({ path: file.path, say }))
}

/** The last word names the thing: `TokenInfo` tells nothing more than `Token`, while a `dataFolder` is a folder. */
function emptyWordsIn(name: string): string[] {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)
  const last = words.at(-1)?.replace(/s$/, '')
  return emptyWords.filter((word) => word.toLowerCase() === last)
}

function exportedNames(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) return ['default']
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause
      return clause && ts.isNamedExports(clause) ? clause.elements.map((element) => element.name.text) : []
    }
    const flags = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
    if (!flags.some((flag) => flag.kind === ts.SyntaxKind.ExportKeyword)) return []
    if (flags.some((flag) => flag.kind === ts.SyntaxKind.DefaultKeyword)) return ['default']
    return declaredNames(statement)
  })
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  }
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  const isNamed = isType || ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
  return isNamed && statement.name ? [statement.name.text] : []
}

function isBarrel(path: string): boolean {
  return /^index\.tsx?$/.test(fileName(path))
}

function isToolConfig(path: string): boolean {
  return /\.config\.ts$/.test(path)
}

/** Scripts, benchmarks and tests are the outermost caller themselves: there is nobody to pass them a value. */
function readsEnvironment(file: SourceFile): boolean {
  const isExempt =
    /^(scripts|test|bench|examples)\//.test(file.path) || isTestFile(file.path) || isToolConfig(file.path)
  return !isExempt && fileName(file.path) !== 'config.ts' && /\bprocess\s*\.\s*env\b|\bprocess\[/.test(file.text)
}

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path
}
