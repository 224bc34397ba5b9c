import { objectsPerDongle, orderSizeBytes } from '@undongle/core/dongle/limits'
import { fromUtf8 } from '@undongle/core/encoding'
import { DongleError } from '../../error.ts'
import { kindOfName, type NamedObject, type StoredObject } from '../../storage.ts'
import { CKA, CKO } from './constants.ts'
import {
  booleanAttribute,
  type ObjectHandle,
  type Pkcs11Library,
  type SessionHandle,
  textAttribute,
} from './library.ts'

/** CKA_APPLICATION of every object of ours. */
const application = 'undongle/1'
const nameLimitBytes = 128

/** All our data objects, and nameless empty ones: what SoftHSM leaves when it is killed while creating. */
export function readObjects(library: Pkcs11Library, session: SessionHandle): StoredObject[] {
  const found = library.findObjects(session, [library.ulongAttribute(CKA.CLASS, CKO.DATA)], objectsPerDongle)
  if (found.length === objectsPerDongle) throw new DongleError('damaged', `more than ${objectsPerDongle - 1} objects`)
  return found.flatMap((object) => {
    const owner = readText(library, session, object, CKA.APPLICATION)
    const name = readText(library, session, object, CKA.LABEL)
    const value = library.attribute(session, object, CKA.VALUE, orderSizeBytes) ?? new Uint8Array(0)
    const isHalfMade = owner === '' && name === '' && value.length === 0
    return owner === application || isHalfMade ? [{ handle: String(object), kind: kindOfName(name), value }] : []
  })
}

/** The application comes first: an object that is broken off while it is made can still be told to be ours. */
export function createObject(library: Pkcs11Library, session: SessionHandle, { name, value }: NamedObject): void {
  library.createObject(session, [
    library.ulongAttribute(CKA.CLASS, CKO.DATA),
    booleanAttribute(CKA.TOKEN, true),
    booleanAttribute(CKA.PRIVATE, false),
    textAttribute(CKA.APPLICATION, application),
    textAttribute(CKA.LABEL, name),
    { type: CKA.VALUE, value },
  ])
}

function readText(library: Pkcs11Library, session: SessionHandle, object: ObjectHandle, type: bigint): string {
  const bytes = library.attribute(session, object, type, nameLimitBytes)
  return bytes === null ? '' : (fromUtf8(bytes) ?? '?')
}
