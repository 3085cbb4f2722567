/** Certificates for wallets (OpenID4VCI 1.0), as plain objects. */
import type { FieldWords } from "#lib/features/certificates/holders/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";

const MINUTE_MS = 60_000;
/** Long enough to find the wallet, install it, and scan. */
export const OFFER_AGE_MS_MAX: number = 10 * MINUTE_MS;
/** From the exchange of the code to the certificate a wallet asks nobody. */
export const TOKEN_AGE_MS_MAX: number = 5 * MINUTE_MS;
export const NONCE_AGE_MS_MAX: number = 5 * MINUTE_MS;
/** A wallet's clock may be that much before or behind ours. */
export const PROOF_SKEW_MS_MAX: number = 5 * MINUTE_MS;
/** Digits that a wallet asks for: as many guesses as ATTEMPTS_MAX are five in a million. */
export const PIN_DIGITS = 6;
export const ATTEMPTS_MAX = 5;

/** Of all certificates of a template: its address names one kind of credential, and nothing of the issuer's others. */
export const CONFIGURATION_ID = "certificate";

/** Which wallets hold. OpenID4VCI 1.0 appendix A.3. */
export const FORMAT = "dc+sd-jwt";

/** What certificates of one template are to a wallet. */
export interface WalletType {
  /** `https://HOST/issuers/SLUG/types/TEMPLATE`: credential issuer, authorisation server, and `vct`. */
  address: string;
  issuerName: string;
  title: string;
  language: Locale;
  fields: FieldWords[];
}

/** What a holder's page shows for ten minutes: it stands in the answer to a press of the button, and nowhere else. */
export interface ShownOffer {
  /** `openid-credential-offer://…`: opens a wallet on the same device. */
  link: string;
  qr: { size: number; path: string };
  pin: string;
  /** RFC 3339. */
  expiresAt: string;
}

/** As the standard spells them. OpenID4VCI 1.0 section 8.3.1.2. */
export type ProofFailure = "invalid_proof" | "invalid_nonce";
