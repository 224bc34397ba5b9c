import { describe, expect, test } from 'vitest'
import { describeReader } from '../../packages/license-server/src/dongle/contract/describe-reader.ts'
import { needs } from '../needs.ts'
import { openSc, pivFixture, yubico } from './piv-fixture.ts'

const tools = needs('pcscd', 'vsmartcard-vpcd', 'opensc-pkcs11', 'ykcs11', 'openssl')

describe('tokens that take no objects of ours', tools, () => {
  describeReader('pkcs11 (OpenSC, PIV card)', () => pivFixture([openSc]), 'token')
  describeReader('pkcs11 (YKCS11, PIV card)', () => pivFixture([yubico]), 'token')

  test('[Q100] two modules that see the same card work side by side, each under its own name for it', async () => {
    const fixture = await pivFixture([openSc, yubico])
    const service = fixture.start()
    const one = await fixture.plug('shared')
    const other = yubico.nameOf(12_345_678)
    await expect
      .poll(async () => (await service.list()).map(({ key }) => key).toSorted(), { timeout: 60_000 })
      .toEqual([one.key, other.key].toSorted())
    expect(await service.observe(one.key)).toMatchObject({ serial: one.serial, complete: true })
    expect(await service.observe(other.key)).toMatchObject({ serial: other.serial, complete: true })
    await fixture.stop()
  })
})
