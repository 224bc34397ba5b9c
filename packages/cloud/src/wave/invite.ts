import type { CompanyId, ResellerId } from '@undongle/core/id'
import type { Tx } from '../db/pool.ts'
import { insertMessage } from '../outbox/store.ts'
import { findReseller } from '../reseller/store.ts'
import type { StoredWave } from './store.ts'

/**
 * Tells a company that its turn has come, in the name of its reseller and with how to reach it [Q08]. Once for each wave, however
 * many of its dongles are released one after the other.
 */
export async function invite(
  tx: Tx,
  company: CompanyId,
  told: { wave: Pick<StoredWave, 'id' | 'line' | 'opensAt'>; reseller: ResellerId | null; turnAt: Date; at: Date },
): Promise<void> {
  const { wave, turnAt, at } = told
  const reseller = told.reseller === null ? undefined : await findReseller(tx, told.reseller)
  await insertMessage(tx, company, {
    id: wave.id,
    kind: 'wave-invitation',
    facts: {
      line: wave.line,
      wave: wave.id,
      opensAt: wave.opensAt === null ? null : laterOf(wave.opensAt, turnAt.toISOString()),
      reseller: reseller?.name ?? null,
      email: reseller?.email ?? null,
      phone: reseller?.phone ?? null,
    },
    at,
  })
}

const laterOf = (one: string, other: string): string => (one < other ? other : one)
