/** An approver's part in making a group's key, step by step, out of what the server shows and this browser keeps. */

import { fromBase64 } from "#lib/core/text/bytes.ts";
import { type CeremonyError, finish, open, share } from "#lib/credentials/threshold/ceremony.ts";
import { SEED_BYTES, signAsApprover } from "#lib/credentials/threshold/identity.ts";
import { newSalt, stretch } from "#lib/credentials/threshold/key-file.ts";
import {
  type CeremonyMessage,
  encodeMessage,
  opensHash,
  readSignedOpen,
  type Signed,
} from "#lib/credentials/threshold/messages.ts";
import type { Ceremony } from "#lib/features/certificates/seals/types.ts";
import { ask } from "./ask.ts";
import { keep, type Unlocked } from "./keeper.ts";

const messagesOf = (group: string) => `/api/v1/seal-groups/${group}/messages`;

/** What this approver keeps is kept before anything is said: a page that closes in between has lost nothing. */
export async function sayOpen(of: {
  ceremony: Ceremony;
  number: number;
  name: string;
  passphrase: string;
}): Promise<Unlocked> {
  const { ceremony, number, name, passphrase } = of;
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  const size = { threshold: ceremony.threshold, approvers: ceremony.approvers.length };
  const { message, state } = open({ group: ceremony.id, number, size, seed });
  const salt = newSalt();
  const key = await stretch(passphrase, salt);
  const kept = { phase: "opened", state, open: signed(message, seed) } as const;
  const file = await keep(key, { group: ceremony.id, number, salt, name }, kept);
  const unlocked = { key, file, kept };
  await sayOpenAgain({ ceremony, unlocked });
  return unlocked;
}

/** As it is kept: the page may have closed before it was said. */
export async function sayOpenAgain({ ceremony, unlocked }: { ceremony: Ceremony; unlocked: Unlocked }): Promise<void> {
  const { kept } = unlocked;
  if (kept.phase === "opened") await ask(messagesOf(ceremony.id), kept.open);
}

export async function sayShare({ ceremony, unlocked }: { ceremony: Ceremony; unlocked: Unlocked }): Promise<void> {
  const { kept } = unlocked;
  if (kept.phase !== "opened") return;
  const message = await share(kept.state, opensOf(ceremony));
  await ask(messagesOf(ceremony.id), signed(message, seedOf(kept.state.seed)));
}

/** The share of the key is kept first, and then confirmed; a page that closed in between confirms when it is opened again. */
export async function sayConfirm({
  ceremony,
  unlocked,
}: {
  ceremony: Ceremony;
  unlocked: Unlocked;
}): Promise<Unlocked> {
  const made = unlocked.kept.phase === "opened" ? await keepKey({ ceremony, unlocked }) : unlocked;
  const { kept } = made;
  if (kept.phase !== "key") return made;
  const { number } = kept.key;
  const { commitments } = kept.group;
  const opens = opensHash(opensOf(ceremony));
  const message = { message: "confirm", group: ceremony.id, number, opens, commitments } as const;
  await ask(messagesOf(ceremony.id), signed(message, seedOf(kept.seed)));
  return made;
}

async function keepKey({ ceremony, unlocked }: { ceremony: Ceremony; unlocked: Unlocked }): Promise<Unlocked> {
  const { kept, key, file } = unlocked;
  if (kept.phase !== "opened") return unlocked;
  const opens = opensOf(ceremony);
  const made = await finish(kept.state, { opens, shares: ceremony.shares.filter((each) => each !== null) });
  const signing = opens.map((each) => readSignedOpen(each)?.keys.signing ?? "");
  const next = { phase: "key", seed: kept.state.seed, key: made.key, group: made.group, signing } as const;
  return { key, file: await keep(key, file, next), kept: next };
}

/** Whose message was not what it has to be is told to the others, and ends the making. */
export async function complainOf(ceremony: Ceremony, error: CeremonyError): Promise<void> {
  const { failure, number } = error;
  if (number === undefined || failure === "opens_incomplete") return;
  await ask(`/api/v1/seal-groups/${ceremony.id}/complaints`, { about: number, failure });
}

export function opensOf({ opens }: Ceremony): Signed[] {
  return opens.filter((each) => each !== null);
}

function signed(message: CeremonyMessage, seed: Uint8Array): Signed {
  const text = encodeMessage(message);
  return { text, signature: signAsApprover(seed, text) };
}

const seedOf = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array(0);
