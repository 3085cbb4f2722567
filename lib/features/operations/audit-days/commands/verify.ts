/** `sealbook audit-log verify`: a day of an organisation’s audit log, with nothing but its rows, its proof and a policy. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { auditLine, isPartOf, parseAuditDay, parseAuditDayPart } from "#lib/core/audit-log/day.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { readPolicyFile } from "#lib/core/log/policy.ts";
import { appendLeaves, edgeRoot, type TreeEdge } from "#lib/core/log/tiles.ts";
import { fromUtf8, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readFields } from "#lib/core/text/json-fields.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import type { DayProof } from "../types.ts";

const PROOF_BYTES_MAX = 1024 * 1024;
const POLICY_BYTES_MAX = 1024 * 1024;
const LINES_TOGETHER = 1_000;

/** What does not hold, the first of it; `unproven`: all holds, and nobody said whose ledger it is. */
type Outcome = "ok" | "unproven" | "rows" | "statement" | "ledger" | "no_receipt";

export async function verifyAuditDay(context: Context): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  const [rowsPath = "", proofPath = ""] = operands;
  const proof = readProof(fromUtf8(await readFileUpTo(proofPath, { bytesMax: PROOF_BYTES_MAX, say })) ?? "");
  if (!proof) throw new CommandError(say("auditLog.noProof", { path: proofPath }), { code: "not_a_proof" });
  const policyPath = typeof options.policy === "string" ? options.policy : undefined;
  const policy =
    policyPath === undefined
      ? undefined
      : readPolicyFile(await readFileUpTo(policyPath, { bytesMax: POLICY_BYTES_MAX, say }));
  if (policy && "error" in policy)
    throw new CommandError(say("auditLog.noPolicy", { path: policyPath ?? "" }), { code: "policy_malformed" });
  const { rows, root } = await readRows(rowsPath);
  const part = parseAuditDayPart(proof.statement);
  const outcome = await judge({ proof, rows, root, policy });
  if (json) printJson({ outcome, day: part?.day, organisation: part?.organisation, rows });
  else print(say(`auditLog.outcomes.${outcome}`, { day: part?.day ?? "?", rows }));
  if (outcome === "ok") return EXIT.ok;
  if (outcome === "unproven") return EXIT.unproven;
  return outcome === "no_receipt" ? EXIT.impossible : EXIT.failed;
}

async function judge(given: {
  proof: DayProof;
  rows: number;
  root: string;
  policy: Exclude<ReturnType<typeof readPolicyFile>, { error: unknown }> | undefined;
}): Promise<Outcome> {
  const { proof, rows, root, policy } = given;
  const part = parseAuditDayPart(proof.statement);
  const day = parseAuditDay(proof.day);
  if (part === undefined || part.rows !== rows || part.root !== root) return "rows";
  const { statement, index, path, receipt } = proof;
  if (day === undefined || day.day !== part.day || !isPartOf(day, { part: statement, index, path })) return "statement";
  if (receipt === null) return "no_receipt";
  const file = sha256(utf8(proof.day));
  const opened = await open(utf8(receipt));
  const { verdict, steps } = await verify({
    ...{ receipt: opened, sha256: file, authorities: [], at: new Date() },
    ...(policy ? { policy } : {}),
  });
  const holds = (name: string) => steps.some((step) => step.name === name && step.status === "ok");
  if (verdict === "failed" || verdict === "not_anchored" || !holds("file")) return "ledger";
  if (policy === undefined) return "unproven";
  return holds("issuer") ? "ok" : "ledger";
}

/** Each line in the one form of a row, hashed as it stands. */
async function readRows(path: string): Promise<{ rows: number; root: string }> {
  let [edge, size]: [TreeEdge, bigint] = [[], 0n];
  let leaves: Uint8Array[] = [];
  const take = () => {
    ({ edge, size } = appendLeaves(edge, size, leaves));
    leaves = [];
  };
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!isRow(line)) return { rows: -1, root: "" };
    if (leaves.push(leafHash(utf8(line))) === LINES_TOGETHER) take();
  }
  take();
  return { rows: Number(size), root: toBase64(edgeRoot(edge)) };
}

function isRow(line: string): boolean {
  try {
    return auditLine(JSON.parse(line)) === line;
  } catch {
    return false;
  }
}

function readProof(text: string): DayProof | undefined {
  try {
    const fields = readFields(JSON.parse(text), ["statement", "day", "index", "path", "receipt"], []);
    if (fields === undefined || !Number.isSafeInteger(fields.index) || (fields.index as number) < 0) return undefined;
    const isText = (value: unknown) => typeof value === "string";
    const isWhole =
      isText(fields.statement) && isText(fields.day) && (fields.receipt === null || isText(fields.receipt));
    return isWhole && Array.isArray(fields.path) && fields.path.every(isText)
      ? (fields as unknown as DayProof)
      : undefined;
  } catch {
    return undefined;
  }
}
