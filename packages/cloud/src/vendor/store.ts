import { type Logo, logoSchema } from '@undongle/core/api/vendor'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** Before the first contracts came, the vendor has no name yet. */
const nameless = 'Undongle'

const vendorRow = z.object({ name: z.string(), logo: z.string().nullable() })

export async function readVendor(db: Db | Tx): Promise<{ name: string; logo: string | null }> {
  const { rows } = await sql`select name, logo_hash as logo from vendor`.execute(db)
  return rows.length === 0 ? { name: nameless, logo: null } : vendorRow.parse(rows[0])
}

export async function findLogo(db: Db | Tx): Promise<Logo | undefined> {
  const { rows } = await sql`
    select logo_hash as hash, logo_media_type as "mediaType", logo_data as data from vendor where logo_hash is not null`.execute(
    db,
  )
  return rows.length === 0 ? undefined : logoSchema.parse(rows[0])
}

export async function writeLogo(db: Db | Tx, { hash, mediaType, data }: Logo): Promise<void> {
  await sql`
    insert into vendor (id, name, logo_hash, logo_media_type, logo_data) values ('vendor', ${nameless}, ${hash}, ${mediaType}, ${data})
    on conflict (id) do update set logo_hash = excluded.logo_hash, logo_media_type = excluded.logo_media_type,
      logo_data = excluded.logo_data`.execute(db)
}

/** @returns false when there was none */
export async function deleteLogo(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql`
    update vendor set logo_hash = null, logo_media_type = null, logo_data = null where logo_hash is not null returning id`.execute(
    db,
  )
  return rows.length > 0
}
