/** How to check the receipt without us: on the command line, with common tools. */
import { CHECKPOINT_ATTACHMENT, timestampAttachment } from "#lib/core/receipt/receipt-pdf.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { type Setting, say } from "./setting.ts";

/** Commands whose output a stranger compares; they are run as printed in the tests. */
export const OPEN_COMMANDS: string = [
  "pdfdetach -saveall RECEIPT.pdf",
  "openssl dgst -sha256 -binary FILE | base64",
  "jq -j .record receipt.json | jq -r .digests.sha256",
  "jq -j .record receipt.json | openssl dgst -sha256 -binary | base64",
  "jq -j .entry receipt.json",
].join("\n");

const VERIFY_COMMAND = "sealbook verify RECEIPT.pdf FILE --policy POLICY";

/** One line a token; run as printed in the tests, on the files that line 1 of OPEN_COMMANDS takes out. */
export function timestampCommandLines(count: number): string {
  const line = (_: unknown, at: number) =>
    `openssl ts -verify -data ${CHECKPOINT_ATTACHMENT} -in ${timestampAttachment(at + 1)} -token_in -CAfile AUTHORITIES.pem`;
  return Array.from({ length: count }, line).join("\n");
}

/** What is said, and what is typed, in turn. */
type Step = { say: string } | { type: string };
const STEP_GAP = 4;

/** All on one page, so that no page has only the rest of it. */
export function commands(setting: Setting): void {
  const { sheet, locale } = setting;
  const steps = stepsOf(setting);
  sheet.heading(
    say(locale)("commands"),
    steps.reduce((sum, step) => sum + heightOf(setting, step), 0),
  );
  for (const step of steps) {
    if ("say" in step) sheet.block("P", { text: step.say, style: STYLE.body });
    else sheet.code(step.type);
    sheet.skip(STEP_GAP);
  }
}

function heightOf({ sheet }: Setting, step: Step): number {
  const height = "say" in step ? sheet.heightOf([{ text: step.say, style: STYLE.body }]) : sheet.codeHeight(step.type);
  return height + STEP_GAP;
}

function stepsOf(setting: Setting): Step[] {
  const { facts, locale, publicUrl, policyEpoch } = setting;
  const t = say(locale);
  const { anchor, timestamps } = facts;
  const common: Step[] = [
    { say: t("checkCommand", { url: `${publicUrl}/check-us` }) },
    { type: VERIFY_COMMAND },
    { say: t("checkOpen") },
    { type: OPEN_COMMANDS },
  ];
  if (!anchor) return common;
  const ledger = ledgerUrl(setting, anchor.origin);
  const policy =
    policyEpoch === undefined ? "" : ` ${t("checkPolicy", { url: `${ledger}/witness-policy/${policyEpoch}` })}`;
  const stamps: Step[] = [
    { say: t("checkTimestamp", { url: `${ledger}/timestamp-authorities` }) },
    // What checks each token with nothing but OpenSSL, once the files are taken out of the document.
    { type: timestampCommandLines(timestamps.length) },
  ];
  return [...common, ...(timestamps.length > 0 ? stamps : []), { say: `${t("checkOther")}${policy}` }];
}

function ledgerUrl({ publicUrl }: Setting, origin: string): string {
  return `${publicUrl}/ledger/${origin.slice(origin.lastIndexOf("/") + 1)}`;
}
