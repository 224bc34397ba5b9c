import { z } from 'zod'

const countSchema = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, `a number from ${least} to ${most}`)
    .transform(Number)
    .refine((count) => count >= least && count <= most, `a number from ${least} to ${most}`)

/** How much of its log a part keeps: the same for each part that has one. */
export const logSettings = {
  logSizeBytes: {
    name: 'UNDONGLE_LOG_SIZE_BYTES',
    schema: countSchema(10_000, 1_000_000_000),
    default: '5000000',
    description: 'How long the log may grow before a new file is begun.',
    secret: false,
  },
  logOlderCount: {
    name: 'UNDONGLE_LOG_OLDER_COUNT',
    schema: countSchema(0, 1000),
    default: '4',
    description: 'How many older files of the log are kept: the newest of them ends in .1.',
    secret: false,
  },
} as const
