// A small application with a license. It runs before the move on a dongle's seat, after it on the cloud's, and offline on the stored
// lease. One JSON line says how:  npx tsx examples/app/app.ts --product clinic-scan --data ./seat
import { parseArgs } from 'node:util'
import { LicenseError, open } from '@undongle/sdk/node'

const { values } = parseArgs({
  options: {
    product: { type: 'string', default: 'clinic-scan' },
    version: { type: 'string', default: '1.0' },
    server: { type: 'string', default: 'http://localhost:30304' },
    data: { type: 'string', default: './seat' },
    /** Ask nobody, as if the network cable were pulled. */
    offline: { type: 'boolean', default: false },
    /** Pretend it is this moment (ISO 8601): how tests travel in time. */
    now: { type: 'string' },
    /** Give the seat back at the end; without it the lease stays for the next, perhaps offline, start. */
    release: { type: 'boolean', default: false },
  },
})
const { product, version, server, now } = values
const unplugged: typeof fetch = () => Promise.reject(new Error('offline'))
const license = open({
  ...{ product, version, server, folder: values.data },
  ...(now === undefined ? {} : { now: () => new Date(now) }),
  ...(values.offline ? { fetch: unplugged } : {}),
})

try {
  const seat = await license.checkout()
  const { source, until, offline } = seat.right
  console.log(JSON.stringify({ source, product, until, offline }))
  // … here the application does its work, and stops when it hears 'lost' …
  seat.on('lost', ({ code, say, next }) => console.log(JSON.stringify({ refused: code, say, next })))
  await (values.release ? seat.release() : seat.close())
} catch (error) {
  if (!(error instanceof LicenseError)) throw error
  console.log(JSON.stringify({ refused: error.code, say: error.say, next: error.next }))
  process.exitCode = 3
}
