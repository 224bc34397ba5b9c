import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Hono } from 'hono'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * Serves the built pages. Files are named by the build, so only plain names are looked for, never a path that a request made up;
 * every other address is the page itself, which does its own routing.
 *
 * @param token goes into the page, because a page of another origin can read neither the page nor send the header
 */
export function servePages(app: Hono, folder: string, token: string): void {
  app.get('/assets/:file', async (c) => {
    const file = c.req.param('file')
    const type = types[path.extname(file)]
    if (!/^[A-Za-z0-9_.-]{1,120}$/.test(file) || file.includes('..') || type === undefined) return c.notFound()
    const content = await readFile(path.join(folder, 'assets', file)).catch(() => undefined)
    if (content === undefined) return c.notFound()
    return c.body(new Uint8Array(content), 200, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
  app.get('/*', async (c) => {
    const page = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => undefined)
    if (page === undefined || c.req.path.startsWith('/v1/')) return c.notFound()
    return c.html(page.replace('</head>', `<meta name="undongle-token" content="${token}"></head>`), 200, {
      'cache-control': 'no-store',
    })
  })
}
