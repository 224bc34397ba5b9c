import { readFile, realpath } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import { errorCode } from '@undongle/core/node/folder'
import type { Context, Hono } from 'hono'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Serves the console's built files; every other address that a page may have gets the page itself. */
export function mountPages(app: Hono, folder: string): void {
  const root = resolve(folder)
  app.get('*', async (c, next) => {
    if (/^\/(v1|auth|\.well-known)(\/|$)/.test(c.req.path)) return next()
    const file = fileOf(root, c.req.path)
    const found = file === undefined ? undefined : await read(root, file)
    if (found !== undefined && file !== undefined) return send(c, file, found)
    // A name with an ending is a file that is not there, not a page.
    if (extname(c.req.path) !== '') return next()
    const page = await read(root, resolve(root, 'index.html'))
    return page === undefined ? next() : send(c, 'index.html', page)
  })
}

/** @returns undefined for a path that leads out of the folder, is no text, or has no known type */
function fileOf(root: string, path: string): string | undefined {
  try {
    const name = decodeURIComponent(path)
    if (name.includes('\0') || name.includes('\\')) return undefined
    const file = resolve(root, `.${name}`)
    return file.startsWith(`${root}${sep}`) && Object.hasOwn(types, extname(file)) ? file : undefined
  } catch {
    return undefined // not a percent-encoding
  }
}

/** A link inside the folder may not lead out of it either. */
async function read(root: string, file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    if (!(await realpath(file)).startsWith(`${await realpath(root)}${sep}`)) return undefined
    return new Uint8Array(await readFile(file))
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error))) return undefined
    throw error
  }
}

function send(c: Context, file: string, bytes: Uint8Array<ArrayBuffer>): Response {
  c.header('content-type', types[extname(file)] ?? 'application/octet-stream')
  // Built files carry a hash of their content in their name; the page that names them does not.
  if (/-[\w-]{8,}\.(js|css|woff2)$/.test(file)) c.header('cache-control', 'public, max-age=31536000, immutable')
  else c.header('cache-control', 'no-cache')
  return c.body(bytes)
}
