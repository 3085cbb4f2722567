/** `sealbook verify-approvals`: needs no installation and no network. */
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type Approvals, checkApprovals, readApprovals } from "#lib/credentials/threshold/approvals.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;

export async function verifyApprovals(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const [path = ""] = operands;
  const given = parse(await readFileUpTo(path, { bytesMax: FILE_BYTES_MAX, say }));
  const statement = given && parseBatchStatement(given.statement);
  if (!given || !statement) throw new CommandError(say("approvals.other", { path }), { code: "not_approvals" });
  const checked = checkApprovals(given);
  const { failure, threshold, said } = checked;
  const exitCode = failure === undefined ? EXIT.ok : EXIT.failed;
  if (json) {
    printJson({ exitCode, batch: given.batch, statement, seal: given.seal.key, ...checked });
    return exitCode;
  }
  print(
    table([
      [say("approvals.issuer"), plain(statement.issuer)],
      [say("approvals.root"), statement.root],
      [say("approvals.key"), given.seal.key],
      ...said.map(({ name, says, attempt, at, reason = "" }): [string, string] => [
        plain(name),
        `${say(`approvals.${says}`, { attempt, at })} ${plain(reason)}`.trim(),
      ]),
    ]),
  );
  print(`\n${say(failure === undefined ? "approvals.hold" : `approvals.failures.${failure}`, { threshold })}`);
  return exitCode;
}

function parse(bytes: Uint8Array): Approvals | undefined {
  try {
    return readApprovals(JSON.parse(fromUtf8(bytes) ?? ""));
  } catch {
    return undefined;
  }
}
