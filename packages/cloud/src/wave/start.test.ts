import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { expect, onTestFinished, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { readConfig } from '../config.ts'
import { startCloud } from '../start.ts'
import { newCompany, newTransfer } from '../testing/cloud.fixture.ts'

test('[Q95] a wave whose pause was due when the cloud stopped is paused before the cloud answers anybody', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'undongle-wave-start-'))
  const database = await testDatabase()
  onTestFinished(async () => {
    await database.drop()
    await rm(dataDir, { recursive: true })
  })
  const wave = await prepareFailures(database)
  const { host, port, user, password, database: name } = database.connection
  const socket = encodeURIComponent(String(host))
  const address = `postgres://${user}:${password ?? ''}@localhost:${port}/${name}?host=${socket}`
  const env = { UNDONGLE_DATA_DIR: dataDir, UNDONGLE_CLOUD_PORT: '0', UNDONGLE_DATABASE_URL: address }
  const cloud = await startCloud(readConfig(env))
  onTestFinished(() => cloud.stop())
  const token = (await readFile(join(dataDir, 'operator-token'), 'utf8')).trim()
  const answer = await fetch(`${cloud.url}/v1/waves`, { headers: { authorization: `Bearer ${token}` } })
  const { waves } = cloudApi['wave.list'].answer.parse(await answer.json())
  expect(waves).toMatchObject([{ id: wave, pausedAt: expect.any(String) }])
}, 120_000)

/** A wave in which the last five transfers failed, and its limit is none of five. */
async function prepareFailures({ query }: TestDatabase): Promise<string> {
  const [wave, company] = [makeId('wave', new Date(), random), newCompany()]
  await query(`insert into product_line (id, name) values ('lab', 'Lab')`)
  await query(`insert into company (company_id, name) values ($1, 'Smile')`, [company])
  await query(
    `insert into wave (id, line, name, cohort, opens_at, step_by_step, nominations, counts_since,
       pause_failures_percent, pause_over)
     values ($1, 'lab', 'pilot', '{"kind":"everyone"}', '2026-01-01', false, 0, '2026-01-01', 0, 5)`,
    [wave],
  )
  await query(
    `insert into transfer (company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state,
       result, moved, kept, opened_at, finished_at, wave_id)
     select $1, id, 'lab', 'key', 'D-1', '{}', '{}', '{}', '', '', 'answered', 'no-subscription', 0, 0,
       '2026-01-02', '2026-01-02', $2
     from unnest($3::text[]) as id`,
    [company, wave, Array.from({ length: 5 }, newTransfer)],
  )
  return wave
}
