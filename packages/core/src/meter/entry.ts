import { z } from 'zod'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'

/** Of one entry. */
export const pointsMost = 1_000_000

/**
 * What changed the points of a metered license. `carried` goes with a license to another company, and out of the one it leaves.
 */
export const meterEntryKindSchema = z.enum(['top-up', 'consumption', 'correction', 'carried'])

/** One line of a meter. Only added, never changed: the balance of a meter is that of its last entry. */
export const meterEntrySchema = z.strictObject({
  /** Made by whoever asks for the entry: asked for again under its id, it is entered once. */
  id: idSchema('meterEntry'),
  license: idSchema('license'),
  /** Counts from 1 in each meter. */
  number: z.int().min(1),
  kind: meterEntryKindSchema,
  /** Added, or with a minus taken. */
  points: z.int(),
  /** What is left after it: never below zero. */
  balance: z.int().min(0),
  at: momentSchema,
  /** The License Server or person who asked; `contract` for a top-up. */
  by: z.string(),
  reason: z.string(),
})
export type MeterEntry = z.infer<typeof meterEntrySchema>
