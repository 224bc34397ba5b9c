import crypto, { createPrivateKey } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Chance } from './chance.ts'
import { ed25519KeyOf, p256KeyOf } from './keys.ts'
import { Crashed } from './life.ts'

/**
 * What Node gives by chance, by the clock, or at a high price, put under the seed for the whole process: random bytes and key
 * pairs come from it, a signature once verified is not computed again, and a timer or a clock read behind our back is an error.
 * The production code is the same; only the machine under it is another.
 */
export function takePlatform(): { begin(chance: Chance): void } {
  let chance: Chance | undefined
  let keysMade = 0
  const platform = crypto as Mutable<typeof crypto>

  platform.randomBytes = ((sizeBytes: number) => {
    if (chance === undefined) throw new Error('no world has begun')
    return Buffer.from(chance.bytes(sizeBytes))
  }) as typeof crypto.randomBytes
  platform.generateKeyPairSync = ((kind: string) => ({
    privateKey: createPrivateKey({ key: { ...keyOf(kind, keysMade++ % keysPooled) }, format: 'jwk' }),
  })) as unknown as typeof crypto.generateKeyPairSync
  platform.verify = remembered(crypto.verify)
  syncBuiltinESMExports()
  forbidTimers()
  process.on('unhandledRejection', (error) => {
    // The last breath of a process that has died: whatever it was doing fails, and nobody is there to hear it.
    if (!(error instanceof Crashed)) throw error
  })

  return {
    begin(seeded) {
      chance = seeded
      keysMade = 0
    },
  }
}

type Mutable<Module> = { -readonly [Name in keyof Module]: Module[Name] }

const keysPooled = 32
const keyOf = (kind: string, number: number) =>
  kind === 'ec' ? p256KeyOf(`machine ${number}`) : ed25519KeyOf(`machine ${number}`)
const answersKept = 50_000

/** Verifying is a pure function and most of a transfer's cost, and a simulation asks it the same thing again and again. */
function remembered(verify: typeof crypto.verify): typeof crypto.verify {
  const answers = new Map<string, boolean>()
  const names = new WeakMap<object, number>()
  let named = 0
  return ((algorithm: string | null, message: Buffer, key: { key?: object } & object, signature: Buffer) => {
    const identity = key.key ?? key
    const name = names.get(identity) ?? named++
    names.set(identity, name)
    const question = `${name} ${latin1(signature)} ${latin1(message)}`
    const known = answers.get(question)
    if (known !== undefined) return known
    const answer = verify(algorithm, message, key as never, signature)
    if (answers.size >= answersKept) answers.clear()
    answers.set(question, answer)
    return answer
  }) as typeof crypto.verify
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** Nothing in the simulated code reads a clock or starts a timer by itself: who tries is told at once. */
function forbidTimers(): void {
  const forbidden = (what: string) => () => {
    throw new Error(`${what} in simulated code: time and chance are passed in`)
  }
  Object.assign(globalThis, { setTimeout: forbidden('setTimeout'), setInterval: forbidden('setInterval') })
  const { signal } = new AbortController()
  AbortSignal.timeout = () => signal // the simulated network ends its calls itself
  Math.random = forbidden('Math.random')
  Date.now = forbidden('Date.now')
}
