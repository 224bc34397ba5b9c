import { contractFileLimits, contractFileSchema, importReplySchema } from '../contract/contract-file.ts'
import type { Operation } from './operation.ts'

/** What the vendor’s ERP tells. */
export const contractApi = {
  'contract.import': {
    method: 'post',
    path: '/v1/contracts/import',
    summary:
      'Take over lines, products, companies, contracts and dongles from the vendor’s ERP; the same file again changes nothing',
    body: contractFileSchema,
    bodySizeBytes: contractFileLimits.sizeBytes,
    answer: importReplySchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'request-too-large', 'company-frozen'],
  },
} as const satisfies Record<string, Operation>
