/**
 * `sealbook verify`: checks a receipt, and a file against it, with nothing but what it is given.
 *
 * Imports the pure core, what looks into timestamps, and Node.js's own files and hashes: no server, no network, no database, no configuration.
 */

import { stat } from "node:fs/promises";
import { TEST_MARK } from "#lib/core/log/test-ledger.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts, Step, Verification } from "#lib/core/verify/verification.ts";
import type { ElsewhereCheck } from "#lib/credentials/elsewhere/words.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { hashFile, readFileUpTo, STDIN } from "#lib/infra/terminal/files.ts";
import { cells, padded, print, printJson, table } from "#lib/infra/terminal/terminal.ts";
import { hasWords, type Say } from "#lib/infra/terminal/words.ts";
import { mayBeCertificate } from "#lib/verify/certificate/may-be.ts";
import type { VerifyInput } from "#lib/verify/input.ts";
import type { FileKind } from "#lib/verify/inspection.ts";
import { mayBeElsewhere } from "#lib/verify/may-be-elsewhere.ts";
import { open } from "#lib/verify/open.ts";
import { ignoredWords, quantumWords } from "#lib/verify/signature-words.ts";
import { verify as verifyOpened, wantsParts } from "#lib/verify/verify.ts";
import { compareWithList, readListFile } from "./bundle-list.ts";
import { comparedLines, worseOf } from "./bundle-report.ts";
import { claimLines } from "./claim-lines.ts";
import { hasReceiptTrace, isOtherFile } from "./not-a-receipt.ts";
import { type Asked, judge, readAlgorithms, readAuthorities, readPolicyAndEnds } from "./verify-given.ts";

export async function verify(context: Context): Promise<ExitCode> {
  const { operands, options, lists, say, json } = context;
  if (options.bag !== undefined) {
    if (operands.length > 0) throw new CommandError(say("bag.alone"), { code: "usage" });
    return await (await import("./verify-bag.ts")).verifyBag(context);
  }
  const [receiptPath, given] = operands;
  // Of a bundle the list is what the receipt is about, and the files are held against that.
  const listPath = typeof options.list === "string" ? options.list : undefined;
  const filePath = listPath ?? given;
  if (receiptPath === undefined)
    throw new CommandError(say("usage.operandMissing", { operands: "RECEIPT [FILE|FOLDER]" }), { code: "usage" });
  const policyPath = typeof options.policy === "string" ? options.policy : undefined;
  const authorityPaths = lists["tsa-ca"] ?? [];
  const algorithmsPath = typeof options.algorithms === "string" ? options.algorithms : undefined;
  if (
    [receiptPath, filePath, policyPath, algorithmsPath, ...authorityPaths].filter((path) => path === STDIN).length > 1
  ) {
    throw new CommandError(say("files.stdinTwice"), { code: "usage" });
  }
  const trusted = policyPath === undefined ? undefined : await readPolicyAndEnds(policyPath, say);
  const policy = trusted?.policy;
  const broken = algorithmsPath === undefined ? undefined : await readAlgorithms(algorithmsPath, say);
  const authorities: Uint8Array[] = [];
  for (const path of authorityPaths) authorities.push(...(await readAuthorities(path, say)));
  const receipt = await readFileUpTo(receiptPath, { bytesMax: RECEIPT_PDF_BYTES_MAX, say });
  if (filePath === undefined && mayBeCertificate(receipt)) {
    const { openCertificate } = await import("#lib/verify/certificate/open.ts");
    const certificate = await openCertificate(receipt);
    const { verifyCertificateFile } = await import("./verify-certificate.ts");
    const trust = () => policy && { policy, authorities };
    if (certificate) return await verifyCertificateFile(certificate, { context, path: receiptPath, trust });
  }
  const elsewhere =
    filePath === undefined && !hasReceiptTrace(receipt) ? await checkedElsewhere(receipt, context) : undefined;
  if (elsewhere) return tellElsewhere(elsewhere, { context, path: receiptPath });
  const opened = await open(receipt);
  const sha3 = opened.parts !== undefined && extrasOf(opened.parts.receipt).some(({ kind }) => kind === "renewal");
  const sm3 = opened.parts?.record !== undefined && "sm3" in opened.parts.record.digests;
  const { size: _size, ...digests } = filePath === undefined ? {} : await hashFile(filePath, { say, sha3, sm3 });
  const held = {
    ...{ receipt: opened, authorities, at: new Date() },
    ...digests,
    ...(policy ? { policy } : {}),
    ...(broken ? { broken } : {}),
  };
  const { stated: _, ...verification } = await verifyWithParts(held, { filePath, say });
  const isCarried = opened.document !== undefined && opened.json !== undefined;
  if (verification.verdict === "failed" && !isCarried && isOtherFile(receipt)) {
    return await notReceipt(receiptPath, { bytes: receipt, filePath, trusted, context });
  }
  const asked: Asked = {
    file: filePath !== undefined,
    policy: policy !== undefined,
    timestamp: authorities.length > 0,
  };
  const exitCode = judge(verification, asked);
  const isList = listPath !== undefined && verification.steps.some(({ reason }) => reason === "bundle_list");
  const bundle =
    isList && given !== undefined
      ? await compareWithList(given, { list: await readListFile(listPath, say), say })
      : undefined;
  if (json) printJson({ exitCode: worseOf(exitCode, bundle), asked, ...verification, ...(bundle ? { bundle } : {}) });
  else print(report(verification, { asked, context, receiptPath }) + (bundle ? comparedLines(bundle, say) : ""));
  return worseOf(exitCode, bundle);
}

