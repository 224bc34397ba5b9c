import type { Consumption } from '@undongle/core/api/meter'
import { type CompanyId, idSchema, type MeterEntryId } from '@undongle/core/id'
import { type MeterEntry, meterEntrySchema } from '@undongle/core/meter/entry'
import { z } from 'zod'
import type { Store } from './store.ts'

/** Points that an application asked for, and the cloud's entry once it has answered. */
export interface JournaledConsumption extends Consumption {
  readonly id: MeterEntryId
  /** Whose points. */
  readonly company: CompanyId
  readonly entry: MeterEntry | null
}

/** Written down before the cloud hears of it: on disk when it returns. */
export function recordConsumption(store: Store, asked: Omit<JournaledConsumption, 'entry'>, at: Date): void {
  store.run('insert into consumption (id, company, product, points, asked_at) values (?, ?, ?, ?, ?)', [
    asked.id,
    asked.company,
    asked.product,
    asked.points,
    at.getTime(),
  ])
}

/** @param epoch in which the cloud answered: one that is put back later may have forgotten it */
export function recordEntry(store: Store, entry: MeterEntry, epoch: number): void {
  store.run('update consumption set entry = ?, epoch = ? where id = ?', [JSON.stringify(entry), epoch, entry.id])
}

/** The cloud has said no: nothing was taken. */
export function forgetConsumption(store: Store, id: MeterEntryId): void {
  store.run('delete from consumption where id = ?', [id])
}

export function findConsumption(store: Store, id: MeterEntryId): JournaledConsumption | undefined {
  const row = store.get('select id, company, product, points, entry from consumption where id = ?', [id])
  return row && consumptionRow.parse(row)
}

/** What the cloud has not answered, or answered in an epoch before this one, oldest first. */
export function listUnsettled(store: Store, company: CompanyId, epoch: number): JournaledConsumption[] {
  return store
    .all(
      `select id, company, product, points, entry from consumption
       where company = ? and (epoch is null or epoch < ?) order by asked_at, id limit 1000`,
      [company, epoch],
    )
    .map((row) => consumptionRow.parse(row))
}

/** Answers that nobody asks for again. */
export function forgetSettledBefore(store: Store, before: Date): void {
  store.run('delete from consumption where entry is not null and asked_at < ?', [before.getTime()])
}

const consumptionRow = z.object({
  id: idSchema('meterEntry'),
  company: idSchema('company'),
  product: z.string(),
  points: z.number(),
  entry: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : meterEntrySchema.parse(JSON.parse(text)))),
})
