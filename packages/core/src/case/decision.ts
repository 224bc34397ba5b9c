import { z } from 'zod'
import { contractNumberSchema } from '../contract/contract-file.ts'
import { codeSchema, versionSchema } from '../license.ts'
import { daySchema } from '../time.ts'
import type { CaseTopic } from './case.ts'

/** Every way in which support ends a case. Add one here and the compiler names each place left to finish. */
export const caseDecisionSchema = z.discriminatedUnion('decision', [
  /** A real license in the company's account, under a contract the vendor has imported; what bridged the time ends with the day. */
  z.strictObject({
    decision: z.literal('granted'),
    contract: contractNumberSchema,
    product: codeSchema,
    generation: versionSchema,
    quantity: z.int().min(1).max(1_000_000),
    until: z.union([z.null(), daySchema]),
  }),
  /** Nothing is granted: what bridges the time runs out by itself. A dongle that was reported lost is served again. */
  z.strictObject({ decision: z.literal('refused') }),
  z.strictObject({ decision: z.literal('answered') }),
  /** The dongle is gone: its licenses go into the company's account, and it stays blocked for ever. */
  z.strictObject({ decision: z.literal('replaced') }),
  /** The dongle is there again: it is not blocked any more, and the bridge ends. */
  z.strictObject({ decision: z.literal('found') }),
])
export type CaseDecision = z.infer<typeof caseDecisionSchema>

/** Whether a case of this topic can end so. */
export function isDecisionFor(topic: CaseTopic, { decision }: CaseDecision): boolean {
  const aboutLoss = topic === 'lost-dongle'
  switch (decision) {
    case 'granted':
      return !aboutLoss
    case 'answered':
      // A loss is never only answered: a dongle would stay blocked, or not, and nobody had said so.
      return !aboutLoss
    case 'refused':
      return true
    case 'replaced':
    case 'found':
      return aboutLoss
  }
}
