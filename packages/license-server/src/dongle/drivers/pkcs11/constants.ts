/** The numbers of PKCS#11 2.40 this driver uses, by the names the standard gives them. */

/** Position in CK_FUNCTION_LIST and the kinds of the arguments: u = CK_ULONG, p = pointer, b = CK_BBOOL. */
export const functions = {
  C_Initialize: [0, 'p'],
  C_Finalize: [1, 'p'],
  C_GetInfo: [2, 'p'],
  C_GetSlotList: [4, 'bpp'],
  C_GetTokenInfo: [6, 'up'],
  C_GetMechanismList: [7, 'upp'],
  C_OpenSession: [12, 'uuppp'],
  C_CloseSession: [13, 'u'],
  C_Login: [18, 'uupu'],
  C_CreateObject: [20, 'upup'],
  C_DestroyObject: [22, 'uu'],
  C_GetAttributeValue: [24, 'uupu'],
  C_FindObjectsInit: [26, 'upu'],
  C_FindObjects: [27, 'upup'],
  C_FindObjectsFinal: [28, 'u'],
  C_SignInit: [42, 'upu'],
  C_Sign: [43, 'upupp'],
  C_GenerateKeyPair: [59, 'uppupupp'],
} as const satisfies Record<string, readonly [position: number, kinds: string]>

export type FunctionName = keyof typeof functions
/** C_WaitForSlotEvent is the last of the 68 functions of version 2.x; the driver polls instead (notes: SoftHSM never reports). */
export const functionCount = 68

export const CKF = {
  WRITE_PROTECTED: 0x2n,
  LOGIN_REQUIRED: 0x4n,
  USER_PIN_INITIALIZED: 0x8n,
  TOKEN_INITIALIZED: 0x400n,
  USER_PIN_COUNT_LOW: 0x10000n,
  USER_PIN_FINAL_TRY: 0x20000n,
  USER_PIN_LOCKED: 0x40000n,
  RW_SESSION: 0x2n,
  SERIAL_SESSION: 0x4n,
} as const

export const CKU_USER = 1n

export const CKO = { DATA: 0n, CERTIFICATE: 1n, PUBLIC_KEY: 2n, PRIVATE_KEY: 3n } as const

export const CKK_EC = 3n

export const CKM = { EC_KEY_PAIR_GEN: 0x1040n, ECDSA: 0x1041n, EDDSA: 0x1057n, RSA_PKCS: 0x1n } as const

export const CKA = {
  CLASS: 0x0n,
  TOKEN: 0x1n,
  PRIVATE: 0x2n,
  LABEL: 0x3n,
  APPLICATION: 0x10n,
  VALUE: 0x11n,
  KEY_TYPE: 0x100n,
  ID: 0x102n,
  SENSITIVE: 0x103n,
  SIGN: 0x108n,
  VERIFY: 0x10an,
  EXTRACTABLE: 0x162n,
  MODIFIABLE: 0x170n,
  EC_PARAMS: 0x180n,
  EC_POINT: 0x181n,
} as const

export const CKR = {
  OK: 0x0,
  SLOT_ID_INVALID: 0x3,
  GENERAL_ERROR: 0x5,
  ACTION_PROHIBITED: 0x1b,
  ATTRIBUTE_SENSITIVE: 0x11,
  ATTRIBUTE_TYPE_INVALID: 0x12,
  DEVICE_ERROR: 0x30,
  DEVICE_MEMORY: 0x31,
  DEVICE_REMOVED: 0x32,
  HOST_MEMORY: 0x2,
  FUNCTION_NOT_SUPPORTED: 0x54,
  OBJECT_HANDLE_INVALID: 0x82,
  PIN_INCORRECT: 0xa0,
  PIN_INVALID: 0xa1,
  PIN_LEN_RANGE: 0xa2,
  PIN_EXPIRED: 0xa3,
  PIN_LOCKED: 0xa4,
  SESSION_CLOSED: 0xb0,
  SESSION_COUNT: 0xb1,
  SESSION_HANDLE_INVALID: 0xb3,
  SESSION_READ_ONLY: 0xb5,
  TOKEN_NOT_PRESENT: 0xe0,
  TOKEN_NOT_RECOGNIZED: 0xe1,
  TOKEN_WRITE_PROTECTED: 0xe2,
  USER_ALREADY_LOGGED_IN: 0x100,
  USER_NOT_LOGGED_IN: 0x101,
  USER_TYPE_INVALID: 0x103,
  USER_PIN_NOT_INITIALIZED: 0x102,
  CRYPTOKI_NOT_INITIALIZED: 0x190,
  CRYPTOKI_ALREADY_INITIALIZED: 0x191,
} as const
