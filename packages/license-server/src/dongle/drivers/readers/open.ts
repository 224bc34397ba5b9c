import type { ReaderParts } from '../../host/hosted.ts'
import type { DriverSettings } from '../../host/settings.ts'
import { codeMeterReader } from '../codemeter-cmu/reader.ts'
import { sentinelReader } from '../sentinel-acc/reader.ts'
import { usbDetect } from '../usb-detect/reader.ts'
import { combineReaders } from './combine.ts'

type ReaderSettings = Extract<DriverSettings, { driver: 'readers' }>

/** The readers that these settings ask for, in one. */
export function openReaders(
  { sysfsRoot, sentinelUrl, codeMeterCommand, timeoutMs, lookMs }: ReaderSettings,
  { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
): ReaderParts {
  const usb = sysfsRoot === null ? undefined : usbDetect({ sysfsRoot })
  const readers = [
    ...(sentinelUrl === null ? [] : [sentinelReader({ url: sentinelUrl, fetch, timeoutMs })]),
    ...(codeMeterCommand === null ? [] : [codeMeterReader({ path: codeMeterCommand, timeoutMs })]),
  ]
  return combineReaders(usb, readers, { now, lookMs })
}
