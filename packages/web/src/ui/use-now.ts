import { secondMs } from '@undongle/core/time'
import { useEffect, useState } from 'react'

/** The present moment, ticking: the one place where these pages read the clock. */
export function useNow(everyMs = secondMs): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
