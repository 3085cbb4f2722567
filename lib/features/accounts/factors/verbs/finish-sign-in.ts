import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { tellOrganisations } from "#lib/features/accounts/people/verbs/tell-organisations.ts";
import { findAwaiting } from "#lib/features/accounts/sessions/rows.ts";
import type { AwaitingSession } from "#lib/features/accounts/sessions/types.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { endAwaiting } from "#lib/features/accounts/sessions/verbs/end-awaiting.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { countRequest, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import type { PasskeyAnswer } from "../schema.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { countGuess } from "./count-guess.ts";
import { takeRecoveryCode } from "./insert-codes.ts";
import { lockAccount } from "./lock-account.ts";
import { takePasskey } from "./take-passkey.ts";
import { takeTotp } from "./take-totp.ts";
import { tellPerson } from "./tell-person.ts";

/** Who goes on although blocked fills no log: one row tells of it. */
const BLOCKS_TOLD: RateLimit = { name: "factor block told", requests: 1, windowSeconds: 15 * 60 };

export interface SecondFactor {
  /** Of the session that waits, from its cookie. */
  sessionId: string;
  client: Client;
  /** Of a browser in which the account was signed in before: lib/gate/known-device.ts. */
  device?: string | undefined;
}

/**
 * Signs in somebody whose password was right, with a code of their app or a recovery code. The session that waited ends; the one that
 * begins has another id.
 *
 * @throws {SealbookError} `session_ended`, `code_wrong` of the field `code`, `too_many_attempts`.
 */
export async function finishWithCode(input: SecondFactor & { code: string }): Promise<SignedIn> {
  const { sessionId, client, device, code } = input;
  const awaiting = await findAwaiting(sessionId);
  if (!awaiting) throw new SealbookError("session_ended");
  const { address } = client;
  const { userId } = awaiting;
  await countGuess({ userId, address, device }).catch(
    async (error: unknown) => await refuse(awaiting, { address, action: "factor.block", error }),
  );
  return await finish(input, awaiting, async (tx) => {
    if (await takeTotp(tx, { userId, code, which: "used" })) return;
    if (!(await takeRecoveryCode(tx, { userId, code }))) throw new SealbookError("code_wrong", { field: "code" });
    const actor = { kind: "stranger", address } as const;
    await tellPerson(tx, { actor, userId, action: "recovery_code.use", event: "codeUsed" });
  });
}

/** As `finishWithCode`, with a passkey. @throws {SealbookError} `session_ended`, `passkey_refused`, `too_many_attempts`. */
export async function finishWithPasskey(input: SecondFactor & { answer: PasskeyAnswer }): Promise<SignedIn> {
  const { sessionId, answer } = input;
  const awaiting = await findAwaiting(sessionId);
  if (!awaiting) throw new SealbookError("session_ended");
  const { userId } = awaiting;
  const { clientDataJSON } = answer.response;
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "second", userId });
  return await finish(input, awaiting, async (tx) => {
    await takePasskey(tx, { answer, challenge, userId });
  });
}

async function finish(
  { client }: SecondFactor,
  awaiting: AwaitingSession,
  check: (tx: Tx) => Promise<void>,
): Promise<SignedIn> {
  const { sessionId, userId, organisationId } = awaiting;
  try {
    const signedIn = await prisma().$transaction(async (tx) => {
      await lockAccount(tx, userId);
      await endAwaiting(tx, sessionId);
      await check(tx);
      const membership = await tx.membership.findUnique({
        where: { organisationId_userId: { organisationId, userId } },
      });
      if (!membership) throw new SealbookError("session_ended");
      const facts = { userId, organisationId, role: membership.role as Role, client };
      return await beginSession(tx, { ...facts, proof: "second" });
    });
    countSignIn("begun");
    return signedIn;
  } catch (error) {
    return await refuse(awaiting, { address: client.address, action: "factor.refuse", error });
  }
}

/** The password was right, so that the row tells a stranger nothing; its owner it tells that somebody else has their password. */
async function refuse(
  { userId }: AwaitingSession,
  { address, action, error }: { address: string; action: "factor.refuse" | "factor.block"; error: unknown },
): Promise<never> {
  if (error instanceof SealbookError && error.code !== "session_ended") {
    countSignIn(action === "factor.refuse" ? "refused" : "blocked");
    if (action === "factor.block" && (await countRequest(BLOCKS_TOLD, userId)) !== undefined) throw error;
    const actor = { kind: "stranger", address } as const;
    await prisma().$transaction((tx) => tellOrganisations(tx, { actor, userId, action, details: {} }));
  }
  throw error;
}
