import { cloudApi } from '@undongle/core/api/cloud'
import { type ReleaseSchedule, releaseScheduleSchema } from '@undongle/core/wave/schedule'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import { readMoment } from '../command/moment.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface ReleaseOptions extends OperatorOptions {
  readonly note?: string
  readonly each?: string
  readonly from?: string
  readonly everyHours?: string
  readonly at?: readonly string[]
}

export function addWaveRelease(parent: Command, around: Surroundings): void {
  const command = addCommand<ReleaseOptions>(
    parent,
    around,
    'release <wave> <count>',
    'let the next dongles of a wave in, at once or by a schedule, and invite their companies',
    async ({ options }, wave = '', count = '') => {
      const body = { count: Number(count), schedule: scheduleOf(options), note: options.note ?? '' }
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['wave.release'], { parameters: { wave }, body }),
      )
      const { released, lastTurnAt } = answer
      if (lastTurnAt === null) return { json: answer, text: 'Nobody is left to be released.' }
      const last = body.schedule === null ? '' : `\nThe last of them from ${lastTurnAt}`
      return { json: answer, text: `${released.join('\n')}${last}` }
    },
  )
    .option('--note <text>', 'why')
    .option('--each <count>', 'so many at one moment; with --from and --every-hours, or with --at')
    .option('--from <moment>', 'when the first may move, as 2026-03-01T08:00:00Z')
    .option('--every-hours <hours>', 'how long until the next')
    .option('--at <moment...>', 'when the first may move, the next, and so on')
  addOperatorOptions(command)
}

function scheduleOf({ each, from, everyHours, at }: ReleaseOptions): ReleaseSchedule | null {
  if (each === undefined && from === undefined && everyHours === undefined && at === undefined) return null
  const isInterval = at === undefined && from !== undefined
  const wanted = isInterval
    ? { kind: 'interval', each: Number(each), from: readMoment(from).toISOString(), everyHours: Number(everyHours) }
    : { kind: 'times', each: Number(each), times: at?.map((text) => readMoment(text).toISOString()) }
  const isMixed = at !== undefined && (from !== undefined || everyHours !== undefined)
  const schedule = releaseScheduleSchema.safeParse(wanted)
  if (schedule.success && !isMixed) return schedule.data
  throw new CommandError(
    'usage',
    'schedule-malformed',
    'This is not a schedule.',
    'Give --each with --from and --every-hours, or --each with --at and rising moments.',
    schedule.error?.issues.map(({ path, message }) => `${path.join('/')}: ${message}`) ?? [],
  )
}
