import { cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeDriver } from '../../contract/contract.ts'
import { signList } from '../../contract/documents.ts'
import { faultOf } from '../../contract/hands.ts'
import { moveFileDongle, namesInDrawer } from './drawer.ts'
import { fileDriver } from './driver.ts'
import { fileFixture } from './fixture.ts'
import { fileKey } from './folder.ts'

describeDriver('file', fileFixture)

test('a file dongle goes from the drawer into the plug folder and back, with only its owner able to read the key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-drawer-'))
  const [drawer, plugFolder] = [join(folder, 'drawer'), join(folder, 'plugged')]
  const making = fileDriver({ plugFolder: drawer, readOnly: false, roomLimitBytes: null })
  const driver = fileDriver({ plugFolder, readOnly: false, roomLimitBytes: null })
  const identity = await making.makeKey(fileKey('DEMO-1'))
  await (await making.open(identity.key)).writeList(signList(identity, 3))
  expect(await driver.list()).toEqual([])
  expect(namesInDrawer(drawer)).toEqual(['DEMO-1'])
  moveFileDongle('DEMO-1', drawer, plugFolder)
  expect(await driver.list()).toMatchObject([{ key: identity.key, id: identity.id }])
  expect(await (await driver.open(identity.key)).inspect()).toMatchObject({ state: 'whole', generation: 1 })
  if (process.platform !== 'win32') {
    expect((await stat(join(plugFolder, 'DEMO-1', '.undongle', 'device.key'))).mode & 0o777).toBe(0o600)
  }
  moveFileDongle('DEMO-1', plugFolder, drawer)
  expect(await faultOf(driver.open(identity.key))).toBe('removed')
  await rm(folder, { recursive: true })
})

test.each([
  '..',
  '../escape',
  'a/b',
  'a\\b',
  '',
  '.hidden',
  'x'.repeat(49),
])('a file dongle can’t be named %j', async (name) => {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-name-'))
  const driver = fileDriver({ plugFolder: join(folder, 'plugged'), readOnly: false, roomLimitBytes: null })
  expect(await faultOf(driver.makeKey(fileKey(name)))).toBe('unsupported')
  expect(() => moveFileDongle(name, join(folder, 'drawer'), join(folder, 'plugged'))).toThrow()
  await rm(folder, { recursive: true })
})

test('a copy of a file dongle signs as well as the first: it is of evaluation grade and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-copy-'))
  const settings = { readOnly: false, roomLimitBytes: null }
  const first = fileDriver({ ...settings, plugFolder: join(folder, 'one') })
  const identity = await first.makeKey(fileKey('COPIED'))
  await cp(join(folder, 'one'), join(folder, 'two'), { recursive: true })
  const copy = await fileDriver({ ...settings, plugFolder: join(folder, 'two') }).open(identity.key)
  await copy.writeList(signList(identity, 1))
  expect(await copy.capabilities()).toMatchObject({ evaluation: true, grade: { tamperProof: false } })
  await rm(folder, { recursive: true })
})
