/** What of an organisation's evidence is exported, as the command line says it. */
import { matchLocale } from "#lib/i18n/locale.ts";
import { CommandError, type Context } from "#lib/infra/terminal/command.ts";
import { RECORD_ID } from "./checked-receipt.ts";

export interface ExportFilter {
  /** Received at this time or later, and before this one; RFC 3339. */
  from?: string;
  to?: string;
  /** These records alone. */
  ids: string[];
  /** Language of receipts as PDFs; absent: none. */
  pdf: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** @throws {CommandError} for what is none */
export function readExportFilter(context: Context): ExportFilter {
  const { options, lists, locale, say } = context;
  const ids = [...new Set((lists.id ?? []).map((id) => id.toLowerCase()))];
  const bad = ids.find((id) => !RECORD_ID.test(id));
  if (bad !== undefined) throw new CommandError(say("receipt.badId", { id: bad }), { code: "usage" });
  const [from, to] = [timeOption(context, "from"), timeOption(context, "to")];
  if (ids.length > 0 && (from ?? to) !== undefined) throw new CommandError(say("export.idsOrTimes"), { code: "usage" });
  const { pdf, lang } = options;
  const language = typeof lang === "string" ? matchLocale(lang) : locale;
  if (language === undefined) throw new CommandError(say("receipt.badLang"), { code: "usage" });
  return { ...(from ? { from } : {}), ...(to ? { to } : {}), ids, pdf: pdf === undefined ? undefined : language };
}

/** A day is the whole of it, in UTC: `--to` a day includes it. */
function timeOption({ options, say }: Context, name: "from" | "to"): string | undefined {
  const text = options[name];
  if (typeof text !== "string") return undefined;
  const milliseconds = DAY.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds) || (DAY.test(text) && new Date(milliseconds).toISOString().slice(0, 10) !== text)) {
    throw new CommandError(say("export.badTime", { option: `--${name}` }), { code: "usage" });
  }
  return new Date(milliseconds + (DAY.test(text) && name === "to" ? DAY_MS : 0)).toISOString();
}