/** A certificate that another system issued; asked about online where the reader wants it. */
async function checkedElsewhere(bytes: Uint8Array, { options }: Context): Promise<ElsewhereCheck | undefined> {
  if (!mayBeElsewhere(bytes)) return undefined;
  const { checkElsewhere } = await import("#lib/credentials/elsewhere/check.ts");
  const ways = options.online === undefined ? undefined : (await import("./ways.ts")).NETWORK;
  return await checkElsewhere(bytes, { ways });
}

async function tellElsewhere(
  elsewhere: ElsewhereCheck,
  { context, path }: { context: Context; path: string },
): Promise<ExitCode> {
  const { elsewhereCode, elsewhereReport } = await import("./elsewhere-report.ts");
  const exitCode = elsewhereCode(elsewhere);
  if (context.json) printJson({ exitCode, elsewhere });
  else print(`${plain(path)}\n\n${elsewhereReport(elsewhere, context.say)}`);
  return exitCode;
}

/** Where the receipt may be about a part of the file, that is looked for: not in a file that came through a pipe, which was hashed and is gone. */
async function verifyWithParts(
  given: VerifyInput,
  { filePath, say }: { filePath: string | undefined; say: Say },
): Promise<Verification> {
  const verification = await verifyOpened(given);
  if (filePath === undefined || filePath === STDIN || !wantsParts(verification)) return verification;
  const { partsOf } = await import("#lib/verify/file-parts.ts");
  const size = (await stat(filePath).catch(() => undefined))?.size ?? 0;
  const read = () => readFileUpTo(filePath, { bytesMax: size, say });
  const parts = await partsOf({ size, read }, { receipt: given.receipt, verification }).catch(() => undefined);
  return parts ? await verifyOpened({ ...given, parts }) : verification;
}

type Trusted = Awaited<ReturnType<typeof readPolicyAndEnds>>;

/** These are checked whole with the file that they are about and the policy's keys: then nothing is missing. */
const COSE_KINDS: readonly FileKind[] = ["cose_receipt", "cose_root_receipt", "signed_statement"];

/** Kinds of which as much is checked as they allow; the rest is said to be missing. */
const CHECKED_IN_PART: readonly FileKind[] = [
  "proof",
  "checkpoint",
  "key_history",
  "note",
  "timestamp",
  "receipt_pages",
  "certificate_pages",
  ...COSE_KINDS,
];

/**
 * A file that is no receipt: checked as far as its kind allows, which is never all that was asked; or named. Most often the two files
 * were given the other way round.
 */
async function notReceipt(
  path: string,
  given: { bytes: Uint8Array; filePath: string | undefined; trusted: Trusted | undefined; context: Context },
): Promise<ExitCode> {
  const { bytes, filePath, trusted, context } = given;
  const { say, json } = context;
  const { inspect } = await import("#lib/verify/inspect.ts");
  const { isKnown } = await import("#lib/verify/inspection.ts");
  const isPair = filePath !== undefined && filePath !== STDIN && path !== STDIN;
  // Too large to be a receipt or an entry, then it is none.
  const read = { bytesMax: RECEIPT_PDF_BYTES_MAX, say };
  const other = isPair ? await readFileUpTo(filePath, read).catch(() => undefined) : undefined;
  const inspected = await inspect(bytes, { ...trusted, beside: other });
  const { kind, checks, missing } = inspected;
  if (CHECKED_IN_PART.includes(kind)) {
    const { inspectionCode, inspectionReport } = await import("./inspection-report.ts");
    const isWhole = COSE_KINDS.includes(kind) && missing.length === 0 && checks.every(({ status }) => status === "ok");
    const partly = isWhole ? EXIT.ok : EXIT.impossible;
    const exitCode = inspectionCode(inspected) === EXIT.failed ? EXIT.failed : partly;
    if (json) printJson({ exitCode, inspection: inspected });
    else print(`${plain(path)}\n\n${inspectionReport(inspected, say)}`);
    return exitCode;
  }
  const code = "not_a_receipt";
  // Of a PDF without anything, why there may be nothing.
  const named =
    isKnown(inspected) || kind === "pdf"
      ? `${say("verify.isKind", { path, kind: say(`/inspect.kind.${kind}`), about: say(`/inspect.about.${kind}`) })} `
      : "";
  if (isPair && other !== undefined && hasReceiptTrace(other)) {
    throw new CommandError(say("verify.swapped", { path, other: filePath }), { code });
  }
  throw new CommandError(`${named}${say("verify.notReceipt", { path })}`, { code });
}

