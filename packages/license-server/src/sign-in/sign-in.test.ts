import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deviceGrantPaths } from '@undongle/core/api/device-grant'
import { beforeEach, expect, test } from 'vitest'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import type { Store } from '../journal/store.ts'
import { OwnIdentity } from './identity.ts'
import { openSession } from './session.ts'
import { makeSignIn } from './sign-in.ts'

let store: Store
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-sign-in-'))
  store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const code = {
  device_code: 'device-code',
  user_code: 'ABCD-EFGH',
  verification_uri: 'http://cloud.test/device',
  verification_uri_complete: 'http://cloud.test/device?user_code=ABCD-EFGH',
  expires_in: 600,
  interval: 5,
}
const json = (status: number, body: object) => new Response(JSON.stringify(body), { status })

/** Asks for a code; each poll gets the next of these answers, and the last one again and again. */
async function signInWith(answers: readonly (() => Response)[]) {
  const now = () => new Date('2026-03-01T12:00:00.000Z')
  let polls = 0
  const connection = {
    url: 'http://cloud.test',
    heard: () => undefined,
    fetch: async (input: Parameters<typeof fetch>[0]) => {
      if (new URL(String(input)).pathname === deviceGrantPaths.code) return json(200, code)
      const answer = answers[Math.min(polls++, answers.length - 1)]
      return answer?.() ?? expect.fail('an answer for each poll')
    },
  }
  const identity = new OwnIdentity(store, now())
  const session = openSession(store, connection, identity, now, () => undefined)
  const failures: unknown[] = []
  let settled: () => void = () => undefined
  const failed = new Promise<void>((resolve) => {
    settled = resolve
  })
  const signIn = makeSignIn({
    connection,
    session,
    identity,
    machine: { name: 'front desk', version: '0.1.0' },
    now,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    failed: (error) => {
      failures.push(error)
      settled()
    },
    signedIn: () => undefined,
  })
  await signIn.start()
  return { signIn, failed, failures, polls: () => polls }
}

test('[Q92] a cloud in trouble keeps the code waiting', async () => {
  const { signIn, failures, polls } = await signInWith([
    () => json(500, { code: 'internal-error' }),
    () => json(400, { error: 'authorization_pending' }),
  ])
  while (polls() < 4) await new Promise((resolve) => setImmediate(resolve))
  expect(signIn.state()).toMatchObject({ state: 'waiting' })
  expect(failures).toEqual([])
  signIn.end()
})

test('[Q92] an answer that nobody thought of ends the asking, not the process', async () => {
  const { signIn, failed, failures } = await signInWith([() => json(200, { access_token: 7 })])
  await failed
  expect(failures).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(signIn.state()).toEqual({ state: 'expired' })
})
