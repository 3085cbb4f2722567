/** What passkeys are asked to sign for. register: a new one; prove: it is they who sit here; second: beside a password; sign-in: all by itself. hold, open: a new one of a certificate's holder, and one that they come with. */
export type ChallengePurpose = "register" | "prove" | "second" | "sign-in" | "hold" | "open";

export interface PasskeyRow {
  id: string;
  name: string;
  /** It is kept with a service, and on more than one device. */
  backedUp: boolean;
  createdAt: Date;
  usedAt: Date | undefined;
}

/** How somebody signs in beside the password. */
export interface Factors {
  /** Since when an authenticator app makes codes. */
  totpSince: Date | undefined;
  passkeys: PasskeyRow[];
  /** Recovery codes that can still be used. */
  codesLeft: number;
}

/** What an authenticator app needs, shown while it is set up and never again. */
export interface NewTotp {
  /** base32, RFC 4648 */
  secret: string;
  /** The path of a QR code's dark modules in a square of `size` units. */
  qr: { size: number; path: string };
}

/** What the letter of a change tells of. */
export const FACTOR_EVENTS = [
  "totpAdded",
  "totpRemoved",
  "passkeyAdded",
  "passkeyRemoved",
  "codesMade",
  "codeUsed",
  "reset",
] as const;
export type FactorEvent = (typeof FACTOR_EVENTS)[number];
