import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { assert } from '@undongle/core/assert'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg, { type Pool, type PoolClient } from 'pg'

const namesMax = 1000

/**
 * Sends statements that nobody waits between in one write: each that travels alone wakes a PostgreSQL process for itself. They run one after
 * the other all the same.
 *
 * Names each statement that takes parameters, so that PostgreSQL parses and plans it once a connection instead of every
 * time. Statements with values written into them, such as `set local`, stay without a name: they would never end.
 * Behind PgBouncer this needs 1.21 or newer.
 */
export function preparing(pool: Pool): PostgresPool {
  const names = new Map<string, string>()
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>()

  function nameOf(text: string): string | undefined {
    const known = names.get(text)
    if (known !== undefined || names.size >= namesMax) return known
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
    names.set(text, name)
    return name
  }

  function wrap(client: PoolClient): PostgresPoolClient {
    assert(client instanceof pg.Client, 'a pool is of clients with a connection of their own')
    const query = (text: string, values: readonly unknown[] = []) => {
      const name = values.length === 0 ? undefined : nameOf(text)
      gather(client.connection.stream)
      return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
    }
    // Kysely asks for a cursor only when it streams, which nothing here does.
    return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release() }
  }

  return {
    async connect() {
      const client = await pool.connect()
      const known = wrapped.get(client)
      if (known !== undefined) return known
      const made = wrap(client)
      wrapped.set(client, made)
      return made
    },
    end: () => pool.end(),
  }
}

/** Holds what is written until nobody has anything to add: promises are done before the next tick. */
function gather(stream: Writable): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}
