import { StartError } from '@undongle/core/node/start-error'
import koffi from 'koffi'
import type { Supervisor } from './supervisor.ts'

/** The name under which `undongle license-server install` registers it. A process of one service is called by any name. */
const serviceName = 'UndongleLicenseServer'
const startsOrStopsMs = 60_000

/** Numbers of winsvc.h and winnt.h. */
const ownProcess = 0x10
const state = { stopped: 1, startPending: 2, stopPending: 3, running: 4 } as const
const control = { stop: 1, shutdown: 5 } as const
const acceptsStopAndShutdown = 0x1 | 0x4
const errorEvent = 1

/**
 * Joins the service manager of Windows, which otherwise ends a process that it started after 30 seconds. Its dispatcher keeps a thread until
 * the service has stopped; what it calls runs here, between other work.
 *
 * @throws StartError `service-manager-silent` where this process is none of its own
 */
export function openWindowsService(): Promise<Supervisor> {
  const windows = loadWindows()
  return new Promise((resolve, reject) => {
    let askStop = (): void => undefined
    const stopAsked = new Promise<void>((stop) => {
      askStop = stop
    })
    let handle: unknown
    const tell = (current: number, accepted = 0) => {
      const isLasting = current === state.running || current === state.stopped
      const hint = isLasting ? 0 : startsOrStopsMs
      windows.setServiceStatus(handle, {
        type: ownProcess,
        current,
        accepted,
        exit: 0,
        specific: 0,
        checkpoint: 0,
        hint,
      })
    }
    const onControl = koffi.register((asked: number) => {
      if (asked !== control.stop && asked !== control.shutdown) return 0
      tell(state.stopPending)
      askStop()
      return 0
    }, koffi.pointer(windows.handler))
    const onStart = koffi.register(() => {
      handle = windows.registerServiceCtrlHandler(serviceName, onControl, null)
      tell(state.startPending)
      resolve({
        stopAsked,
        tellRunning: () => tell(state.running, acceptsStopAndShutdown),
        tellStopped: () => tell(state.stopped),
        tellFailed: (why) => windows.report(String(why)),
      })
    }, koffi.pointer(windows.main))
    windows.startDispatcher(
      [
        { name: serviceName, main: onStart },
        { name: null, main: null },
      ],
      (isDispatched) => {
        if (!isDispatched) reject(new StartError('service-manager-silent', serviceName))
      },
    )
  })
}

/** What is used of advapi32. */
function loadWindows() {
  const library = koffi.load('advapi32.dll')
  const main = koffi.proto('void __stdcall ServiceMain(uint32 count, void *words)')
  const handler = koffi.proto(
    'uint32 __stdcall ServiceHandler(uint32 control, uint32 event, void *more, void *context)',
  )
  koffi.struct('ServiceStatus', {
    type: 'uint32',
    current: 'uint32',
    accepted: 'uint32',
    exit: 'uint32',
    specific: 'uint32',
    checkpoint: 'uint32',
    hint: 'uint32',
  })
  koffi.struct('ServiceEntry', { name: 'str16', main: koffi.pointer(main) })
  const dispatch = library.func('int __stdcall StartServiceCtrlDispatcherW(ServiceEntry *table)')
  const openLog = library.func('void *__stdcall RegisterEventSourceW(str16 server, str16 source)')
  const writeLog = library.func(
    'int __stdcall ReportEventW(void *log, uint16 type, uint16 category, uint32 event, void *user, uint16 count, uint32 bytes, str16 *texts, void *data)',
  )
  return {
    main,
    handler,
    registerServiceCtrlHandler: library.func(
      'void *__stdcall RegisterServiceCtrlHandlerExW(str16 name, ServiceHandler *handler, void *context)',
    ),
    setServiceStatus: library.func('int __stdcall SetServiceStatus(void *handle, ServiceStatus *status)'),
    /** @param ended hears whether there was anything to dispatch, once it is over */
    startDispatcher(table: readonly object[], ended: (isDispatched: boolean) => void): void {
      dispatch.async(table, (_: unknown, result: number) => ended(result !== 0))
    },
    /** A service has no console: its last words go to the event log, where administrators look. */
    report(text: string): void {
      writeLog(openLog(null, serviceName), errorEvent, 0, 0, null, 1, 0, [text], null)
    },
  }
}
