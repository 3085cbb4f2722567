/** `sealbook verify --bag`: an archive, every receipt in it and every content, without a server. */
import { type BagReport, checkBag } from "#lib/core/bag/check-bag.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type Step, VERDICTS, type Verdict } from "#lib/core/verify/verification.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { type Progress, print, printJson, progressLine, table } from "#lib/infra/terminal/terminal.ts";
import { hasWords, type Say } from "#lib/infra/terminal/words.ts";
import { folderBag } from "#lib/parties/bag/folder-bag.ts";
import { type BagReceipt, receiptsOf, type Trust, worse } from "./bag-receipts.ts";
import { bagProblems } from "./bag-report.ts";
import { stopSignal } from "./ledger-trust.ts";
import { readAuthorities, readPolicy } from "./verify-given.ts";

/** Receipts that are named one by one; all are counted. */
const NAMED_MAX = 100;

interface Named {
  path: string;
  code: "copy_differs" | "could_not_check" | "origin_differs" | "failed" | "not_anchored";
  step?: Step;
}

export interface ReceiptFigures {
  all: number;
  verdicts: Record<Verdict, number>;
  /** Of those that hold. */
  witnessed: number;
  /** Contents that are in the bag as they were recorded; kept once, and not in the bag; never kept, or not said. */
  contents: { there: number; absent: number; notKept: number };
  /** The first of those with which something is the matter. */
  named: Named[];
}

export interface CheckedBag {
  exitCode: ExitCode;
  report: BagReport;
  figures: ReceiptFigures;
}

export async function verifyBag(context: Context): Promise<ExitCode> {
  const { options, json } = context;
  const folder = String(options.bag);
  const trust = await readTrust(context);
  const { exitCode, report, figures } = await checkArchive(folder, { trust, context });
  const { problems, problemCount, payload, version } = report;
  if (json) printJson({ exitCode, bag: { version, ...payload, problemCount, problems }, receipts: figures });
  else print(bagText({ folder, exitCode, report, figures, trust }, context));
  return exitCode;
}

/** Whom the reader trusts. @throws {CommandError} for files that are none */
export async function readTrust({ lists, say }: Context): Promise<Trust> {
  const policies: Policy[] = [];
  for (const path of lists.policy ?? []) policies.push(await readPolicy(path, say));
  const authorities: Uint8Array[] = [];
  for (const path of lists["tsa-ca"] ?? []) authorities.push(...(await readAuthorities(path, say)));
  return { policies, authorities };
}

/** @param options.onReceipt gets each once it is checked */
export async function checkArchive(
  folder: string,
  options: { trust: Trust; context: Context; onReceipt?: (receipt: BagReceipt) => void },
): Promise<CheckedBag> {
  const { trust, context, onReceipt } = options;
  const { say } = context;
  const progress = progressLine();
  const signal = stopSignal();
  const source = folderBag(folder, { signal });
  try {
    const report = await checkBag(source, {
      onProgress: ({ files, bytes }) => progress.show(say("bag.reading", { files, bytes })),
    });
    const figures = newFigures();
    let exitCode: ExitCode = report.problemCount > 0 ? EXIT.failed : EXIT.ok;
    for await (const receipt of receiptsOf(source, { report, trust })) {
      onReceipt?.(receipt);
      exitCode = worse(exitCode, addFigures(receipt, figures));
      showReceipts(progress, { figures, say });
    }
    // A bag without a receipt may be whole, and proves nothing.
    if (figures.all === 0) exitCode = worse(exitCode, EXIT.impossible);
    return { exitCode, report, figures };
  } catch (error) {
    if (signal.aborted) throw new CommandError(say("bag.stopped"), { code: "stopped" });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES") throw error;
    const reason = code === "EACCES" ? say("files.denied") : code === "ENOENT" ? say("bag.noFolder") : message;
    throw new CommandError(say("files.unreadable", { path: folder, reason }), { code: "file_unreadable" });
  } finally {
    progress.clear();
  }
}

