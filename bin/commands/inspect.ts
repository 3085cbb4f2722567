/** `sealbook inspect`: what any file of this field is. Imports what `verify` does, and asks nobody. */
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { hashFile, readFileUpTo, STDIN } from "#lib/infra/terminal/files.ts";
import { print, printJson, table, tell } from "#lib/infra/terminal/terminal.ts";
import { INSPECTED_BYTES_MAX, inspect as inspectBytes } from "#lib/verify/inspect.ts";
import { type Inspection, inspection } from "#lib/verify/inspection.ts";
import type { Trusted } from "#lib/verify/pdf/trust.ts";
import { inspectionCode, inspectionReport } from "./inspection-report.ts";
import { readAuthorities, readRevocation } from "./verify-given.ts";

type Inspected = Inspection & { path: string; size: number; sha256: string };

export async function inspect(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  if (operands.filter((path) => path === STDIN).length > 1) {
    throw new CommandError(say("files.stdinTwice"), { code: "usage" });
  }
  const signers = await readSigners(context);
  const found: (Inspected | { path: string; error: { code: string; message: string } })[] = [];
  const codes: ExitCode[] = [];
  for (const path of operands) {
    try {
      const inspected = await inspectFile(path, { context, signers });
      found.push(inspected);
      codes.push(inspectionCode(inspected));
      if (!json) print(`${codes.length > 1 ? "\n" : ""}${plain(path)}\n\n${report(inspected, context)}`);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      found.push({ path, error: { code: error.code, message: error.message } });
      codes.push(EXIT.impossible);
      tell(`sealbook: ${plain(error.message)}`);
    }
  }
  const worst = [EXIT.impossible, EXIT.failed, EXIT.unproven].find((code) => codes.includes(code)) ?? EXIT.ok;
  if (json) printJson({ exitCode: worst, files: found });
  return worst;
}

/** Whom the reader lets vouch for signers of PDFs, and for time-stamps, and what is known of revoked ones. @throws {CommandError} for what holds nothing of it */
async function readSigners({ lists, say }: Context): Promise<Trusted> {
  const read = async (paths: readonly string[] = [], readFile = readAuthorities) =>
    (await Promise.all(paths.map((path) => readFile(path, say)))).flat();
  const [anchors, authorities] = [await read(lists.ca), await read(lists["tsa-ca"])];
  return { anchors, authorities, revocation: await read(lists.revocation, readRevocation) };
}

/** A file that is too large to be anything known is only hashed. @throws {CommandError} when it cannot be read */
async function inspectFile(
  path: string,
  { context, signers }: { context: Context; signers: Trusted },
): Promise<Inspected> {
  const { say } = context;
  try {
    const bytes = await readFileUpTo(path, { bytesMax: INSPECTED_BYTES_MAX, say });
    return { path, size: bytes.length, sha256: toHex(sha256(bytes)), ...(await inspectBytes(bytes, { signers })) };
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== "file_too_large" || path === STDIN) throw error;
    const { sha256: digest, size } = await hashFile(path, { say });
    return { path, size, sha256: toHex(digest), ...inspection({ kind: "other" }) };
  }
}

function report(inspected: Inspected, { say }: Context): string {
  const { size, sha256: digest } = inspected;
  const head = table([
    [say("inspect.size"), say("/receiptPdf.bytes", { count: size, text: size })],
    [say("inspect.sha256"), digest],
  ]);
  return `${head}\n${inspectionReport(inspected, say)}`;
}
