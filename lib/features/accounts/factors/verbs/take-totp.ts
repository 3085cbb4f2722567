import { Secret, TOTP } from "otpauth";
import { publicUrl } from "#lib/env.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { openSecret } from "#lib/infra/keys/sealed-secret.ts";

const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** Clocks of phones are half a minute off; more would only help who guesses. RFC 6238 section 5.2 */
const STEPS_OFF_MAX = 1;

/** RFC 6238 with what every app can: SHA-1, six digits, half a minute. */
export function totpOf(secret: Uint8Array, label: string): TOTP {
  const settings = { algorithm: "SHA1", digits: DIGITS, period: PERIOD_SECONDS };
  const bytes = new Secret({ buffer: new Uint8Array(secret).buffer });
  return new TOTP({ issuer: `Sealbook ${new URL(publicUrl).hostname}`, label, secret: bytes, ...settings });
}

/** A secret opens for its owner alone. */
export function sealedFor(userId: string): { purpose: string; aad: string } {
  return { purpose: "authenticator secret", aad: userId };
}

/**
 * Takes a code of somebody's app in the caller's transaction: each step's once, and none that is older than one that was taken.
 *
 * @param which a code proves that an app was set up, or is used when it was
 * @returns whether the code is right and new
 */
export async function takeTotp(
  tx: Tx,
  { userId, code, which }: { userId: string; code: string; which: "set-up" | "used" },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ secret: Uint8Array; lastStep: bigint; confirmed: boolean }[]>`
    SELECT secret, last_step AS "lastStep", confirmed_at IS NOT NULL AS confirmed
    FROM totp_factor WHERE user_id = ${userId}::uuid FOR UPDATE`;
  const [factor] = rows;
  if (!factor || factor.confirmed !== (which === "used")) return false;
  const totp = totpOf(openSecret(factor.secret, sealedFor(userId)), "");
  const delta = totp.validate({ token: code.replaceAll(/\s/g, ""), window: STEPS_OFF_MAX });
  if (delta === null) return false;
  const step = BigInt(totp.counter() + delta);
  if (step <= factor.lastStep) return false;
  await tx.totpFactor.update({ where: { userId }, data: { lastStep: step } });
  return true;
}
