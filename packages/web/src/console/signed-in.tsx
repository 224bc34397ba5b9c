import type { ReactNode } from 'react'
import { Loaded } from '../ui/loaded.tsx'
import type { Session } from './cloud.tsx'
import { useSession } from './queries.ts'
import { SignInPage } from './sign-in-page.tsx'

interface Props {
  readonly deviceCode?: string
  readonly children: (session: Session) => ReactNode
}

/** A page for people who are signed in; everybody else signs in right here, and the address stays. */
export function SignedIn({ deviceCode, children }: Props) {
  const session = useSession()
  return (
    <Loaded query={session}>
      {(found) =>
        found === null ? <SignInPage {...(deviceCode === undefined ? {} : { deviceCode })} /> : children(found)
      }
    </Loaded>
  )
}
