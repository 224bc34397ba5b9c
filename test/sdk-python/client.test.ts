import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { apiErrors, isApiErrorCode } from '@undongle/core/api/errors'
import { leaseEnds } from '@undongle/core/lease/standing'
import { describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { testClient } from '../sdk-languages/cases.ts'
import { Client } from '../sdk-languages/client.ts'

const machine = needs('python3-jwcrypto')
const python = '/usr/bin/python3' // Debian's own: it has the packages
const sdk = path.resolve(import.meta.dirname, '../../sdk/python')

describe('the client for Python', machine, () => {
  testClient(() => new Client(python, [path.join(import.meta.dirname, 'driver.py')]), machine)
})

test('its words are those of the tables in core', machine, () => {
  const print = 'import json, undongle; print(json.dumps([undongle.REASONS, undongle.LEASE_ENDS]))'
  const { stdout } = spawnSync(python, ['-B', '-c', print], { cwd: sdk, encoding: 'utf8' })
  const [reasons, ends]: [Record<string, [string, string]>, Record<string, [string, string, string]>] =
    JSON.parse(stdout)
  for (const [code, [say, next]] of Object.entries(reasons)) {
    if (!isApiErrorCode(code)) expect.fail(`${code} is none of the codes`)
    expect({ say, next }).toEqual({ say: apiErrors[code].say, next: apiErrors[code].next })
  }
  const words = Object.entries(ends).map(([detail, [, say, next]]) => [detail, { say, next }])
  expect(Object.fromEntries(words)).toEqual(leaseEnds)
})
