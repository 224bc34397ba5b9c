import { cloudApi } from '@undongle/core/api/cloud'
import { certificateBundleSchema } from '@undongle/core/document/certificate-bundle'
import { type KeyFile, keyFileSchema } from '@undongle/core/document/key-set'
import { bundleChecks, type CheckedBundle, verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { verifySignature } from '@undongle/core/node/crypto'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { usageError } from '../command/command-error.ts'
import { readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { cloud } from '../server/cloud.ts'

interface VerifyOptions {
  readonly keys?: string
  readonly root?: string
  readonly cloud?: string
}

export function addCertificateVerify(parent: Command, around: Surroundings): void {
  addCommand<VerifyOptions>(
    parent,
    around,
    'verify <file>',
    'verify a certificate offline, against keys you trust',
    async ({ options }, file = '') => {
      const bundle = readJsonFile(file, certificateBundleSchema)
      return outputOf(verifyCertificateBundle(bundle, await trustedRoot(around, options), verifySignature))
    },
  )
    .option('--keys <file>', 'a key file you have kept')
    .option('--root <thumbprint>', 'the thumbprint of the root key, as the vendor publishes it')
    .option('--cloud <address>', 'ask this license cloud for its keys')
}

/** Without any of the three the file can only be checked against itself. */
async function trustedRoot(around: Surroundings, { keys, root, cloud: address }: VerifyOptions) {
  if ([keys, root, address].filter((given) => given !== undefined).length > 1)
    throw usageError('Which keys are to be trusted?', 'Name one of --keys, --root and --cloud.')
  if (root !== undefined) return { rootThumbprint: root }
  if (keys !== undefined) return trustedBy(readJsonFile(keys, keyFileSchema))
  if (address !== undefined) return trustedBy(await ask(cloud(around, { cloud: address }), cloudApi['keys.read']))
  return undefined
}

const trustedBy = ({ rootThumbprint, keySet }: KeyFile) => ({ rootThumbprint, keySet })

function outputOf(checked: CheckedBundle): Output {
  const rows = checked.checks.map(({ check, fault }) => [
    check,
    fault ?? 'passed',
    fault === null ? bundleChecks[check] : '',
  ])
  const checks = table(['CHECK', 'ANSWER', 'PROVES'], rows, '')
  return {
    json: checked,
    text: [checks, '', conclusion(checked)].join('\n'),
    exit: checked.verified ? 'ok' : 'verification-failed',
  }
}

function conclusion({ certificate, inLog, rootTrusted, rootThumbprint, checks }: CheckedBundle): string {
  if (checks.some(({ fault }) => fault === 'superseded'))
    return 'SUPERSEDED: a correction has taken its place. What holds now stands in the newer certificate.'
  if (certificate === null) return 'NOT VERIFIED: do not rely on this file.'
  const words = facts([
    ['Company', `${certificate.company.name} (${certificate.company.id})`],
    ['Dongle', certificate.dongle.serial],
    ['Line', certificate.line],
    ['Result', certificate.result],
    ['Moved', certificate.moved.map(({ license }) => `${license.product} × ${license.quantity}`).join(', ')],
    ['Kept', certificate.kept.map(({ license, reason }) => `${license.product} (${reason})`).join(', ') || 'nothing'],
    ['Signed', new Date(certificate.iat * 1000).toISOString()],
    ['Public log', inLog ? 'it stands there' : 'this file does not prove it yet: download the certificate again'],
  ])
  const root = rootTrusted
    ? 'VERIFIED.'
    : `The file agrees with itself. Nobody has said yet that its root key is the vendor’s: compare ${rootThumbprint} with what the vendor publishes.`
  return `${words}\n\n${root}`
}
