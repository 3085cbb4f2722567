import type { Locale } from "#lib/i18n/locale.ts";

/** What a person chooses for themselves. */
export interface Profile {
  name: string;
  /** null: the language that the browser asks for. */
  locale: Locale | null;
  /** A name of the IANA time zone database; null: the browser's zone. */
  timeZone: string | null;
}

export interface Person extends Profile {
  email: string;
}
