/** `sealbook receipt`: fetches a receipt, checks that it holds, and writes it whole or not at all. */
import { createHash } from "node:crypto";
import { type Answer, checked } from "#lib/client/client.ts";
import { isFailed } from "#lib/core/cose/failures.ts";
import { parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { isPdf } from "#lib/core/receipt/receipt-file.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { type Locale, matchLocale } from "#lib/i18n/locale.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { writeWhole } from "#lib/infra/terminal/files.ts";
import { print, printJson, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { checkedReceipt, RECORD_ID } from "./checked-receipt.ts";
import { asking, strange } from "./http.ts";
import { type Server, serverOf } from "./server.ts";

const FORMATS = ["json", "pdf", "tlog-proof", "cose"] as const;
type Format = (typeof FORMATS)[number];

/** The longest that a server waits. */
const WAIT_SECONDS_MAX = 30;

interface Wish {
  id: string;
  format: Format;
  seconds: number | undefined;
  language: Locale;
  out: string | undefined;
  /** Of a COSE receipt; the server knows which it has. */
  algorithm: string | undefined;
  /** Of a bundle: the path of the one file that the receipt is to be about. */
  file: string | undefined;
  renewal: boolean;
}

export async function receipt(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const wish = readWish(context);
  const server = await serverOf(context);
  const query = {
    ...{ format: wish.format, lang: wish.language },
    ...(wish.seconds !== undefined && { wait: wish.seconds }),
    // The server knows which it has.
    ...(wish.algorithm !== undefined && { alg: wish.algorithm as "EdDSA" }),
    ...(wish.renewal && { renewal: "true" as const }),
  };
  const answer = await asking({ server, say }, async () =>
    wish.file === undefined
      ? await server.client().receipt(wish.id, query)
      : await fileReceipt({ ...wish, file: wish.file }, { server, say, query }),
  );
  const facts = await checkAnswer(answer, { wish, say, url: server.at("/") });
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

/** Of one file of a bundle. @throws {CommandError} `not_found`: there is no such file in it */
async function fileReceipt(
  { id, file }: { id: string; file: string },
  { server, say, query }: { server: Server; say: Say; query: Record<string, string | number> },
): Promise<Answer> {
  const client = server.client();
  const asked = { path: { id }, query: { name: file } };
  const { items } = await client.request("GET", "/api/v1/bundles/{id}/files", asked);
  const [item] = items;
  if (item === undefined) {
    throw new CommandError(say("bundle.noFile", { path: plain(file), id }), {
      code: "not_found",
      exitCode: EXIT.failed,
    });
  }
  const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const path = `/api/v1/bundles/${id}/files/${item.place}/receipt`;
  return checked(await client.send({ method: "GET", path, query: texts, waits: Number(query.wait ?? 0) }));
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
  const file = typeof options.file === "string" ? options.file : undefined;
  return { id, format, seconds, language, out, algorithm, file, renewal: options.renewal === true };
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
  if (!isAsked) throw strange({ url, say, status });
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
