import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { writeNewFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addCertificateGet(parent: Command, around: Surroundings): void {
  addCommand<{ out?: string }>(
    parent,
    around,
    'get <transfer>',
    'the certificate of a transfer, with order, receipt and keys: one file that verifies offline',
    async ({ options: { out } }, transfer = '') => {
      const bundle = await ask(licenseServer(around), localApi['certificate.read'], { parameters: { transfer } })
      const text = JSON.stringify(bundle, null, 2)
      if (out === undefined) return { json: bundle, text }
      writeNewFile(out, `${text}\n`)
      return { json: { file: out }, text: `Saved as ${out}.` }
    },
  ).option('--out <file>', 'write it to a new file')
}
