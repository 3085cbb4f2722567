/** Answers to requests that no handler should see: a problem document for programs, a short page for people. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { logRequest } from "#lib/infra/http/log.ts";
import { problemTexts, renderProblem } from "#lib/infra/http/problems.ts";
import { discardRest } from "#lib/infra/http/raw-body.ts";
import { ERROR_STATUS, type ErrorCode, type SealbookError } from "#lib/words/errors.ts";
import type { FormProblem } from "#lib/words/form-state.ts";
import { isForProgram } from "./security-headers.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** An address that cannot be read leads nowhere, as far as a person is concerned. */
const NOWHERE: ReadonlySet<ErrorCode> = new Set(["bad_request", "not_found"]);

export function refuse(request: IncomingMessage, response: ServerResponse, error: SealbookError): void {
  const [path = ""] = (request.url ?? "/").split("?", 1);
  const status = ERROR_STATUS[error.code];
  const { headers: problemHeaders, body: problem } = renderProblem(error, request.headers);
  const shown = isForProgram(path) ? { type: problemHeaders["content-type"], body: problem } : shownOf(error, request);
  const headers = { ...problemHeaders, "content-type": shown.type, "content-length": Buffer.byteLength(shown.body) };
  response.writeHead(status, headers);
  response.end(request.method === "HEAD" ? "" : shown.body);
  discardRest(request, response);
  const address = clientAddress(request.headers);
  logRequest({ method: request.method ?? "", path, status, milliseconds: 0, address, code: error.code });
}

/** A page, or what the script of a form makes its own words of (components/forms/use-action-form.ts). */
function shownOf(error: SealbookError, request: IncomingMessage): { type: string; body: string } {
  const locale = requestLocale(request.headers);
  if (request.headers["next-action"] === undefined)
    return { type: "text/html; charset=utf-8", body: page(error, locale) };
  const { title, detail } = problemTexts(error, locale);
  const problem: FormProblem = { code: error.code, text: `${title}${locale === "zh-CN" ? "。" : ". "}${detail}` };
  // Next hands on a body of exactly this type, and reads it as UTF-8.
  return { type: "text/plain", body: JSON.stringify(problem) };
}

function page(error: SealbookError, locale: Locale): string {
  const { title, detail, home } = words(error, locale);
  const style = "body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1.5rem}";
  const head = `<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style>`;
  const main = `<h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><a href="/">${escaped(home)}</a></p>`;
  return `<!doctype html><html lang="${locale}"><head>${head}</head><body>${main}</body></html>\n`;
}

function words(error: SealbookError, locale: Locale): { title: string; detail: string; home: string } {
  const t = translator(locale);
  const home = t("shell.notFound.home");
  if (!NOWHERE.has(error.code)) return { ...problemTexts(error, locale), home };
  return { title: t("shell.notFound.title"), detail: t("shell.notFound.body"), home };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
