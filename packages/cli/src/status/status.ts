import { localApi } from '@undongle/core/api/local'
import type { Status } from '@undongle/core/api/local/status'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { signInText } from '../sign-in/words.ts'

export function addStatus(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'status', 'this License Server at a glance', async () => {
    const status = await ask(licenseServer(around), localApi['status.read'])
    return { json: status, text: textOf(status) }
  })
}

const logWords: Readonly<Record<Status['certificateLog'], string>> = {
  unknown: 'not seen yet',
  consistent: 'only grew since it was first seen',
  smaller: 'an older one is shown than was seen before',
  refused: 'its checkpoint is not signed by the cloud',
  forked: 'FORKED: the cloud signed two pasts, tell the vendor',
}

function textOf({ version, vendor, cloud, signIn, dongleService, clock, certificateLog, running }: Status): string {
  const reached = cloud.reachable === null ? 'not asked yet' : cloud.reachable ? 'reachable' : 'not reachable'
  const drivers = dongleService.drivers.map(
    (driver) => `${driver.name} ${driver.available ? driver.version : `(${driver.why})`}`,
  )
  return facts([
    ['License Server', version],
    ['Vendor', vendor],
    [
      'Cloud',
      `${cloud.url} (${reached}${cloud.lastContactAt === null ? '' : `, last contact ${cloud.lastContactAt}`})`,
    ],
    ['Sign-in', signInText(signIn)],
    ['Dongle service', dongleService.enabled ? 'enabled' : 'disabled'],
    ['Drivers', drivers.join(', ') || 'none'],
    ['Clock', clock],
    ['Certificate log', logWords[certificateLog]],
    ['Transfers running', running.join(', ') || 'none'],
  ])
}
