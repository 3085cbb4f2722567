/** An authenticator in software, as a browser and a security key together answer (WebAuthn Level 3), for tests of the server. */
import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { encode } from "cborg";
import { publicUrl } from "#lib/env.ts";
import type { NewPasskeyAnswer, PasskeyAnswer } from "#lib/features/accounts/factors/schema.ts";

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();

export interface Signing {
  counter?: number;
  /** Whether it found out who holds it. */
  verified?: boolean;
  origin?: string;
  host?: string;
}

export interface Authenticator {
  id: string;
  register: (options: { challenge: string; user: { id: string } }) => NewPasskeyAnswer;
  sign: (options: { challenge: string }, how?: Signing) => PasskeyAnswer;
}

export function makeAuthenticator(): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(32);
  const id = base64url(credentialId);
  let userHandle = "";

  const clientData = (type: string, challenge: string, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (flags: number, counter: number, host: string): Buffer => {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(host), rest]);
  };
  const { origin: here, hostname } = new URL(publicUrl);

  return {
    id,
    register({ challenge, user }) {
      userHandle = user.id;
      // COSE_Key: kty EC2, alg ES256, crv P-256 (RFC 9053 section 7.1.1)
      const members: [number, unknown][] = [
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, "base64url"))],
        [-3, new Uint8Array(Buffer.from(y, "base64url"))],
      ];
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const key = encode(new Map(members));
      const head = authenticatorData(USER_PRESENT | USER_VERIFIED | ATTESTED, 0, hostname);
      const authData = new Uint8Array(Buffer.concat([head, Buffer.alloc(16), length, credentialId, key]));
      const attestationObject = base64url(encode({ fmt: "none", attStmt: {}, authData }));
      const clientDataJSON = base64url(clientData("webauthn.create", challenge, here));
      const response = { clientDataJSON, attestationObject, transports: ["usb"] };
      return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
    },
    sign({ challenge }, { counter = 0, verified = true, origin = here, host = hostname } = {}) {
      const flags = USER_PRESENT | (verified ? USER_VERIFIED : 0);
      const data = authenticatorData(flags, counter, host);
      const client = clientData("webauthn.get", challenge, origin);
      const signature = createSign("sha256")
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      const response = {
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature),
        userHandle,
      };
      return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
    },
  };
}
