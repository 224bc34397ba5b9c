import { existsSync } from 'node:fs'
import { cloudApi } from '@undongle/core/api/cloud'
import { keyFileSchema } from '@undongle/core/document/key-set'
import type { LoadTile } from '@undongle/core/log/load-nodes'
import { checkpointPath, pathOfTile } from '@undongle/core/log/location'
import { tileWidth } from '@undongle/core/log/tile'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { usageError } from '../command/command-error.ts'
import { readJsonFile, readText, replaceFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask, readServerFile, type Server } from '../server/ask.ts'
import { cloud } from '../server/cloud.ts'
import { type CheckedLog, checkLog, logChecks } from './check.ts'

interface VerifyOptions {
  readonly keys?: string
  readonly root?: string
  readonly cloud?: string
  readonly kept?: string
}

export function addLogVerify(parent: Command, around: Surroundings): void {
  addCommand<VerifyOptions>(
    parent,
    around,
    'verify',
    'read the cloud’s whole certificate log, and check that it is what its signed checkpoint says',
    async ({ options }) => {
      const server = cloud(around, options)
      const checked = await checkLog({
        keys: await ask(server, cloudApi['keys.read']),
        trustedRoot: trustedRootOf(options),
        note: await readServerFile(server, checkpointPath),
        kept: readKept(options),
        load: tilesOf(server),
      })
      if (checked.verified && checked.checkpoint !== null && options.kept !== undefined)
        replaceFile(options.kept, checked.checkpoint.note)
      return outputOf(checked)
    },
  )
    .option('--cloud <address>', 'the license cloud whose log is read')
    .option('--keys <file>', 'a key file you have kept: its root must have signed the cloud’s keys')
    .option('--root <thumbprint>', 'the thumbprint of the root key, as the vendor publishes it')
    .option(
      '--kept <file>',
      'the checkpoint you saw last: the log must continue it, and the new checkpoint is kept there',
    )
}

function trustedRootOf({ keys, root }: VerifyOptions): string | undefined {
  if (keys !== undefined && root !== undefined)
    throw usageError('Which root is to be trusted?', 'Name one of --keys and --root.')
  return keys === undefined ? root : readJsonFile(keys, keyFileSchema).rootThumbprint
}

/** The first time there is none yet. */
const readKept = ({ kept }: VerifyOptions): string | undefined =>
  kept !== undefined && existsSync(kept) ? readText(kept) : undefined

/** A partial tile goes when its full one is there, which begins with the same bytes. */
const tilesOf =
  (server: Server): LoadTile =>
  async (tile) =>
    (await readServerFile(server, pathOfTile(tile))) ??
    readServerFile(server, pathOfTile({ ...tile, width: tileWidth }))

function outputOf(checked: CheckedLog): Output {
  const rows = checked.checks.map(({ check, fault, file }) => [
    check,
    fault ?? 'passed',
    fault === null ? logChecks[check] : (file ?? ''),
  ])
  return {
    json: checked,
    text: [table(['CHECK', 'ANSWER', 'PROVES'], rows, ''), '', conclusion(checked)].join('\n'),
    exit: checked.verified ? 'ok' : 'verification-failed',
  }
}

function conclusion({ verified, rootTrusted, rootThumbprint, checkpoint, key, checks }: CheckedLog): string {
  if (checks.some(({ fault }) => fault === 'forked'))
    return 'FORKED: the cloud signed two pasts. Keep both checkpoints, the one you had and the one printed by --json: together they prove it.'
  if (!verified || checkpoint === null) return 'NOT VERIFIED: this log does not prove what its checkpoint says.'
  const words = facts([
    ['Log', checkpoint.origin],
    ['Certificates', String(checkpoint.size)],
    ['Root hash', checkpoint.root],
    ['Key', key ?? ''],
  ])
  const root = rootTrusted
    ? 'VERIFIED.'
    : `The log agrees with itself. Nobody has said yet that its root key is the vendor’s: compare ${rootThumbprint} with what the vendor publishes.`
  return `${words}\n\n${root}`
}
