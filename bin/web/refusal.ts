/** Answers to requests that no handler should see: a problem document for programs, a short page for people. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { logRequest } from "#lib/infra/http/log.ts";
import { problemTexts, renderProblem } from "#lib/infra/http/problems.ts";
import { discardRest } from "#lib/infra/http/raw-body.ts";
import { ERROR_STATUS, SealbookError } from "#lib/words/errors.ts";
import { isForProgram } from "./security-headers.ts";
import type { RefusalCode } from "./server.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function refuse(request: IncomingMessage, response: ServerResponse, code: RefusalCode): void {
  const [path = ""] = (request.url ?? "/").split("?", 1);
  const error = new SealbookError(code);
  const status = ERROR_STATUS[code];
  const { headers, body } = isForProgram(path) ? renderProblem(error, request.headers) : page(error, request);
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? "" : body);
  discardRest(request, response);
  const address = clientAddress(request.headers);
  logRequest({ method: request.method ?? "", path, status, milliseconds: 0, address, code });
}

function page(error: SealbookError, request: IncomingMessage): { headers: Record<string, string>; body: string } {
  const locale = requestLocale(request.headers);
  const { title, detail, home } = words(error, locale);
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-language": locale,
    "cache-control": "private, no-store",
  };
  const style = "body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1.5rem}";
  const head = `<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style>`;
  const main = `<h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><a href="/">${escaped(home)}</a></p>`;
  return { headers, body: `<!doctype html><html lang="${locale}"><head>${head}</head><body>${main}</body></html>\n` };
}

/** An address that cannot be read leads nowhere, as far as a person is concerned. */
function words(error: SealbookError, locale: Locale): { title: string; detail: string; home: string } {
  const t = translator(locale);
  const home = t("shell.notFound.home");
  if (error.code === "cross_origin") return { ...problemTexts(error, locale), home };
  return { title: t("shell.notFound.title"), detail: t("shell.notFound.body"), home };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
