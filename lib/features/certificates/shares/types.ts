/** Shares as plain objects. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */

import { readPredicateName } from "#lib/credentials/predicates.ts";
import { disclosableNames } from "#lib/credentials/sd-jwt.ts";
import type { FieldWords, HeldCertificate } from "#lib/features/certificates/holders/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";

/** For how many days a share can be made to work. */
export const SHARE_DAYS = [1, 7, 30, 90, 365] as const;
export type ShareDays = (typeof SHARE_DAYS)[number];
/** How often it can be looked at; 0: as often as they like. */
export const SHARE_VIEWS = [0, 1, 5, 20] as const;
export type ShareViews = (typeof SHARE_VIEWS)[number];

/** Shares of one certificate that work at the same time. */
export const SHARES_MAX = 50;
/** Of those that ended, the newest, and of the views of each, that a holder's page tells of. */
export const SHARES_TOLD_MAX = 100;
export const VIEWS_TOLD_MAX = 50;
/** A page asks again under the key of its view for so long: after a reload, or where an answer was lost on its way. */
export const VIEW_AGE_MS_MAX: number = 60 * 60 * 1_000;

export type ShareState = "open" | "expired" | "ended" | "used";

export interface Share {
  id: string;
  label: string;
  /** Names of disclosures: "fields.score". */
  shown: string[];
  viewsMax?: number;
  views: number;
  createdAt: string;
  expiresAt: string;
  state: ShareState;
  /** Newest first. Somebody pressed the button that shows the certificate; who they said they are. */
  looked: { at: string; viewer: string }[];
}

/** What whoever opens a share is told before they press the button: nothing of the certificate's content. */
export type ShareAccess = { state: ShareState; certificateId: string; shareId: string } | { state: "absent" };

/** What a share shows, once somebody pressed the button. */
export interface SharedView {
  /** SD-JWT with the disclosures shown, and no other one. */
  presentation: string;
  /** Text of the certificate's receipt, which tells nothing of its content. */
  receipt: string;
  certificateId: string;
  /** Whether every field is shown: then its PDF may be had, too. */
  whole: boolean;
  /** Names of the fields that are shown, or that a predicate shown is about, in both languages. */
  labels: Record<Locale, Record<string, string>>;
}

/** A field or a predicate that its holder may show or not. */
export interface Disclosable {
  /** "fields.score", "predicates.score_gte.90" */
  name: string;
  /** Of a field. */
  value?: string;
  /** Of a predicate. */
  holds?: boolean;
  /** Whether the certificate's page shows it, while it is open. */
  onPage: boolean;
}

export type SharedLink = Share & { url?: string; qr?: { size: number; path: string } };

export interface HolderCertificate extends Omit<HeldCertificate, "sdJwt" | "organisationId" | "unitId" | "batchId"> {
  page: string;
  disclosables: Disclosable[];
  shares: SharedLink[];
}

/** Whether the certificate's page shows it: fields that the template calls private it does not, and no predicates. */
export function isOnPage(disclosure: string, fields: readonly { name: string; visibility: string }[]): boolean {
  const [group, ...rest] = disclosure.split(".");
  const name = rest.join(".");
  if (group !== "fields") return false;
  return name === "holder_name" || fields.some((field) => field.name === name && field.visibility === "shown");
}

/** Every field is shown: nothing that the PDF or the credential holds is hidden. */
export function isWhole(sdJwt: string, shown: readonly string[]): boolean {
  return disclosableNames(sdJwt).every((name) => !name.startsWith("fields.") || shown.includes(name));
}

/** What the fields that disclosures are about are called; of no other field is anything told, its name not either. */
export function labelsOf(
  shown: readonly string[],
  fields: readonly FieldWords[],
): Record<Locale, Record<string, string>> {
  const about = new Set(
    shown.map((disclosure) => {
      const name = disclosure.slice(disclosure.indexOf(".") + 1);
      return disclosure.startsWith("predicates.") ? (readPredicateName(name)?.field ?? name) : name;
    }),
  );
  const named = fields.filter(({ name }) => about.has(name));
  const inLanguage = (locale: Locale) => Object.fromEntries(named.map(({ name, label }) => [name, label[locale]]));
  return { en: inLanguage("en"), "zh-CN": inLanguage("zh-CN") };
}
