import { activationApi } from '../activation.ts'
import type { Operation } from '../operation.ts'

const { parameters, body, answer } = activationApi['activation.redeem']

/** Activation codes, for those who never had a dongle [Q11]. */
export const localActivationApi = {
  'activation.redeem': {
    method: 'put',
    path: '/v1/activations/{license}',
    summary:
      'Redeem an activation code for the company that is signed in here; what is mistyped is refused without asking the cloud',
    parameters,
    body,
    answer,
    problems: [
      'not-signed-in',
      'cloud-unreachable',
      'request-invalid',
      'rate-limited',
      'activation-code-mistyped',
      'activation-code-unknown',
      'activation-code-used',
      'activation-code-expired',
      'activation-id-reused',
      'company-frozen',
    ],
  },
} as const satisfies Record<string, Operation>
