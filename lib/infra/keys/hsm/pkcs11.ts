/** What we call of PKCS #11 2.40, as pkcs11js spells it, and the constants of its header that we name (OASIS pkcs11t.h). */

/** An opaque number of the module. */
export type Handle = Buffer;

export interface Mechanism {
  mechanism: number;
}

export interface Attribute {
  type: number;
  value?: Buffer | boolean | number | string;
}

/** Each call throws an error with a number `code` (CKR_…) when the module refuses. */
export interface Pkcs11 {
  load(path: string): void;
  C_Initialize(options: { flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(withToken: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { label: string; serialNumber: string };
  C_GetMechanismList(slot: Handle): number[];
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin?: string): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, countMax: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { type: number; value: Buffer }[];
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: Attribute[]): Handle;
  C_GenerateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: Attribute[],
    privateTemplate: Attribute[],
  ): { publicKey: Handle; privateKey: Handle };
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: Attribute[],
    privateTemplate: Attribute[],
  ): Promise<{ publicKey: Handle; privateKey: Handle }>;
  C_CreateObject(session: Handle, template: Attribute[]): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, signature: Buffer): Buffer;
  C_WrapKey(session: Handle, mechanism: Mechanism, by: Handle, key: Handle, wrapped: Buffer): Buffer;
  C_UnwrapKey(session: Handle, mechanism: Mechanism, by: Handle, wrapped: Buffer, template: Attribute[]): Handle;
}

export const CK = {
  serialSession: 0x4,
  readWriteSession: 0x2,
  osLocking: 0x2,
  user: 1,
  /** CKR_USER_ALREADY_LOGGED_IN, CKR_CRYPTOKI_ALREADY_INITIALIZED */
  alreadyLoggedIn: 0x100,
  alreadyInitialized: 0x191,
  /**
   * After these, the session is opened anew: device error, memory or removed; object handle invalid (CKR_KEY_HANDLE_INVALID,
   * CKR_OBJECT_HANDLE_INVALID), session closed or handle invalid, token not present, user not logged in, not initialised.
   */
  forgotten: [0x30, 0x31, 0x32, 0x60, 0x82, 0xb0, 0xb3, 0xe0, 0x101, 0x190] as readonly number[],
  /** After these, the library is initialised anew: general error, function failed, slot invalid, token not recognised. */
  broken: [0x5, 0x6, 0x3, 0xe1] as readonly number[],
  object: { publicKey: 2, privateKey: 3, secretKey: 4 },
  key: { rsa: 0x0, curve: 0x3, generic: 0x10, aes: 0x1f, edwards: 0x40 },
  /**
   * CKM_EC_EDWARDS_KEY_PAIR_GEN and CKM_EDDSA (PKCS #11 3.0), CKM_AES_KEY_GEN, CKM_AES_KEY_WRAP (RFC 3394); CKM_EC_KEY_PAIR_GEN and CKM_ECDSA
   * over a digest; CKM_RSA_PKCS_KEY_PAIR_GEN and CKM_SHA256_RSA_PKCS
   */
  mechanism: {
    ...{ edwardsPair: 0x1055, eddsa: 0x1057, aes: 0x1080, aesWrap: 0x2109 },
    ...{ curvePair: 0x1040, ecdsa: 0x1041, rsaPair: 0x0, rsaSha256: 0x40 },
  },
  attribute: {
    ...{ class: 0x0, token: 0x1, private: 0x2, label: 0x3, value: 0x11, keyType: 0x100, id: 0x102, sensitive: 0x103 },
    ...{ wrap: 0x106, unwrap: 0x107, sign: 0x108, verify: 0x10a, valueBytes: 0x161, extractable: 0x162 },
    ...{ curve: 0x180, point: 0x181, modulus: 0x120, modulusBits: 0x121, exponent: 0x122 },
  },
} as const;
