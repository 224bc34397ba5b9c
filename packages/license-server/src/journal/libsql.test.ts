import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { killContract } from './kill.contract.ts'
import { openLibsql } from './libsql.ts'
import { storeContract } from './store.contract.ts'

const root = mkdtempSync(join(tmpdir(), 'undongle-libsql-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('the store on libsql', () => {
  const folder = () => mkdtempSync(join(root, 'store-'))
  storeContract(openLibsql, folder)
  killContract('libsql', openLibsql, folder)
})
