import { secondMs } from '@undongle/core/time'
import type { TransferNews } from '../http/transfer-events.ts'
import type { Store } from '../journal/store.ts'
import { findOpenTransfer } from '../journal/transfers.ts'
import type { StartPause } from './pause.ts'

/** Less than an application waits for its License Server. */
const hopMs = 5 * secondMs

/**
 * A give-back and its answer are two messages apart; who asks for a seat in between waits for it, not for ever.
 *
 * @returns whether it was waited for and came
 */
export async function afterHop(
  { store, news, pause: startPause }: { store: Store; news: TransferNews; pause: StartPause },
  dongle: string,
): Promise<boolean> {
  const isHopping = () => findOpenTransfer(store, dongle)?.state === 'giving-back'
  if (!isHopping()) return false
  const pause = startPause(hopMs)
  const stop = news.listen(() => {
    if (!isHopping()) pause.end()
  })
  await pause.over
  stop()
  return !isHopping()
}
