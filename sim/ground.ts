import { machinePlans } from './catalog.ts'
import { openSimulatedKeys } from './cloud.ts'
import { Factory } from './factory.ts'
import { JournalDisk } from './journal.ts'
import { takePlatform } from './platform.ts'
import type { Ground } from './run.ts'

/** Takes this process over for simulated worlds: nothing else can run in it afterwards. */
export async function prepareGround(): Promise<Ground> {
  const keys = await openSimulatedKeys()
  const disks = machinePlans.map(() => new JournalDisk())
  const platform = takePlatform()
  return { keys, disks, factory: new Factory(keys), begin: (chance) => platform.begin(chance) }
}
