import { join } from 'node:path'
import { lockDataFolder } from '@undongle/core/node/instance-lock'
import type { z } from 'zod'
import { isKnown, learn, noFacts } from './facts.ts'
import { openRecordFile, type RecordFile } from './record-file.ts'
import {
  type CertificateRegister,
  type Register,
  type RegisterFact,
  registeredCertificateSchema,
  registerFactSchema,
} from './register.ts'

const readAtOnce = 256

/**
 * Opens the register in its folder, and makes it when it is new. One process has it at a time.
 *
 * @throws StartError `folder-in-use`, `register-damaged`
 */
export async function openRegister(folder: string): Promise<Register> {
  const lock = await lockDataFolder(folder, { product: 'undongle-register', version: 1 })
  const opened: RecordFile[] = []
  const close = async () => {
    for (const file of opened) await file.close()
    await lock.release()
  }
  try {
    const facts = await openRecordFile(join(folder, 'facts'))
    opened.push(facts)
    const certificates = await openRecordFile(join(folder, 'certificates'))
    opened.push(certificates)
    return await registerOf(facts, certificates, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function registerOf(facts: RecordFile, certificates: RecordFile, close: () => Promise<void>): Promise<Register> {
  const known = noFacts()
  for (let from = 0; from < facts.count(); from += readAtOnce) {
    for (const fact of await readAs(facts, registerFactSchema, from, readAtOnce)) learn(known, fact)
  }
  return {
    machines: known.machines,
    graces: known.graces,
    gone: known.gone,
    temporaries: known.temporaries,
    losses: known.losses,
    epoch: () => known.epoch,
    async record(fact: RegisterFact) {
      if (isKnown(known, fact)) return
      await facts.append([JSON.stringify(fact)])
      learn(known, fact)
    },
    certificates: certificatesIn(certificates),
    close,
  }
}

function certificatesIn(file: RecordFile): CertificateRegister {
  return {
    count: () => file.count(),
    append: (entries) => file.append(entries.map((entry) => JSON.stringify(entry))),
    read: (from, limit) => readAs(file, registeredCertificateSchema, from, limit),
  }
}

async function readAs<Schema extends z.ZodType>(file: RecordFile, schema: Schema, from: number, limit: number) {
  return (await file.read(from, limit)).map((record) => schema.parse(JSON.parse(record)))
}
