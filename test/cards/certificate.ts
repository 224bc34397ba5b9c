import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate of a P-256 key that signed it itself, as a PIV card holds one. */
export async function makeCertificate(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-certificate-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.der')]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650']
  await run('openssl', [
    'req',
    ...kind,
    '-subj',
    '/CN=A person',
    '-keyout',
    key,
    '-outform',
    'DER',
    '-out',
    certificate,
  ])
  const made = await readFile(certificate)
  await rm(folder, { recursive: true })
  return made
}
