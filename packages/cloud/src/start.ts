import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpBindings } from '@hono/node-server'
import { writeAddresses } from '@undongle/core/node/addresses'
import { random } from '@undongle/core/node/crypto'
import { errorText } from '@undongle/core/node/folder'
import { lockDataFolder } from '@undongle/core/node/instance-lock'
import { RotatingFile } from '@undongle/core/node/rotating-file'
import type { Context } from 'hono'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { createAuth } from './auth/auth.ts'
import { peopleImporter } from './auth/import-people.ts'
import { carriedMachines } from './auth/license-server/carried.ts'
import { peopleIn } from './auth/members.ts'
import { mountAuth } from './auth/mount.ts'
import { inviteOperator } from './auth/operator.ts'
import { makeOperatorToken } from './auth/operator-token.ts'
import { authenticate } from './auth/principal.ts'
import { prepareAuthSchema } from './auth/schema.ts'
import type { Config } from './config.ts'
import { startWaitingTimer } from './contract/apply-waiting.ts'
import { type Database, openDatabase } from './db/database.ts'
import { startEpochAfterRestore } from './epoch/start.ts'
import { type Listening, listen } from './http/listen.ts'
import { guardLedger } from './ledger/guard.ts'
import { postgresLedger } from './ledger/postgres.ts'
import { openLogFiles } from './log/files.ts'
import { openLog } from './log/log.ts'
import { postgresLogQueue } from './log/queue.ts'
import { startSequencer } from './log/sequencer.ts'
import { startDrainTimer } from './permit/timer.ts'
import { openRegister } from './register/file.ts'
import type { Register } from './register/register.ts'
import { replayCertificates } from './register/replay.ts'
import { openSigningKeys, type SigningKeys } from './signing/signing-keys.ts'
import { startWaveTimer } from './wave/timer.ts'
import { watchWaves } from './wave/watch.ts'

export interface RunningCloud {
  readonly url: string
  /** While the vendor's operator has no password: the link that sets one. */
  readonly setUpLink: string | undefined
  readonly operator: string
  stop(): Promise<void>
}

/** Beside `src` in a checkout, beside `dist` in a build. */
const migrationsDir = join(import.meta.dirname, '../migrations')
const builtPagesDir = join(import.meta.dirname, '../../web/dist/console')

/**
 * Starts the cloud on its data folder: the port first, since another program on it is the commonest trouble, then the
 * database, then the keys.
 *
 * @throws StartError
 */
export async function startCloud(config: Config): Promise<RunningCloud> {
  const lock = await lockDataFolder(config.dataDir, { product: 'undongle-cloud', version: 1 })
  const limits = { sizeBytes: config.logSizeBytes, olderCount: config.logOlderCount }
  const log = pino({ name: 'cloud' }, new RotatingFile(join(config.dataDir, 'cloud.log'), limits))
  const undo: (() => Promise<void>)[] = [() => lock.release()]
  const stop = async () => {
    for (const step of undo.toReversed()) {
      await step().catch((error: unknown) => log.error({ error: errorText(error) }, 'a step of stopping failed'))
    }
  }
  try {
    const listening = await listen(config.port)
    undo.push(() => listening.close())
    const now = () => new Date()
    const register = await openRegister(registerDirOf(config))
    undo.push(() => register.close())
    const database = await openDatabase({ ...config, migrationsDir, now, log })
    undo.push(() => database.stop())
    const url = config.publicUrl ?? listening.url
    const { stopRounds, ...invitation } = await serve({ config, database, register, listening, url, log })
    undo.push(stopRounds)
    writeAddresses(config.dataDir, { cloud: url })
    return { url, ...invitation, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function serve(parts: {
  config: Config
  database: Database
  register: Register
  listening: Listening
  url: string
  log: Parameters<typeof createApp>[0]['log']
}) {
  const { config, database, register, listening, url, log } = parts
  const { db } = database
  const now = () => new Date()
  const keys = await openSigningKeys(config.dataDir, url, now())
  const settings = { publicUrl: url, secret: sessionSecretOf(keys), now, random, clientAddress }
  await prepareAuthSchema(database.connection, settings)
  const auth = createAuth({ ...settings, db, register, origins: [listening.url] })
  const asOperator = makeOperatorToken(config.dataDir, random)
  const ledger = guardLedger(postgresLedger({ db, random }), { now, random, log })
  const deps = { db, ledger, register, keys, people: peopleIn(db), now, random }
  const queue = postgresLogQueue(deps)
  const certificateLog = openLog({
    register: register.certificates,
    queue,
    files: openLogFiles(join(registerDirOf(config), 'log')),
    keys,
    random,
  })
  const app = createApp({
    deps,
    certificateLog,
    log,
    publicUrl: url,
    authenticate: async (request) => asOperator(request) ?? authenticate(auth, request),
    importPeople: peopleImporter({ db, now, random, publicUrl: url }),
    carriedMachines: carriedMachines(auth),
    mountSignIn: (routes) => mountAuth(routes, auth),
    clientAddress,
    pagesDir: existsSync(builtPagesDir) ? builtPagesDir : undefined,
  })
  const invitation = await inviteOperator(auth)
  const epoch = await startEpochAfterRestore(deps)
  if (epoch !== undefined) log.warn({ epoch }, 'the database is older than the register: a restore epoch has begun')
  // Before the log places anything: what is not placed is what the database may have forgotten.
  const replayed = await replayCertificates(deps, await queue.placed())
  if (replayed.learned > 0 || replayed.left.length > 0) log.warn(replayed, 'certificates learned from the register')
  // Before anybody is answered: a turn that came while this was stopped does not come before a pause that was due.
  await watchWaves(deps).catch((error: unknown) =>
    log.error({ error: errorText(error) }, 'the failure rates of the waves could not be looked at'),
  )
  listening.serve(app.fetch)
  const stopLog = startSequencer(certificateLog, (error) =>
    log.error({ error: errorText(error) }, 'the certificate log stands still'),
  )
  const stopTimer = startDrainTimer(deps, (error) =>
    log.error({ error: errorText(error) }, 'a drain could not be finished'),
  )
  const stopWaves = startWaveTimer(deps, (error) =>
    log.error({ error: errorText(error) }, 'the failure rates of the waves could not be looked at'),
  )
  const stopWaiting = startWaitingTimer(deps, (error) =>
    log.error({ error: errorText(error) }, 'what waited for a frozen dongle could not be taken over'),
  )
  const stopRounds = async () => void (await Promise.all([stopLog(), stopTimer(), stopWaves(), stopWaiting()]))
  return { ...invitation, stopRounds }
}

/** What sessions and access tokens of every instance with these keys are sealed with. */
export const sessionSecretOf = ({ secret }: Pick<SigningKeys, 'secret'>): string =>
  createHmac('sha256', secret).update('sessions').digest('base64url')

const registerDirOf = ({ registerDir, dataDir }: Config): string => registerDir ?? join(dataDir, 'register')

/** The address at the other end of the connection. A proxy's own, where one stands between. */
function clientAddress(c: Context): string | undefined {
  const bindings = c.env as Partial<HttpBindings> | undefined
  return bindings?.incoming?.socket.remoteAddress
}
