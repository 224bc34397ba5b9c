import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Setting, SettingsTable } from '@undongle/core/node/settings'

export const settingsPage = 'docs/reference/settings.md'

const parts = [
  { folder: 'cloud', title: 'The cloud' },
  { folder: 'license-server', title: 'The License Server' },
  { folder: 'cli', title: 'The command line' },
]

/** The page of all settings, from the table `settings` that the config.ts of each part exports. */
export async function writeSettingsPage(root: string): Promise<string> {
  const sections = await Promise.all(parts.map(({ folder, title }) => sectionOf(root, folder, title)))
  return `${introduction}\n${sections.filter((section) => section !== undefined).join('\n')}`
}

const introduction = `<!-- Written by \`npm run reference\` from the config.ts of each part. -->
# Settings

Every setting is an environment variable. An empty one counts as not set. A wrong one stops the start with
\`settings-invalid\`, which names all that are wrong. \`--print-config\` prints what is in force, with secrets masked.

Port 0 lets the system choose a free one. The addresses in use are printed, and written to \`addresses.json\` in the data
folder. \`npm start\` gives each part a folder of its own in \`UNDONGLE_DATA_DIR\`, or in \`.undongle\` of the checkout.
`

async function sectionOf(root: string, folder: string, title: string): Promise<string | undefined> {
  const file = path.join(root, 'packages', folder, 'src/config.ts')
  if (!existsSync(file)) return undefined // a part without settings
  const { settings }: { settings: SettingsTable } = await import(pathToFileURL(file).href)
  const head = '| variable | default | meaning |\n|---|---|---|'
  return `## ${title}\n\n${[head, ...Object.values(settings).map(rowOf)].join('\n')}\n`
}

function rowOf(setting: Setting): string {
  const value = setting.defaultInWords ?? (setting.default ? `\`${setting.default}\`` : '–')
  const secret = setting.secret ? ' Secret: never printed.' : ''
  return `| \`${setting.name}\` | ${value} | ${`${setting.description}${secret}`.replaceAll('|', '\\|')} |`
}
