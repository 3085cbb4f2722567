/** A party signs: what it is shown, and in which ways it may sign. */
import type { Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";
import type { Hand } from "#lib/pades/drawn.ts";
import type { FormField } from "#lib/pades/form-fields.ts";

/** once: by a key that is made for this act and destroyed behind it. own: by a certificate of the party's own. seal: of the organisation. */
export const WAYS = ["once", "own", "seal"] as const;
/** How what is signed with one's own certificate is hashed. */
export const OWN_DIGESTS = ["sha256", "sm3"] as const;
/** What a party does before it signs, in this order. */
export const STEPS = ["opened", "read", "consented"] as const;
/** Who began to sign and was not heard of any more holds nobody up for longer. */
export const UNFINISHED_MS: number = 2 * 60_000;
export const STROKES_MAX = 200;
export const POINTS_MAX = 5_000;

/** What somebody consents to by signing on a screen. Another wording is another number, and each stays what it was. */
export const CONSENT = {
  version: 1,
  en: "I have read this document, I agree to sign it electronically, and I know that my electronic signature binds me as one by hand does.",
  "zh-CN": "本人已阅读本文件，同意以电子方式签署，并知悉电子签名与手写签名具有同等效力。",
} as const;

/** Who acts, by what was handed over to them. */
export interface Access {
  id: string;
  since: Date;
  /** When it opens nothing any more. */
  until: Date;
  envelope: Envelope;
  party: Party;
  identity: { method: string; statement: string };
}

/** By the names of fields. */
export type Values = Readonly<Record<string, string | boolean>>;
export type Appearance = Hand;

/** What of a contract its party may see before it opened it: from whom it comes. */
export interface SigningCover {
  organisation: string;
  person: string;
  role: Party["role"];
  /** Until when this address opens it. */
  until: string;
}
/** What it sees once it did. */
export interface SigningView extends SigningCover {
  title: string;
  /** Which of the steps it took. */
  done: (typeof STEPS)[number][];
  /** Its own fields that are filled in, in the order of the document. */
  fields: FormField[];
  others: Pick<Party, "person" | "role" | "state">[];
  sha256: string;
}
export type SigningPage =
  | { state: "closed" }
  | ({ state: "cover" | "waits" } & SigningCover)
  | ({ state: "open" } & SigningView)
  | ({ state: "done" | "completed" } & SigningView)
  /** It came to nothing. */
  | ({ state: "declined" | "voided" | "expired" } & SigningCover);
