/** A kind of letter: declared by the feature whose words it holds, handed to the outbox by the list at the top. */
import type { Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Letter } from "./transport.ts";

/** What is older tells nobody anything; the page that it is about does. */
export const LETTER_AGE_MS_MAX = 24 * 60 * 60 * 1_000;

/** A letter that waits in the outbox. It holds no words and no link: both are made when it is sent. */
export interface QueuedLetter {
  id: string;
  /** What it is about, by an id of the feature that writes it. */
  subject: string | undefined;
  /** In lower case. */
  recipient: string;
  locale: Locale;
  createdAt: Date;
}

export interface LetterKind {
  kind: string;
  /** In the transaction that counts the attempt. @returns undefined when there is nothing to send any more. */
  write: (tx: Tx, queued: QueuedLetter) => Promise<Letter | undefined>;
}

export function letter(kind: LetterKind): LetterKind {
  return kind;
}