function report(
  verification: Verification,
  { asked, context, receiptPath }: { asked: Asked; context: Context; receiptPath: string },
): string {
  const { say } = context;
  const { inside } = verification;
  const { verdict, witnessed, steps, facts } = inside ?? verification;
  const document = inside ? verification.steps.filter(({ name }) => name === "document") : [];
  const lines = [`${plain(receiptPath)}\n`, stepLines([...document, ...steps], context)];
  if (facts?.test) lines.push(`${say("verify.test", { mark: TEST_MARK })}\n`);
  if (facts) lines.push(factLines(facts, context));
  const ids = { origin: plain(facts?.origin ?? ""), index: facts?.index ?? "", key: facts?.keyId ?? "" };
  lines.push(`${say(`verify.verdict.${verdict}`, ids)}\n`);
  if (steps.some(({ reason }) => reason === "time_implausible")) {
    lines.push(`${say("verify.clock", { now: new Date().toISOString() })}\n`);
  }
  if (inside) lines.push(`${say("verify.resaved")}\n`);
  if (verdict === "valid" || verdict === "issuer_unproven") {
    if (!witnessed) lines.push(`${say("verify.notWitnessed")}\n`);
    if (!asked.file) lines.push(`${say("verify.noFile")}\n`);
  }
  return lines.join("\n").replace(/\n\n\n+/g, "\n\n");
}

function stepLines(steps: readonly Step[], { say, locale }: Context): string {
  const statuses = ["ok", "failed", "unchecked"].map((status) => say(`verify.status.${status}`));
  const statusWidth = Math.max(...statuses.map(cells));
  const nameWidth = Math.max(...steps.map(({ name }) => cells(say(`/steps.name.${name}`))));
  const margin = " ".repeat(2 + statusWidth + 2 + nameWidth + 2);
  const sentence = ({ name, reason, policyOfTime = "none" }: Step): string => {
    const key = reason === "ok" ? `ok.${name}` : `reason.${reason}`;
    // The sentences of the pages, but for those that speak of a site.
    return say(hasWords(locale, `verify.${key}`) ? `verify.${key}` : `/steps.${key}`, { policy: plain(policyOfTime) });
  };
  return steps
    .map((step) => {
      const head = `  ${padded(say(`verify.status.${step.status}`), statusWidth)}  `;
      const line = `${head}${padded(say(`/steps.name.${step.name}`), nameWidth)}  ${sentence(step)}\n`;
      // Whose it is, or what of it is not known here.
      if (step.name === "timestamp" && step.status === "unchecked" && step.found !== undefined) {
        return line + table([[say("/steps.found"), plain(step.found)]], margin);
      }
      if (step.status !== "failed") return line;
      const compared = table(
        [
          [say("/steps.expected"), plain(step.expected ?? "-")],
          [say("/steps.found"), plain(step.found ?? "-")],
        ],
        margin,
      );
      return line + compared;
    })
    .join("");
}

function factLines(facts: Facts, { say }: Context): string {
  const rows: [string, string][] = [];
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined) rows.push([say(`/verify.summary.${key}`), plain(value)]);
  };
  add("name", facts.details?.name);
  add("sha256", facts.sha256);
  if (facts.size !== undefined) add("size", say("/receiptPdf.bytes", { count: facts.size, text: facts.size }));
  add("content", say(`/verify.summary.${facts.type}`));
  rows.push(...claimLines(facts, say));
  add("recordedBy", `${facts.submitter.name} (${facts.submitter.organisation})`);
  add("receivedAt", `${facts.receivedAt} (${say("/verify.summary.clock")})`);
  if (facts.erasedAt !== undefined) add("erasedAt", `${facts.erasedAt} (${say("/verify.summary.clock")})`);
  add("id", facts.id);
  add("ledger", facts.origin);
  if (facts.index !== undefined) {
    add("position", say("/verify.summary.positionValue", { index: facts.index, size: facts.treeSize ?? "" }));
  }
  if (facts.block) {
    const { height, time } = facts.block;
    add(
      "block",
      `${say("/verify.summary.blockValue", { height: `${height}` })}, ${time} (${say("/verify.summary.clock")})`,
    );
  }
  add("key", facts.keyId);
  for (const { name, time } of facts.witnesses ?? []) add("witnesses", `${name} (${time})`);
  for (const { authority, time } of facts.timestamps ?? []) {
    add("stamped", `${time} (${say("/verify.summary.stampedBy", { authority: plain(authority) })})`);
  }
  const words: Parameters<typeof quantumWords>[1] = (key, values) => say(`/verify.summary.${key}`, values);
  add("quantum", quantumWords(facts, words));
  add("ignored", ignoredWords(facts, words));
  return table(rows);
}
