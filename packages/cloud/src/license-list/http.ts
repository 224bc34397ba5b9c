import type { Answer } from '@undongle/core/api/cloud'
import { ApiError, type ProblemField } from '@undongle/core/api/error'
import { licenseListSchema } from '@undongle/core/document/license-list'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { toSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { parsePart } from '../http/problems.ts'
import { readProducts } from '../line/store.ts'
import { readVendor } from '../vendor/store.ts'

export function licenseListEndpoints(deps: Deps): Pick<Endpoints, 'license-list.sign'> {
  return { 'license-list.sign': ({ body }) => signList(deps, body) }
}

/** Signs what the vendor puts on a new dongle. Only products of the catalog, in the words of the catalog. */
async function signList(
  { db, keys, now }: Deps,
  asked: { key: PublicKey; serial: string; licenses: License[] },
): Promise<Answer<'license-list.sign'>> {
  const products = await readProducts(
    db,
    asked.licenses.map(({ product }) => product),
  )
  const faults = asked.licenses.flatMap((license, at): ProblemField[] => {
    const product = products.get(license.product)
    if (product?.line === license.line) return []
    return [{ pointer: `/licenses/${at}/product`, detail: 'is not a product of this line' }]
  })
  if (faults.length > 0) throw new ApiError('request-invalid', { fields: faults })
  const list = parsePart(
    licenseListSchema,
    {
      iss: (await readVendor(db)).name,
      iat: toSeconds(now()),
      dongle: thumbprint(asked.key),
      serial: asked.serial,
      licenses: asked.licenses,
    },
    '',
  )
  return { list: keys.sign('license-list', keys.kidOf('license-list'), list) }
}
