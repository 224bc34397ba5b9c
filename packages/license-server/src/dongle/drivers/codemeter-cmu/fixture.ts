import type { ReaderFixture } from '../../contract/reader-fixture.ts'
import { readerServices } from '../../contract/readers-service.ts'
import { content, hardware, makeFakeCommand, printing } from './fake-command.ts'

/** CodeMeter dongles that a command of ours tells of, run as a real process. */
export async function codeMeterFixture(): Promise<ReaderFixture> {
  const command = await makeFakeCommand()
  const services = await readerServices({
    driver: 'readers',
    sysfsRoot: null,
    sentinelUrl: null,
    codeMeterCommand: command.path,
    timeoutMs: 4000,
    lookMs: 0,
  })
  const serials = new Map<string, string>()
  return {
    start: services.start,
    plug: async (name) => {
      const serial = serials.get(name) ?? `3-${6_900_000 + serials.size}`
      serials.set(name, serial)
      command.containers.set(serial, { rest: hardware, lines: content })
      await command.print()
      return { key: `Wibu-Systems|CodeMeter CmContainer|${serial}`, serial, codes: ['6000010:201', '6000010:202'] }
    },
    unplug: async ({ serial }) => {
      command.containers.delete(serial)
      await command.print()
    },
    plugOthers: async () => {
      command.containers.set('130-2147483647', { rest: hardware, lines: content })
      command.containers.set('128-12345', { rest: hardware, lines: content })
      command.containers.set('140-560129638-1439315497', { rest: hardware, lines: content })
      command.containers.set('3-7000000', { rest: 'and version 4.40 on server OTHER-MACHINE enabled', lines: content })
      await command.print()
    },
    runtime: {
      run: (isRunning) => command.behave(isRunning ? printing : 'exit 3'),
      answerWith: (text) => command.print(text ?? undefined),
    },
    stop: async () => {
      await services.stop()
      await command.remove()
    },
  }
}
