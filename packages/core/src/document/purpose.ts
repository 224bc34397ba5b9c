/**
 * What a signed document is for. Each purpose has a `typ` of its own and keys of its own, so that one can never be taken for another (RFC 8725, 3.11).
 * The `typ` is what stands in the protected header.
 */
export const purposes = {
  'access-token': 'at+jwt',
  'block-list': 'undongle-block-list+jwt',
  certificate: 'undongle-certificate+jwt',
  'courier-answer': 'undongle-courier-answer+jwt',
  'courier-request': 'undongle-courier-request+jwt',
  emergency: 'undongle-emergency+jwt',
  'key-set': 'undongle-key-set+jwt',
  lease: 'undongle-lease+jwt',
  'license-list': 'undongle-license-list+jwt',
  'machine-proof': 'undongle-machine-proof+jwt',
  order: 'undongle-order+jwt',
  permit: 'undongle-permit+jwt',
  result: 'undongle-result+jwt',
} as const satisfies Record<string, string>
export type Purpose = keyof typeof purposes

/**
 * What a published key may be for: one kind of document, or `log`, the checkpoint of the certificate log, which is a signed note and no JWS
 * (see log/checkpoint).
 */
export const keyPurposes = [...(Object.keys(purposes) as Purpose[]), 'log'] as const
export type KeyPurpose = (typeof keyPurposes)[number]
