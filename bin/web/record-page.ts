/**
 * The public page of a record out of one rendering. What the server hands out at /v/ID says nothing of the record but its id and its
 * public receipt, for the reader's browser to check: that gives the verdict. Rendering costs a hundred times what sending does, so the
 * framework renders the page of a stand-in, in each language and theme at most once a second, and every visitor is sent those bytes with
 * the id that they asked for, its receipt, and a nonce of their own (docs/decisions/0020).
 */
import { randomBytes } from "node:crypto";
import { createServer, get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { duplexPair } from "node:stream";
import { buffer } from "node:stream/consumers";
import { isRecordId } from "#components/verification/reference.ts";
import type { SharedRecord } from "#lib/features/evidence/receipts/types.ts";
import { type PageRequest, pageRequests } from "#lib/gate/page-request.ts";
import { sessionTokenOf } from "#lib/gate/session-cookie.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { cookieValue } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { send } from "#lib/infra/http/send.ts";
import { THEME_COOKIE, type Theme, themeOf } from "#lib/words/theme.ts";
import type { Handler } from "./handler.ts";

/** How long a rendering is handed out: what the page says of the ledgers is older by no more. */
const FRESH_MS = 1_000;
const PATH = /^\/v\/([^/?]+)$/;
const NONCE = /'nonce-([A-Za-z0-9+/]{22}==)'/;
/** Whose bearer may be answered differently: parts of pages for our own scripts, and who says who they are. */
const HANDLERS_HEADERS = ["rsc", "next-action", "authorization"];
/** Of one connection or one moment, not of the page. */
const PASSING_HEADERS = ["connection", "date", "keep-alive", "transfer-encoding"];

/** What is a visitor's own in the page: texts of letters, digits and `-+/=` alone, which mean the same in HTML, in a script, in a string. */
interface Own {
  id: string;
  nonce: string;
  /** In base64; empty where there is none to hand out with the page. */
  receipt: string;
}

/** In what a visitor may choose to have the page: for each way there is a rendering. */
interface Choice {
  locale: Locale;
  theme: Theme;
}

/** The page of the stand-in, cut where something of that one's own stands: between two pieces is what `places` says. */
interface Template {
  headers: Record<string, string>;
  pieces: Buffer[];
  places: (keyof Own)[];
}

/** Stand in every page that is whole. */
const OWN_OF_EACH = ["id", "nonce"] as const;

/** Unguessable, so that no text of the page holds either but where it stands for a visitor's own. */
const STAND_IN: Own = {
  id: `00000000-0000-7000-8000-${randomBytes(6).toString("hex")}`,
  nonce: randomBytes(16).toString("base64"),
  receipt: randomBytes(16).toString("hex"),
};

/** Answers for public pages of records, asked for by strangers; everything else, and what cannot be rendered, is the handler's. */
export function withRecordPage(
  handlePage: Handler,
  /** Undefined for what is no record and has a page of its own all the same. */
  sharedRecord: (id: string) => Promise<SharedRecord | undefined>,
): Handler {
  const render = renderer(handlePage);
  const rendered = new Map<string, { askedAt: number; template: Promise<Template | undefined> }>();
  const templateOf = (choice: Choice): Promise<Template | undefined> => {
    const way = `${choice.locale} ${choice.theme}`;
    const known = rendered.get(way);
    if (known && performance.now() - known.askedAt < FRESH_MS) return known.template;
    // Who comes while it is being rendered waits for it, too; where it fails, each learns from the handler how.
    const asked = { askedAt: performance.now(), template: render(choice).catch(() => undefined) };
    rendered.set(way, asked);
    return asked.template;
  };
  return async (request, response) => {
    const own = ownOf(request);
    // Asked for each visitor, as it is now; where it cannot be, the handler says so.
    const [template, shared] = own
      ? await Promise.all([templateOf(choiceOf(request)), sharedRecord(own.id).catch(() => undefined)])
      : [];
    if (!own || !template || !shared) return await handlePage(request, response);
    const { access, receipt = "" } = shared;
    const status = access === "absent" ? 404 : 200;
    await send({ request, response }, { status, ...filled(template, { ...own, receipt }) });
  };
}

function ownOf({ method, url = "", headers }: IncomingMessage): Omit<Own, "receipt"> | undefined {
  const [, id = ""] = PATH.exec(url) ?? [];
  const [, nonce] = NONCE.exec(String(headers["content-security-policy"])) ?? [];
  if ((method !== "GET" && method !== "HEAD") || !isRecordId(id) || !nonce) return undefined;
  if (HANDLERS_HEADERS.some((name) => headers[name] !== undefined) || sessionTokenOf(headers)) return undefined;
  return { id, nonce };
}

function choiceOf({ headers }: IncomingMessage): Choice {
  return { locale: requestLocale(headers), theme: themeOf(cookieValue(headers, THEME_COOKIE)) };
}

/** Asks the handler as a visitor does, over a connection that never leaves this process. */
function renderer(handlePage: Handler): (choice: Choice) => Promise<Template | undefined> {
  const server = createServer((request, response) => {
    // Of its own: that nobody has the stand-in's record is not said of the visitor who happened to come first.
    const asked: PageRequest = { arrived: true, status: 200, receiptMark: STAND_IN.receipt };
    pageRequests()
      .run(asked, () => handlePage(request, response))
      .catch(() => response.destroy());
  });
  const policy = `script-src 'nonce-${STAND_IN.nonce}'`;
  return async ({ locale, theme }) => {
    const [ours, theirs] = duplexPair();
    server.emit("connection", theirs);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const cookie = `${THEME_COOKIE}=${theme}`;
      const headers = { host: "localhost", cookie, "accept-language": locale, "content-security-policy": policy };
      get({ path: `/v/${STAND_IN.id}`, headers, createConnection: () => ours }, resolve).once("error", reject);
    });
    const body = await buffer(answer);
    return answer.statusCode === 200 ? templateFrom(answer.headers, body) : undefined;
  };
}

function templateFrom(given: IncomingHttpHeaders, body: Buffer): Template | undefined {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) if (!PASSING_HEADERS.includes(name)) headers[name] = String(value);
  const found = [...placesOf("id", body), ...placesOf("nonce", body), ...placesOf("receipt", body)];
  if (OWN_OF_EACH.some((own) => !found.some(({ of }) => of === own))) return undefined;
  found.sort((one, other) => one.at - other.at);
  let end = 0;
  const pieces = found.map(({ of, at }) => {
    const piece = body.subarray(end, at);
    end = at + STAND_IN[of].length;
    return piece;
  });
  return { headers, pieces: [...pieces, body.subarray(end)], places: found.map(({ of }) => of) };
}

function placesOf(of: keyof Own, body: Buffer): { of: keyof Own; at: number }[] {
  const places: { of: keyof Own; at: number }[] = [];
  for (let at = body.indexOf(STAND_IN[of]); at >= 0; at = body.indexOf(STAND_IN[of], at + 1)) places.push({ of, at });
  return places;
}

function filled({ headers, pieces, places }: Template, own: Own): { headers: Record<string, string>; payload: Buffer } {
  const parts = pieces.flatMap((piece, at) => {
    const place = places[at];
    return place === undefined ? [piece] : [piece, Buffer.from(own[place], "latin1")];
  });
  const named = Object.entries(headers).map(([name, value]) => [name, value.replaceAll(STAND_IN.nonce, own.nonce)]);
  return { headers: Object.fromEntries(named), payload: Buffer.concat(parts) };
}
