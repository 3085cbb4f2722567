/** Signers of SM2 for tests: the key is the same in every run, its signatures are not. */
import { formatKeyStatement } from "#lib/core/log/key-history.ts";
import { formatNote, formatVerifierKey, KEY_TYPE, signatureLine, type VerifierKey } from "#lib/core/log/note.ts";
import { signSm2, sm2PublicKey } from "#lib/core/sm/sm2.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { keyOf, type Signer, signedLine } from "#tests/core/receipt/receipt-fixture.ts";

export type Sm2Signer = { key: VerifierKey; secret: Uint8Array };

export function sm2Signer(name: string, label = name): Sm2Signer {
  const secret = sha256(utf8(`SM2 secret of ${label}`));
  return { key: keyOf(formatVerifierKey({ name, type: KEY_TYPE.sm2, publicKey: sm2PublicKey(secret) })), secret };
}

export function sm2Line({ key, secret }: Sm2Signer, text: string): string {
  return signatureLine({ name: key.name, keyId: key.keyId, signature: signSm2(utf8(text), secret) });
}

/** That the key is the ledger's, signed by itself and by whoever is named. */
export function sm2Statement(own: Sm2Signer, by: readonly Signer[], { origin = own.key.name } = {}): string {
  const text = formatKeyStatement({ origin, verifierKey: own.key.text, sinceSize: 1n });
  return formatNote(text, [...by.map((signer) => signedLine(signer, text)), sm2Line(own, text)]);
}
