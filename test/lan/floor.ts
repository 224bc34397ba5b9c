import path from 'node:path'
import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import { asLocalUser, call } from '../../scripts/call.ts'
import { type PlacedPart, placePart } from '../../scripts/main-job/place.ts'
import type { makeVendor } from '../api/vendor.ts'
import { freePort } from '../stories/world.ts'
import { plugFloorDongle } from './place.ts'

/** A built License Server that serves its network, with a dongle of one seat. */
export interface Floor {
  readonly part: PlacedPart
  readonly joinToken: string
  /** The machines that joined. */
  readonly nodes: () => Promise<LocalAnswer<'lan.list-nodes'>['nodes']>
  readonly seatsOut: () => Promise<number>
}

export async function openFloor(
  folder: string,
  { name, cloud, vendor }: { name: string; cloud: string; vendor: ReturnType<typeof makeVendor> },
): Promise<Floor> {
  const drawerDir = path.join(folder, 'drawer')
  await plugFloorDongle(path.join(drawerDir, 'plugged'), vendor, { serial: `FLOOR-${name}`, seats: 1, at: new Date() })
  const part = await placePart({
    name: 'license-server',
    program: path.resolve(import.meta.dirname, '../../packages/license-server/dist/main.js'),
    dataDir: path.join(folder, 'data'),
    more: {
      UNDONGLE_DRAWER_DIR: drawerDir,
      UNDONGLE_CLOUD_URL: cloud,
      UNDONGLE_LAN_NAME: '127.0.0.1',
      UNDONGLE_LAN_PORT: String(await freePort()),
    },
  })
  const headers = asLocalUser(part.dataDir)
  await call(part.address, localApi['dongle-service.put'], { headers, body: { enabled: true } })
  await call(part.address, localApi['lan.put'], { headers, body: { enabled: true } })
  const { joinToken } = await call(part.address, localApi['lan.show-token'], { headers, body: { replace: false } })
  const nodes = async () => (await call(part.address, localApi['lan.list-nodes'], { headers })).nodes
  const seatsOut = async () => (await nodes()).reduce((sum, { seats }) => sum + seats, 0)
  return { part, joinToken, nodes, seatsOut }
}
