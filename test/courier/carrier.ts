import type { CourierState } from '@undongle/core/api/local/courier'
import { type Answer, browser, signedIn } from '../../packages/cloud/src/auth/auth.fixture.ts'
import type { Customer, World } from '../../packages/cloud/src/testing/world.fixture.ts'
import type { LocalReply, Machine } from '../permit/world.ts'

// Somebody with a memory stick, who walks between a machine without a network and one that has the console.

export interface Written {
  readonly number: number
  readonly letter: string
  readonly parts: readonly string[]
}

export async function write(machine: Machine): Promise<Written> {
  const { status, body } = await machine.call('POST', '/v1/courier/requests', {})
  if (status !== 200) throw new Error(`no request: ${JSON.stringify(body)}`)
  return body
}

/** Nobody is signed in where it is answered: the machine's signature is enough. */
export const answer = ({ cloud }: World, request: string): Promise<Answer> =>
  browser(cloud).call('POST', '/v1/courier/answers', { request })

/** A person of the company answers in the console. */
export async function answerSignIn({ cloud }: World, { company }: Customer, request: string): Promise<Answer> {
  const { page } = await signedIn(cloud, [[company, 'company-user']])
  return page.call('POST', `/v1/courier/sign-ins?company=${company}`, { request })
}

export const take = (machine: Machine, letter: string): Promise<LocalReply> =>
  machine.call('POST', '/v1/courier/answers', { letter })

export const stateOf = async (machine: Machine): Promise<CourierState> =>
  (await machine.call('GET', '/v1/courier')).body

/** There and back. */
export async function carry(world: World, machine: Machine): Promise<void> {
  const { letter } = await write(machine)
  const answered = await answer(world, letter)
  if (answered.status !== 200) throw new Error(`no answer: ${JSON.stringify(answered.body)}`)
  const taken = await take(machine, answered.body.answer)
  if (taken.status !== 200) throw new Error(`not taken: ${JSON.stringify(taken.body)}`)
}

/** A machine that never had a network is signed in by whoever carries its file. */
export async function signInByCourier(world: World, customer: Customer, machine: Machine): Promise<void> {
  await machine.call('PUT', '/v1/courier', { enabled: true })
  const { letter } = await write(machine)
  const answered = await answerSignIn(world, customer, letter)
  if (answered.status !== 200) throw new Error(`no answer: ${JSON.stringify(answered.body)}`)
  const taken = await take(machine, answered.body.answer)
  if (taken.status !== 200) throw new Error(`not taken: ${JSON.stringify(taken.body)}`)
}
