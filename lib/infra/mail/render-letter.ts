/** A letter as plain text and as simple HTML: the same words in the same order. Pure. */
import type { Locale } from "#lib/i18n/locale.ts";
import type { Letter } from "./transport.ts";

export interface LetterWords {
  locale: Locale;
  subject: string;
  paragraphs: readonly string[];
  action: { label: string; url: string };
  /** Below the link, smaller. */
  notes: readonly string[];
}

/** Lines are left as long as they are: the encoding of the message breaks and joins them. */
export function renderLetter({ locale, subject, paragraphs, action, notes }: LetterWords): Letter {
  const text = [...paragraphs, `${action.label}\n${action.url}`, ...notes].join("\n\n");
  const paragraph = (words: string) => `<p>${escapeHtml(words)}</p>`;
  const html = [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em">',
    ...paragraphs.map(paragraph),
    `<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a><br>`,
    `<span style="font-size:13px;word-break:break-all">${escapeHtml(action.url)}</span></p>`,
    `<div style="font-size:13px">${notes.map(paragraph).join("")}</div>`,
    "</body></html>",
  ].join("\n");
  return { subject, text: `${text}\n`, html };
}

/** Where its reader is nobody knows: in UTC, and saying so. */
export function moment(at: Date, locale: Locale): string {
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(at);
  return `${words} UTC`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
