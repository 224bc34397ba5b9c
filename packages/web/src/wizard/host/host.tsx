import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { forgetHostAsk, type HostAsk, type TabStorage } from './host-ask.ts'

interface Host {
  readonly ask: HostAsk | undefined
  /** Its user goes back: the pages have done what they were asked. */
  readonly leave: () => void
}

const HostContext = createContext<Host>({ ask: undefined, leave: () => undefined })

/** The application that sent its user here, if one did. */
export const useHost = (): Host => useContext(HostContext)

interface Props {
  readonly ask: HostAsk | undefined
  readonly storage: TabStorage
  readonly children: ReactNode
}

export function HostProvider({ ask, storage, children }: Props) {
  const [hasLeft, setLeft] = useState(false)
  const host = useMemo(() => {
    const leave = () => {
      forgetHostAsk(storage)
      setLeft(true)
    }
    return { ask: hasLeft ? undefined : ask, leave }
  }, [ask, hasLeft, storage])
  return <HostContext value={host}>{children}</HostContext>
}
