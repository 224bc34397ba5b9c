import { ApiError } from '@undongle/core/api/error'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import type { Member } from '../auth/members.ts'
import type { Deps } from '../deps.ts'
import type { OpeningMachine } from './open.ts'

export interface Persons {
  readonly signedIn: Member
  readonly target: Member
}

/** The person signed in here and the person who becomes the named contact, both of this company. */
export async function findPersons(
  { people }: Deps,
  { company, user }: OpeningMachine,
  targetUser: string,
): Promise<Persons> {
  const members = await people.membersOf(company, { users: [user], usernames: [targetUser] })
  const signedIn = members.find((member) => member.user === user)
  const target = members.find((member) => member.username === targetUser.toLowerCase())
  if (signedIn === undefined)
    throw new ApiError('not-allowed', { detail: 'the person who signed in has left the company' })
  if (target === undefined) throw new ApiError('target-user-unknown')
  return { signedIn, target }
}

/** @throws ApiError `not-allowed`, `target-user-unknown` */
export function requirePersons(
  { signedIn, target }: Persons,
  policy: Pick<TransferPolicy, 'whoMayTransfer' | 'targetUser'>,
): void {
  if (!policy.whoMayTransfer.includes(signedIn.role)) throw new ApiError('not-allowed', { detail: signedIn.role })
  if (policy.targetUser === 'signed-in-user' && target.user !== signedIn.user) throw new ApiError('target-user-unknown')
}
