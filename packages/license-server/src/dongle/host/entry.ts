import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ChildEntry } from './process.ts'

/** Small heaps: a driver holds a few kilobytes, and there is one process for each native module. */
export const smallHeap: readonly string[] = ['--max-semi-space-size=1', '--max-old-space-size=64']

/** The driver's entry beside this file: TypeScript in a checkout, `driver.js` in a build. */
export function usualChildEntry(): ChildEntry {
  if (!import.meta.url.endsWith('.ts')) {
    return { path: fileURLToPath(new URL('./driver.js', import.meta.url)), execArgv: smallHeap }
  }
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return { path: fileURLToPath(new URL('./child.ts', import.meta.url)), execArgv: [...smallHeap, '--import', loader] }
}
