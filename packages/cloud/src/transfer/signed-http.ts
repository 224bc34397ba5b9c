import { ApiError } from '@undongle/core/api/error'
import type { OperationName } from '@undongle/core/api/permission'
import type { Deps } from '../deps.ts'
import type { Call, Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { cancelTransfer } from './cancel.ts'
import { commitTransfer } from './commit.ts'
import { mendDongle } from './mend.ts'
import { presentCertificates } from './present.ts'

/** What is refused of these, from one address, in a minute: anybody may bring signed things, nobody may try them out. */
const refusedPerMinute = 60

type SignedOperation = 'transfer.commit' | 'cancel.put' | 'dongle.mend' | 'certificate.present'

/** The messages that carry their authority in their signatures: whoever sees the dongle, or holds the journal, may bring them. */
export function signedEndpoints(deps: Deps): Pick<Endpoints, SignedOperation> {
  const refused = rateLimit(refusedPerMinute, deps.now)
  /** Only what is refused counts: who brings what is good is never slowed. */
  async function slowly<Name extends OperationName, Answer>(call: Call<Name>, work: () => Promise<Answer>) {
    const wait = refused.waitOf(call.address)
    if (wait !== undefined) {
      call.context.header('retry-after', String(wait))
      throw new ApiError('rate-limited')
    }
    try {
      return await work()
    } catch (error) {
      if (error instanceof ApiError) refused.take(call.address)
      throw error
    }
  }
  return {
    'transfer.commit': (call) =>
      slowly(call, () => {
        const { principal } = call.permission
        const machine = principal?.kind === 'license-server' ? principal : undefined
        return commitTransfer(deps, call.parameters.transfer, call.body, machine)
      }),
    'cancel.put': (call) => slowly(call, () => cancelTransfer(deps, call.parameters.transfer, call.body)),
    'dongle.mend': (call) => slowly(call, () => mendDongle(deps, call.body.evidence)),
    'certificate.present': (call) => slowly(call, () => presentCertificates(deps, call.body.certificates)),
  }
}
