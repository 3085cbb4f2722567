/** `sealbook receipt`: fetches a receipt, checks that it holds, and writes it whole or not at all. */
import { createHash } from "node:crypto";
import { isFailed } from "#lib/core/cose/failures.ts";
import { parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { isPdf } from "#lib/core/receipt/receipt-file.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { matchLocale } from "#lib/i18n/locale.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { writeWhole } from "#lib/infra/terminal/files.ts";
import { print, printJson, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { checkedReceipt, RECORD_ID } from "./checked-receipt.ts";
import { type Answer, refusal, send } from "./http.ts";
import { serverOf } from "./server.ts";

const FORMATS = ["json", "pdf", "tlog-proof", "cose"] as const;
type Format = (typeof FORMATS)[number];

/** The server has it, but it is not anchored yet (RFC 9110 section 15.3.3). */
const ACCEPTED = 202;
/** The longest that a server waits. */
const WAIT_SECONDS_MAX = 30;

interface Wish {
  id: string;
  format: Format;
  seconds: number | undefined;
  language: string;
  out: string | undefined;
  /** Of a COSE receipt; the server knows which it has. */
  algorithm: string | undefined;
  renewal: boolean;
}

export async function receipt(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const wish = readWish(context);
  const server = await serverOf(context);
  const url = server.at(`/api/v1/evidence/${wish.id}/receipt`, {
    format: wish.format,
    lang: wish.language,
    wait: wish.seconds?.toString(),
    alg: wish.algorithm,
    renewal: wish.renewal ? "true" : undefined,
  });
  const answer = await send({
    method: "GET",
    url,
    headers: server.headers,
    timeoutMs: server.timeoutMs,
    waits: wish.seconds ?? 0,
    say,
  });
  if (answer.status !== 200 && answer.status !== ACCEPTED) throw refusal(answer, { url, say });
  const facts = await checkAnswer(answer, { wish, say, url });
  if (facts && facts.index === undefined) tell(say("receipt.notAnchored"));
  await write(answer.body, wish.out, say);
  if (wish.out === undefined) return EXIT.ok;
  const size = answer.body.length;
  if (json) {
    const sha256 = createHash("sha256").update(answer.body).digest("hex");
    printJson({
      id: wish.id,
      format: wish.format,
      file: wish.out,
      size,
      sha256,
      anchored: facts === undefined || facts.index !== undefined,
    });
  } else {
    print(say("receipt.written", { path: plain(wish.out), format: wish.format, size }));
  }
  return EXIT.ok;
}

const isBinary = (format: Format): boolean => format === "pdf" || format === "cose";

function readWish({ operands, options, locale, say }: Context): Wish {
  const refuse = (key: string, values: Record<string, string | number> = {}) =>
    new CommandError(say(`receipt.${key}`, values), { code: "usage" });
  const id = (operands[0] ?? "").toLowerCase();
  if (!RECORD_ID.test(id)) throw refuse("badId", { id: operands[0] ?? "" });
  const format = FORMATS.find((name) => name === (options.format ?? "json"));
  if (!format) throw refuse("badFormat");
  const { wait, lang } = options;
  const seconds = wait === undefined ? undefined : Number(wait);
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) {
    throw refuse("badWait", { max: WAIT_SECONDS_MAX });
  }
  const language = typeof lang === "string" ? matchLocale(lang) : locale;
  if (!language) throw refuse("badLang");
  const out = typeof options.out === "string" ? options.out : undefined;
  if (isBinary(format) && out === undefined && process.stdout.isTTY) throw refuse("toTerminal");
  const algorithm = typeof options.alg === "string" ? options.alg : undefined;
  return { id, format, seconds, language, out, algorithm, renewal: options.renewal === true };
}

/** Nothing that does not hold is written. @returns what a receipt states; undefined for a proof alone */
async function checkAnswer(
  { body, status }: Answer,
  { wish, say, url }: { wish: Wish; say: Say; url: URL },
): Promise<Facts | undefined> {
  if (wish.format === "cose") {
    checkCose(body, wish.id, say);
    return undefined;
  }
  const isAsked =
    wish.format === "tlog-proof" ? parseTlogProof(fromUtf8(body) ?? "") : isPdf(body) === (wish.format === "pdf");
  if (!isAsked) throw new CommandError(say("server.strange", { host: url.origin, status }), { code: "not_sealbook" });
  if (wish.format === "tlog-proof") return undefined;
  return await checkedReceipt(body, { id: wish.id, say });
}

/** Its form, and which record it is about; whether its key signed it, "verify" tells, with the policy and the record. */
function checkCose(body: Uint8Array, id: string, say: Say): void {
  const found = parseCoseReceipt(body, "deterministic");
  if (isFailed(found)) {
    const reason = say(`/inspect.cose.${found.failed}`);
    throw new CommandError(say("receipt.doesNotHold", { step: say("/steps.name.format"), reason }), {
      code: found.failed,
      exitCode: EXIT.failed,
    });
  }
  const subject = found.subject ?? "";
  if (subject === `urn:uuid:${id}`) return;
  throw new CommandError(say("receipt.otherRecord", { id: subject }), { code: "id_mismatch", exitCode: EXIT.failed });
}

async function write(bytes: Uint8Array, path: string | undefined, say: Say): Promise<void> {
  if (path === undefined) {
    process.stdout.write(bytes);
    return;
  }
  await writeWhole(path, bytes, say);
}
