import { createHmac, randomBytes } from "node:crypto";
import { Secret } from "otpauth";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const CODES = 10;
/** 80 bits, which nobody guesses; 16 letters and digits. */
const CODE_BYTES = 10;
const GROUP = /.{4}(?=.)/g;

/** Makes recovery codes in the caller's transaction; those from before open nothing any more. @returns them, shown once */
export async function insertCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from(
    { length: CODES },
    () => new Secret({ buffer: new Uint8Array(randomBytes(CODE_BYTES)).buffer }).base32,
  );
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, codeHash: codeHash(userId, code) })) });
  return codes.map((code) => code.toLowerCase().replaceAll(GROUP, "$&-"));
}

/** Uses one up, in the caller's transaction: of several who try at once the row's lock lets one through. @returns whether it was there */
export async function takeRecoveryCode(tx: Tx, { userId, code }: { userId: string; code: string }): Promise<boolean> {
  const text = code.replaceAll(/[\s-]/g, "").toUpperCase();
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash: codeHash(userId, text), usedAt: null },
    data: { usedAt: new Date() },
  });
  return count === 1;
}

function codeHash(userId: string, code: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    createHmac("sha256", purposeKey("recovery code")).update(`${userId}\n${code}`, "utf8").digest(),
  );
}
