import type { ReaderFixture } from '../../contract/reader-fixture.ts'
import { readerServices } from '../../contract/readers-service.ts'
import { FakeRuntime, fakeKey } from './fake-runtime.ts'

/** Sentinel keys behind a runtime of ours, asked over a real socket. */
export async function sentinelFixture(): Promise<ReaderFixture> {
  const runtime = new FakeRuntime()
  await runtime.start()
  const services = await readerServices({
    driver: 'readers',
    sysfsRoot: null,
    sentinelUrl: runtime.url,
    codeMeterCommand: null,
    timeoutMs: 2000,
    lookMs: 0,
  })
  const ids = new Map<string, string>()
  return {
    start: services.start,
    plug: async (name) => {
      const serial = ids.get(name) ?? String(1_000_000_000 + ids.size)
      ids.set(name, serial)
      runtime.keys.set(serial, fakeKey(serial))
      return { key: `Thales Sentinel|Sentinel HL Pro|${serial}`, serial, codes: ['10:101', '10:102'] }
    },
    unplug: async ({ serial }) => void runtime.keys.delete(serial),
    plugOthers: async () => {
      const others = [
        fakeKey('2000000001', { typ: 'HASP-SL-AdminMode', configuration: 'SL' }),
        fakeKey('2000000002', { typ: 'Sentinel SL' }),
        fakeKey('2000000003', { isloc: '0' }),
        fakeKey('2000000004', { configuration: 'sentinelhlmaster' }),
        fakeKey('2000000005', { typ: 'placeholder' }),
        fakeKey('<script>', {}),
      ]
      for (const key of others) runtime.keys.set(key.device.haspid ?? '', key)
    },
    runtime: {
      run: (isRunning) => (isRunning ? runtime.start() : runtime.stop()),
      answerWith: async (text) => {
        runtime.answer = text
      },
    },
    stop: async () => {
      await services.stop()
      await runtime.stop()
    },
  }
}
