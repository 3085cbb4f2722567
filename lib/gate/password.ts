/** Passwords: argon2id (RFC 9106), and what makes one acceptable (NIST SP 800-63B section 5.1.1). */
import { hash, verify } from "@node-rs/argon2";
import { SealbookError } from "#lib/words/errors.ts";
import { guessBits } from "./password-guesses.ts";

// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. The package's default is argon2id.
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;

export const PASSWORD_CHARS_MIN = 12;
/** Long enough for any passphrase, short enough that hashing costs the same for everybody. */
export const PASSWORD_CHARS_MAX = 256;
const DISTINCT_CHARS_MIN = 5;
/** Four thousand million guesses in the order of what people choose; what a passphrase of three words is far above. */
const GUESS_BITS_MIN = 32;
/** What everybody here thinks of first. */
const PRODUCT_WORDS = ["sealbook", "印证"];
/** A part of a name that is guessed by itself; a Chinese one is shorter. */
const OWN_WORD = /[\p{Script=Han}]{2,}|[\p{L}\p{N}]{3,}/gu;

/**
 * What an unknown e-mail is checked against, so that it takes as long as a known one: a hash with the parameters
 * above of 32 random bytes that nobody kept.
 */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$WwGasptGtK2+LJl6qJKq2g$8kiiI9wCoyssqjWLF1UEedD+pkCghAIyGQgEHvBBIBk";

export type PasswordProblem = "password_too_short" | "password_too_long" | "password_too_simple" | "password_common";

/**
 * Why a new password is refused, if it is. `names`: what belongs to its owner and is guessed first, whole or in parts: an
 * e-mail address, names of persons and organisations.
 */
export function passwordProblem(password: string, names: readonly string[]): PasswordProblem | undefined {
  const text = password.normalize("NFKC");
  const characters = [...text];
  if (characters.length < PASSWORD_CHARS_MIN) return "password_too_short";
  if (characters.length > PASSWORD_CHARS_MAX) return "password_too_long";
  if (new Set(characters).size < DISTINCT_CHARS_MIN) return "password_too_simple";
  if (guessBits(text, PRODUCT_WORDS) < GUESS_BITS_MIN) return "password_common";
  return guessBits(text, ownWords(names)) < GUESS_BITS_MIN ? "password_too_simple" : undefined;
}

function ownWords(names: readonly string[]): string[] {
  const whole = names.map((name) => name.normalize("NFKC").trim().toLowerCase());
  return [...PRODUCT_WORDS, ...whole, ...whole.flatMap((name) => name.match(OWN_WORD) ?? [])];
}

/** @throws {SealbookError} what `passwordProblem` says, of the field `password`. */
export function refuseWeakPassword(password: string, names: readonly string[]): void {
  const weak = passwordProblem(password, names);
  if (weak) throw new SealbookError(weak, { field: "password" });
}

/** @returns a PHC string, with its own salt. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password.normalize("NFKC"), { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: LANES });
}

/**
 * Whether the password belongs to `passwordHash`; false for undefined (nobody has this e-mail), after the same work.
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODYS_HASH, password.normalize("NFKC"));
  return matches && passwordHash !== undefined;
}
