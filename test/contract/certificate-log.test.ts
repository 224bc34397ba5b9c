import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { dataFolder, runUndongle } from '../api/command-line.ts'
import { testDatabase } from '../postgres/test-database.ts'

// The cloud as it serves its log, and the command line as it reads it: neither knows of the other but the form.

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const folder = dataFolder({})
const kept = path.join(folder, 'checkpoint.txt')
const undongle = (...args: string[]) =>
  runUndongle(args, { fetch: async (input, init) => world.cloud.app.request(new Request(input, init)) })

test('[Q93] what the cloud logs, the command line audits: each certificate, and that the log only grew', async () => {
  const { ours, cloud, sell } = world
  const { rootThumbprint } = cloud.deps.keys.keyFile
  const audit = () =>
    undongle('log', 'verify', '--json', '--cloud', 'http://cloud.test', '--root', rootThumbprint, '--kept', kept)
  for (const size of [1, 2]) {
    const { transfer } = await move(ours, await sell(ours.company, [licenseOf('clinic-scan')]), 'clinic')
    await cloud.certificateLog.sequence()
    const ran = await audit()
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.json()).toMatchObject({ verified: true, checkpoint: { origin: 'cloud.test/log', size } })
    expect(readFileSync(kept, 'utf8')).toContain(`cloud.test/log\n${size}\n`)

    const file = path.join(folder, `${transfer}.json`)
    const { body } = await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)
    writeFileSync(file, JSON.stringify(body))
    const checked = await undongle('certificate', 'verify', file, '--root', rootThumbprint)
    expect(checked).toMatchObject({ exit: 0, out: expect.stringMatching(/Public log +it stands there/) })
  }
  expect(existsSync(`${kept}.new`)).toBe(false)
})
