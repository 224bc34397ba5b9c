import { secondMs } from '@undongle/core/time'
import type { TransferNews } from '../http/transfer-events.ts'
import type { StartPause } from './pause.ts'

/** Less than an application waits for its License Server. */
const hopMs = 5 * secondMs

/**
 * Between the moment a dongle, or the permit for it, has given its licenses away and the one the cloud has them, nothing serves them. That is
 * a message or two; who asks for a seat in between waits for it, not for ever [Q62].
 *
 * @param isHopping whether it is in between now
 * @returns whether it was waited for and came
 */
export async function afterHop(
  { news, pause: startPause }: { news: TransferNews; pause: StartPause },
  isHopping: () => boolean,
): Promise<boolean> {
  if (!isHopping()) return false
  const pause = startPause(hopMs)
  const stop = news.listen(() => {
    if (!isHopping()) pause.end()
  })
  await pause.over
  stop()
  return !isHopping()
}
