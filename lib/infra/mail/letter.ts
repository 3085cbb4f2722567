/** A kind of letter, declared by the feature whose words it holds. */
import type { Locale } from "#lib/i18n/locale.ts";
import type { Queued, QueuedKind } from "#lib/infra/jobs/queued.ts";
import type { Letter } from "./transport.ts";

/** Its recipient is an e-mail address in lower case. */
export type QueuedLetter = Queued & { locale: Locale };

export type LetterKind = QueuedKind<"mail", QueuedLetter, Letter>;

export function letter(kind: Omit<LetterKind, "channel">): LetterKind {
  return { channel: "mail", ...kind };
}
