import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localTokenHeader } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { parseJoinToken } from '@undongle/core/lan/join-token'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { makeTestServer, type TestServer, testPort, testToken } from '../../packages/license-server/src/app.fixture.ts'
import { fileDriver } from '../../packages/license-server/src/dongle/drivers/file/driver.ts'
import { fileKey } from '../../packages/license-server/src/dongle/drivers/file/folder.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'
import { open } from '../../packages/sdk/src/node.ts'
import { serveOperations } from '../api/serve-operations.ts'
import { issuer, makeVendor } from '../api/vendor.ts'
import type { LocalReply } from '../permit/world.ts'

/** A License Server with a file dongle behind its driver's process, and machines of its network that are folders here. */
export async function openPlace(seats: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-lan-'))
  const at = new Date()
  const vendor = makeVendor(at)
  const plugFolder = path.join(folder, 'drawer', 'plugged')
  await plugFloorDongle(plugFolder, vendor, { serial: 'FLOOR-1', seats, at })
  const cloud = cloudOf(vendor)
  const start = async (): Promise<TestServer> => {
    const started = makeTestServer(cloud, { folder })
    await started.server.setDongleService(true)
    started.server.start()
    await started.lan.start()
    while ((await started.server.keys()).cloud === null) await new Promise((resolve) => setTimeout(resolve, 20))
    return started
  }
  let local = await start()
  return {
    get local() {
      return local
    },
    /** What the page or the command line of the License Server's own machine asks. */
    async ask(method: string, address: string, body?: object): Promise<LocalReply> {
      const host = `localhost:${testPort}`
      const response = await local.app.request(`http://${host}${address}`, {
        method,
        headers: { host, [localTokenHeader]: testToken, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
    joinToken: () => local.lan.joinToken(false),
    address: () => `https://${parseJoinToken(local.lan.joinToken(false))?.host}`,
    /** An application on a machine of the network. */
    application: (machine: string, joinToken: string) =>
      open({ product: 'render-node', version: '1.0', folder: path.join(folder, 'machines', machine), joinToken }),
    async restart() {
      await local.stop()
      local = await start()
    },
    async close() {
      await local.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a License Server nobody is signed in to asks of a cloud. */
export const cloudOf = (vendor: ReturnType<typeof makeVendor>) =>
  serveOperations(cloudApi, {
    'keys.read': () => vendor.keyFile(),
    'line.list': () => ({ vendor: 'Example', lines: [], blockListVersion: 0 }),
  })

/** A file dongle with seats of the product that the applications of these tests ask for. */
export async function plugFloorDongle(
  plugFolder: string,
  vendor: ReturnType<typeof makeVendor>,
  { serial, seats, at }: { serial: string; seats: number; at: Date },
): Promise<void> {
  const license: License = {
    id: makeId('license', at, random),
    line: 'render',
    product: 'render-node',
    name: 'Render',
    generation: '1.0',
    quantity: seats,
    term: { kind: 'perpetual' },
  }
  mkdirSync(plugFolder, { recursive: true })
  const driver = fileDriver({ plugFolder, readOnly: false, roomLimitBytes: null })
  await makeDongle(driver, fileKey(serial), undefined, ({ id }) =>
    vendor.sign('license-list', { iss: issuer, iat: toSeconds(at), dongle: id, serial, licenses: [license] }),
  )
}
