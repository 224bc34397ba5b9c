import path from 'node:path'
import { explainPolicy } from '@undongle/core/policy/explain'
import { presets } from '@undongle/core/policy/presets'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { companyScenes } from './company-scenes.ts'
import type { Scene } from './scene.ts'
import { clinicScenes, labScenes, renderScenes } from './scenes.ts'
import { openStage, type Stage } from './stage.ts'

// Each preset walks its scenarios over HTTP. What is asked and answered is the page in docs/stories, word for word:
// `npx vitest run test/stories/presets -u` writes it anew.

const pages = path.join(import.meta.dirname, '../../../docs/stories')
const stories: readonly [keyof typeof presets, readonly Scene[]][] = [
  ['clinic', [...clinicScenes, ...companyScenes]],
  ['lab', labScenes],
  ['render', renderScenes],
]

describe.each(stories)('the %s preset', (preset, scenes) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    const said = explainPolicy(presets[preset]).sentences.map(({ say }) => `- ${say}`)
    stage.say(
      `# The ${preset} policy, as its customers meet it`,
      '',
      'Written by `test/stories/presets`: it cannot differ from what the cloud answers.',
      '',
      '## What it says',
      '',
      ...said,
    )
  })
  afterAll(() => stage.close())

  test.each(scenes.map((scene) => [scene.title, scene] as const))('%s', async (title, { play, ends }) => {
    stage.say('', `## ${title}`, '')
    expect(await play(stage)).toEqual(ends)
  })

  test('the page in docs shows what was asked and answered', async () => {
    await expect(`${stage.written.join('\n')}\n`).toMatchFileSnapshot(path.join(pages, `${preset}.md`))
  })
})