function showReceipts(progress: Progress, { figures, say }: { figures: ReceiptFigures; say: Say }): void {
  progress.show(say("bag.verifying", { count: figures.all }));
}

function newFigures(): ReceiptFigures {
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  return { all: 0, verdicts, witnessed: 0, contents: { there: 0, absent: 0, notKept: 0 }, named: [] };
}

function addFigures(receipt: BagReceipt, figures: ReceiptFigures): ExitCode {
  const { path, verification, content, kept, differing } = receipt;
  const { verdict, witnessed, steps } = verification.inside ?? verification;
  figures.all++;
  figures.verdicts[verification.verdict]++;
  if (witnessed) figures.witnessed++;
  figures.contents[content !== undefined ? "there" : kept ? "absent" : "notKept"]++;
  const wrong = receipt.origins.filter(({ holds }) => !holds);
  const exitCode = differing.length + wrong.length > 0 ? EXIT.failed : receipt.exitCode;
  const name = (named: Named): void => {
    if (figures.named.length < NAMED_MAX) figures.named.push(named);
  };
  for (const copy of differing) name({ path: copy, code: "copy_differs" });
  for (const origin of wrong) name({ path: origin.path, code: "origin_differs" });
  const step = steps.find(({ status }) => status === "failed");
  if (receipt.exitCode === EXIT.failed) name({ path, code: "failed", ...(step ? { step } : {}) });
  else if (verdict === "not_anchored") name({ path, code: "not_anchored" });
  else if (receipt.exitCode === EXIT.impossible) name({ path, code: "could_not_check" });
  return exitCode;
}

export function bagText(
  { folder, exitCode, report, figures, trust }: CheckedBag & { folder: string; trust: Trust },
  { say, locale }: Pick<Context, "say" | "locale">,
): string {
  const { payload, problemCount, version } = report;
  const { all, verdicts, witnessed, contents, named } = figures;
  const holding = verdicts.valid + verdicts.issuer_unproven;
  const rows: [string, string][] = [
    [
      say("bag.bag"),
      problemCount === 0
        ? say("bag.whole", { version: version ?? "", ...payload })
        : say("bag.broken", { count: problemCount }),
    ],
    [
      say("bag.receipts"),
      say("bag.receiptsValue", { all, holding, failed: verdicts.failed, waiting: verdicts.not_anchored }),
    ],
    [say("bag.contents"), say("bag.contentsValue", contents)],
  ];
  if (trust.policies.length > 0) rows.push([say("bag.witnessed"), say("bag.witnessedValue", { witnessed, all })]);
  const lines = [`${plain(folder)}\n`, table(rows)];
  if (problemCount > 0) lines.push(bagProblems(report, say));
  if (named.length > 0) lines.push(named.map((one) => namedLine(one, { say, locale })).join(""));
  const verdict = {
    0: "ok",
    1: "failed",
    2: "impossible",
    3: "unproven",
    4: "resaved",
    5: "failed",
    6: "failed",
    7: "failed",
  }[exitCode];
  lines.push(`${say(`bag.verdict.${verdict}`)}\n`);
  if (exitCode !== EXIT.failed) lines.push(`${say("bag.leftOut")}\n`);
  return lines.join("\n");
}

function namedLine({ path, code, step }: Named, { say, locale }: Pick<Context, "say" | "locale">): string {
  if (step === undefined) return `  ${plain(path)}: ${say(`bag.receipt.${code}`)}\n`;
  const key = `reason.${step.reason}`;
  // The sentences of the pages, but for those that speak of a site.
  const policy = plain(step.policyOfTime ?? "none");
  const reason = say(hasWords(locale, `verify.${key}`) ? `verify.${key}` : `/steps.${key}`, { policy });
  const sentence = `${say(`/steps.name.${step.name}`)}: ${reason}`;
  const compared = table(
    [
      [say("/steps.expected"), plain(step.expected ?? "-")],
      [say("/steps.found"), plain(step.found ?? "-")],
    ],
    "      ",
  );
  return `  ${plain(path)}: ${sentence}\n${compared}`;
}
