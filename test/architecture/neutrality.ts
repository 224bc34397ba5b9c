import { createHash } from 'node:crypto'
import type { Breach, SourceFile } from './source-file.ts'

/** Paths that exist on one person's machine only. */
const machinePath = /(?<![\w.-])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Z]:\\+Users\\/

/** Names of companies and products in the dongle business, as hashes: not even this file is to name them. */
const foreignNames = new Set([
  'a1e9b1e385b4',
  '3cc5bd14cd79',
  '5d5bddb57710',
  'cdb6a92e75bc',
  '21f33b968b4c',
  'f05420ba0473',
  '4a132ca06691',
  '2b7847b7b705',
  '6c5a91229b27',
  '3dba2d2e96e3',
  'e44fefecc438',
  '20abcc4e3d93',
  '7114038cda48',
  'cc31c0c0b140',
  '8ec3e99ade30',
  '03a8f0dd8edb',
])

/** No file knows the machine it was written on, and no preset knows whose product it was modeled after. */
export function neutralityBreaches(file: SourceFile): Breach[] {
  const path = machinePath.exec(file.text)?.[0]
  const names = isPreset(file.path) ? wordsOf(file.text).filter((word) => foreignNames.has(hashOf(word))) : []
  return [
    ...(path === undefined ? [] : [{ path: file.path, say: `holds the path of one machine: ${path}` }]),
    ...names.map((name) => ({ path: file.path, say: `names another company's product: ${name}` })),
  ]
}

function isPreset(path: string): boolean {
  return /(^|\/)(presets|policies)\//.test(path) && path.endsWith('.json')
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9][a-z0-9-]*/g) ?? []
}

function hashOf(word: string): string {
  return createHash('sha256').update(word).digest('hex').slice(0, 12)
}
