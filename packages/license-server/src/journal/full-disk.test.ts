import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A mount namespace of its own lets any user of Linux have a small disk, and takes it away with the process. */
const ownMounts = ['--user', '--map-root-user', '--mount']
const canMount = spawnSync('unshare', [...ownMounts, 'true']).status === 0

test.each([
  [
    '[Q91] with room ensured before the dongle is written, receipt and certificate fit on a full disk',
    'reserve',
    'moved',
  ],
  ['without it a full disk is named, and the order stands', 'nothing', 'journal-disk-full'],
])('%s', { skip: !canMount && !process.env.CI }, async (_, reserve, outcome) => {
  expect(await onSmallDisk(reserve)).toBe(outcome)
})

async function onSmallDisk(reserve: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'undongle-disk-'))
  const child = fileURLToPath(new URL('full-disk.child.ts', import.meta.url))
  const script = 'mount -t tmpfs -o size=512k none "$1" && exec "$2" --import tsx "$3" "$1" "$4"'
  const args = [...ownMounts, 'sh', '-c', script, 'sh', folder, process.execPath, child, reserve]
  try {
    const { stdout } = await promisify(execFile)('unshare', args)
    return stdout.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
