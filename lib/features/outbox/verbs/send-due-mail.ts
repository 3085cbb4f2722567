import type { LetterKind } from "#lib/infra/mail/letter.ts";
import { sendLetter } from "#lib/infra/mail/transport.ts";
import type { Sent } from "../types.ts";
import { sendDue } from "./send-due.ts";

const MINUTE_MS = 60_000;
const BACKOFF = { minMs: 2 * MINUTE_MS, maxMs: 4 * 60 * MINUTE_MS };
export const ATTEMPTS_MAX = 12;

/** Sends the letter that is due longest, if there is one; twice sent, it has one Message-ID. */
export async function sendDueMail(letters: readonly LetterKind[]): Promise<Sent | undefined> {
  const [sent] = await sendDue({
    kinds: letters,
    atOnce: 1,
    backoff: BACKOFF,
    attemptsMax: ATTEMPTS_MAX,
    async send(letter, { id, recipient }) {
      const result = await sendLetter(letter, { id, to: recipient });
      return result && { failure: result.failed, reason: result.reason, isFinal: result.failed === "rejected" };
    },
  });
  return sent;
}
