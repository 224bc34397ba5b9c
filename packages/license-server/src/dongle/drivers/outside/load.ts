import { pathToFileURL } from 'node:url'
import type { DongleDriver } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { type HostedDriver, hostedDriver, hostedReader } from '../../host/hosted.ts'
import type { DriverSettings } from '../../host/settings.ts'
import { plainText } from '../../plain-text.ts'
import type { DongleReader } from '../../reader.ts'
import { openSession } from '../../session.ts'

/** What a driver from elsewhere is given, so that it need not import anything of ours. */
export const driverTools = { DongleError, openSession, plainText }
export type DriverTools = typeof driverTools

/** What its module exports under the name `openDriver`. */
export type OpenDriver = (tools: DriverTools) => DongleDriver | DongleReader

type OutsideSettings = Extract<DriverSettings, { driver: 'outside' }>

/** Loads the module that the settings name. It must call itself what they allow: a file that was exchanged for another's is refused. */
export async function loadOutsideDriver({ name, path }: OutsideSettings): Promise<HostedDriver> {
  try {
    const { openDriver } = (await import(pathToFileURL(path).href)) as { openDriver?: OpenDriver }
    if (typeof openDriver !== 'function') return brokenDriver(name, `${path} exports no function openDriver`)
    const driver = openDriver(driverTools)
    if (driver.name !== name) return brokenDriver(name, `${path} calls itself ${plainText(String(driver.name), 64)}`)
    return 'open' in driver ? hostedDriver(driver) : hostedReader(driver)
  } catch (error) {
    return brokenDriver(name, plainText(`${path}: ${String(error)}`, 500))
  }
}

/** It says why in the list of drivers, instead of a process that ends again and again. */
function brokenDriver(name: string, why: string): HostedDriver {
  const fail = async (): Promise<never> => {
    throw new DongleError('driver-unavailable', why)
  }
  const available = async () => ({ available: false as const, why })
  return hostedReader({ name, available, list: fail, observe: fail })
}
