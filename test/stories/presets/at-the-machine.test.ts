import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { machineScenes } from './machine-scenes.ts'
import { type MachineStage, openMachineStage } from './machine-stage.ts'

// What a person meets at a machine, with real License Servers and dongles that are plugged and pulled.
// `npx vitest run test/stories/presets -u` writes the page in docs/stories anew.

let stage: MachineStage
beforeAll(async () => {
  stage = await openMachineStage()
  stage.say(
    '# At the machine',
    '',
    'What a person meets who transfers a dongle: written by `test/stories/presets`, so it cannot differ from what the License Server answers.',
  )
})
afterAll(() => stage?.close())

test.each(machineScenes.map((scene) => [scene.title, scene] as const))('%s', async (title, { play, ends }) => {
  stage.say('', `## ${title}`, '')
  expect(await play(stage)).toEqual(ends)
})

test('the page in docs shows what was asked and answered', async () => {
  const page = path.join(import.meta.dirname, '../../../docs/stories/at-the-machine.md')
  await expect(`${stage.written.join('\n')}\n`).toMatchFileSnapshot(page)
})
