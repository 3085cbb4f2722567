import { createHash } from "node:crypto";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { isPassword, refuseWeakPassword } from "#lib/gate/password.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type RateLimit, uncountRequest } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { noteRefusal } from "./note-refusal.ts";

const QUARTER_HOUR_SECONDS = 15 * 60;
const HOUR_SECONDS = 60 * 60;

export interface SignInLimits {
  /** One browser in which the e-mail was signed in before: nobody else's attempts count against it. */
  device: RateLimit;
  /** One address at one e-mail: who forgot a password, or guesses it. */
  pair: RateLimit;
  /** One address at any e-mail: an office, or somebody with a list. */
  address: RateLimit;
  /** One e-mail from anywhere: many machines guessing. High enough that keeping its owner out takes some. */
  email: RateLimit;
  /** The same for those who stay at it: fewer an hour the longer it takes. */
  emailDay: RateLimit;
  /** Sign-ins that succeed, each of which costs a hash and leaves rows. */
  begun: RateLimit;
}

export const SIGN_IN_LIMITS: SignInLimits = {
  device: { name: "sign-in device", requests: 10, windowSeconds: QUARTER_HOUR_SECONDS },
  pair: { name: "sign-in pair", requests: 10, windowSeconds: QUARTER_HOUR_SECONDS },
  address: { name: "sign-in address", requests: 60, windowSeconds: QUARTER_HOUR_SECONDS },
  email: { name: "sign-in email", requests: 100, windowSeconds: HOUR_SECONDS },
  emailDay: { name: "sign-in email day", requests: 300, windowSeconds: 24 * HOUR_SECONDS },
  begun: { name: "sign-in begun", requests: 60, windowSeconds: QUARTER_HOUR_SECONDS },
};

/** An account, and the hash that the password given for it belonged to. */
export interface CheckedPassword {
  userId: string;
  passwordHash: string;
}

export interface PasswordAttempt {
  email: string;
  password: string;
  address: string;
  /** Of a browser in which this e-mail was signed in before. */
  device?: string | undefined;
}

/**
 * Whose e-mail and password these are. An unknown e-mail and a wrong password get the same answer after the same
 * work. Attempts are counted before the work, so that many at once count too; those that succeed are taken back.
 *
 * @throws {SealbookError} `credentials_wrong`, `too_many_attempts`.
 */
export async function checkPassword(
  attempt: PasswordAttempt,
  limits: SignInLimits = SIGN_IN_LIMITS,
): Promise<CheckedPassword> {
  const { found } = await findAccount(attempt, limits);
  if (found) return found;
  noteRefusal(attempt, "session.refuse");
  throw new SealbookError("credentials_wrong");
}

/**
 * Who stands behind a link to an address: the account that it has, confirmed with its password; undefined when it has none and the
 * password can be its first. What is wrong with name and password is said alike in both cases, so that whoever else holds
 * the link learns nothing from asking: only a password that is good enough to be a first one tells them apart, and is then one.
 *
 * @throws {SealbookError} `value_missing` of `nameField`, `password_wrong` of the field `password`, `too_many_attempts`; as
 *   `refuseWeakPassword`; `email_taken`: the account was made in this very moment
 */
export async function confirmOrChoose(
  attempt: PasswordAttempt,
  first: { name: string; nameField: string; organisationName: string },
): Promise<CheckedPassword | undefined> {
  const { found, isThere } = await findAccount(attempt, SIGN_IN_LIMITS);
  if (found) return found;
  try {
    await refuseFirst(attempt, { ...first, wasThere: isThere });
  } catch (error) {
    noteRefusal(attempt, "session.refuse");
    throw error;
  }
  await uncount(countersOf(attempt, SIGN_IN_LIMITS));
  return undefined;
}

async function refuseFirst(
  { email, password }: PasswordAttempt,
  {
    name,
    nameField,
    organisationName,
    wasThere,
  }: { name: string; nameField: string; organisationName: string; wasThere: boolean },
): Promise<void> {
  if (name === "") throw new SealbookError("value_missing", { field: nameField });
  refuseWeakPassword(password, [email, name, organisationName]);
  const user = await prisma().user.findUnique({ where: { email }, select: { id: true } });
  if (user && !wasThere) throw new SealbookError("email_taken");
  if (user) throw new SealbookError("password_wrong", { field: "password" });
}

/** @returns found: whose password it is. isThere: whether the address has an account at all */
async function findAccount(
  attempt: PasswordAttempt,
  limits: SignInLimits,
): Promise<{ found?: CheckedPassword; isThere: boolean }> {
  const { email, password } = attempt;
  const counters = countersOf(attempt, limits);
  try {
    for (const [limit, caller] of counters) await countAttempt(limit, caller);
  } catch (error) {
    noteRefusal(attempt, "session.block");
    throw error;
  }
  const user = await prisma().user.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
  const matches = await isPassword(password, user?.passwordHash);
  if (!user || !matches) return { isThere: user !== null };
  await countAttempt(limits.begun, user.id);
  await uncount(counters);
  return { found: { userId: user.id, passwordHash: user.passwordHash }, isThere: true };
}

type Counters = [RateLimit, string][];

/**
 * One after the other: who is refused as one address no longer counts against the e-mail, and so cannot by itself
 * keep its owner out from everywhere.
 */
function countersOf({ email, device, ...from }: PasswordAttempt, limits: SignInLimits): Counters {
  if (device !== undefined) return [[limits.device, counterKey(`${email}\n${device}`)]];
  const address = callerOfAddress(from.address);
  return [
    [limits.address, address],
    [limits.pair, counterKey(`${email}\n${address}`)],
    [limits.email, counterKey(email)],
    [limits.emailDay, counterKey(email)],
  ];
}

async function uncount(counters: Counters): Promise<void> {
  await Promise.all(counters.map(([limit, caller]) => uncountRequest(limit, caller)));
}

/** Counters outlive the attempt: they hold no e-mail address, and have one length whatever is sent. */
export function counterKey(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url");
}
