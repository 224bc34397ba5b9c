import { type TransferPolicy, transferPolicySchema } from './policy.ts'
import clinic from './presets/clinic.json' with { type: 'json' }
import lab from './presets/lab.json' with { type: 'json' }
import render from './presets/render.json' with { type: 'json' }

/** The three presets: pure data, parsed like anybody's policy. */
export const presets = {
  clinic: transferPolicySchema.parse(clinic),
  lab: transferPolicySchema.parse(lab),
  render: transferPolicySchema.parse(render),
} as const satisfies Record<string, TransferPolicy>
