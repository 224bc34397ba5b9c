import ts from 'typescript'
import { isTestFile } from './imports.ts'
import type { Breach, SourceFile } from './source-file.ts'

const machine = new Set([
  'process',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'performance',
  'Buffer',
  'globalThis',
])

/** core/src decides from what it is given: time, chance and the network come in as parameters. */
export function pureCoreBreaches(file: SourceFile): Breach[] {
  if (!file.path.startsWith('packages/core/src/') || !file.path.endsWith('.ts') || isTestFile(file.path)) return []
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true)
  const found: string[] = []
  visit(source, (node) => {
    const touched = machineTouchedBy(node)
    if (touched !== undefined) found.push(touched)
  })
  return found.map((touched) => ({ path: file.path, say: `uses ${touched}: core touches no machine, pass it in` }))
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  node.forEachChild((child) => visit(child, look))
}

function machineTouchedBy(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText()
    return text === 'Date.now' || text === 'Math.random' ? text : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return 'new Date()'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()'
  if (ts.isIdentifier(node) && machine.has(node.text) && isFreeName(node)) return node.text
  return undefined
}

/** True for a name that stands for the global itself, not for a property, a parameter or a type of that name. */
function isFreeName(node: ts.Identifier): boolean {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && !isDeclaredIn(node)
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isBindingElement(parent)) return false
  const isName = 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent)
  return !isName && !isDeclaredIn(node)
}

/** A parameter or variable of the same name around it hides the global: `({ fetch }) => fetch(…)` is what we want. */
function isDeclaredIn(node: ts.Identifier): boolean {
  let declared = false
  visit(node.getSourceFile(), (each) => {
    if (isDeclaration(each) && each.name && ts.isIdentifier(each.name) && each.name.text === node.text) declared = true
  })
  return declared
}

function isDeclaration(node: ts.Node) {
  const isLocal = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)
  return isLocal || ts.isFunctionDeclaration(node) || ts.isImportSpecifier(node) || ts.isImportClause(node)
}
