import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { random } from '@undongle/core/node/crypto'
import { afterEach, expect, test } from 'vitest'
import { makeOperatorToken } from './operator-token.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-operator-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('only the token of this run, from the private file, is the operator', () => {
  const operatorOf = makeOperatorToken(folder, random)
  const file = path.join(folder, 'operator-token')
  const token = readFileSync(file, 'utf8').trim()
  const asking = (authorization?: string) =>
    operatorOf(new Request('http://cloud.test/', authorization === undefined ? {} : { headers: { authorization } }))
  expect(asking(`Bearer ${token}`)).toEqual({ kind: 'operator-token' })
  for (const other of [
    undefined,
    '',
    token,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token.slice(0, -1)}!`,
  ]) {
    expect(asking(other)).toBeUndefined()
  }
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(
    makeOperatorToken(
      folder,
      random,
    )(new Request('http://cloud.test/', { headers: { authorization: `Bearer ${token}` } })),
  ).toBeUndefined()
})
