import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import { standingOf } from '@undongle/core/transfer/standing'
import { cloudFactWords, journalWords } from '@undongle/core/transfer/timeline'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { transferOutput } from './words.ts'

type Timeline = LocalAnswer<'transfer.timeline'>

/** The whole story of a transfer: how it stands, what to do, and what both sides have on record. */
export function addTransferShow(parent: Command, around: Surroundings): void {
  addCommand(
    parent,
    around,
    'show <transfer>',
    'how a transfer stands, and what happened to it here and in the cloud',
    async (_, transfer = '') => {
      const timeline = await ask(licenseServer(around), localApi['transfer.timeline'], { parameters: { transfer } })
      const { text, exit = 'ok' } = transferOutput(timeline.transfer)
      const { usable, next } = standingOf(timeline.transfer)
      const advice = [usable, next].filter((line) => line !== '').join('\n')
      return { json: timeline, text: [text, advice, story(timeline)].join('\n\n'), exit }
    },
  )
}

/** Oldest first. The two sides have clocks of their own, so at one moment either may come first. */
function story({ here, cloud }: Timeline): string {
  const rows = [
    ...here.map((event) => [event.at, 'here', hereText(event)]),
    ...(cloud ?? []).map(({ at, fact, reason }) => [
      at,
      'cloud',
      cloudFactWords[fact] + (reason ? ` (${reason})` : ''),
    ]),
  ].toSorted(([a = ''], [b = '']) => a.localeCompare(b))
  const told = table(['WHEN', 'WHERE', 'WHAT'], rows, 'Nothing is on record here.')
  return cloud === null ? `${told}\nThe cloud could not be asked for its side.` : told
}

function hereText({ phase, waitingFor, code }: Timeline['here'][number]): string {
  if (phase !== 'waiting' || waitingFor === null) return journalWords[phase]
  return `Waiting for: ${waitingFor}${code === null ? '' : ` (${code})`}.`
}
