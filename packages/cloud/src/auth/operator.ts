import { sql } from 'kysely'
import { putPerson } from './people.ts'
import { createSetUpLink, type SetUpLinkDeps } from './set-up-link.ts'

/** The first person of a new deployment. Others are invited by this one. */
const firstOperator = { email: 'operator@undongle.local', name: 'Operator', vendorRole: 'vendor-operator' } as const

/** Makes the way in for whoever starts a new deployment: there is no default password, only a link that works once. */
export async function inviteOperator(
  deps: SetUpLinkDeps,
): Promise<{ operator: string; setUpLink: string | undefined }> {
  const operator = firstOperator.email
  if (await operatorExists(deps)) return { operator, setUpLink: undefined }
  const user = await putPerson(deps, firstOperator)
  return { operator, setUpLink: (await createSetUpLink(deps, user)).url }
}

async function operatorExists({ db }: SetUpLinkDeps): Promise<boolean> {
  const { rows } = await sql`
    select 1 from auth."user" person
    join auth."account" account on account."userId" = person."id" and account."providerId" = 'credential'
    where person."vendorRole" = 'vendor-operator' limit 1`.execute(db)
  return rows.length > 0
}
