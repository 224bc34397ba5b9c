import type { Socket } from 'node:net'
import koffi from 'koffi'

const setOption = koffi.load('libc.so.6').func('setsockopt', 'int', ['int', 'int', 'int', 'int *', 'uint'])
const tcp = 6
const quickAcknowledge = 12

/**
 * The virtual reader vpcd sends each message in two pieces and waits for the first to be acknowledged, which Linux does after 40 ms unless
 * it is told to at once. Node has no word for that, so the socket is asked through the system's own function.
 */
export function acknowledgeAtOnce(socket: Socket): void {
  const { fd } = (socket as unknown as { _handle: { fd: number } | null })._handle ?? { fd: -1 }
  if (fd >= 0) setOption(fd, tcp, quickAcknowledge, [1], 4)
}
