import { connect } from 'node:net'

/** One kept connection to a server on loopback that takes one request at a time, with as little work as can be: clients share the machine. */
export interface Connection {
  /** @returns the status */
  send(method: 'PUT' | 'DELETE', path: string, token: string, body: string): Promise<number>
  close(): void
}

export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let text = ''
  let settle: ((status: number) => void) | undefined
  let fail: ((error: Error) => void) | undefined
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    if (!isWhole(text)) return
    const status = Number(text.slice(9, 12))
    text = ''
    settle?.(status)
  })
  socket.on('error', (error) => fail?.(error))
  socket.on('close', () => fail?.(new Error('the server closed the connection')))
  return {
    send: (method, path, token, body) =>
      new Promise((resolve, reject) => {
        ;[settle, fail] = [resolve, reject]
        const type = body === '' ? '' : 'Content-Type: application/json\r\n'
        socket.write(
          `${method} ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`,
        )
      }),
    close: () => {
      fail = undefined
      socket.destroy()
    },
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}
