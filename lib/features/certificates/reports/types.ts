/** Reports about certificates as plain objects. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
import type { Locale } from "#lib/i18n/locale.ts";

/** What a stranger may say is wrong. */
export const REPORT_REASONS = ["forged", "misused", "content", "other"] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];
/** correction: its holder asks for one. */
export const REPORT_KINDS = ["correction", ...REPORT_REASONS] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_STATES = ["open", "looked_at", "closed"] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export const REPORT_CHARS_MAX = 2_000;
/** Reports about one certificate that nobody has closed: more tell nobody anything. */
export const OPEN_REPORTS_MAX = 50;
export const REPORTS_PAGE_SIZE = 50;

export interface Report {
  id: string;
  certificateId: string;
  holderName: string;
  title: string;
  kind: ReportKind;
  body: string;
  /** Where the answer goes. */
  email?: string;
  locale: Locale;
  createdAt: string;
  state: ReportState;
  closedAt?: string;
  answer?: string;
}

/** Kinds of letters, as the outbox knows them. */
export const REPORT_LETTER = "certificate-report";
export const ANSWER_LETTER = "certificate-report-answer";
