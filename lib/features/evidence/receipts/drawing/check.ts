/** How to check the receipt without us: in a browser, on the command line, with common tools. */
import { CHECKPOINT_ATTACHMENT, timestampAttachment } from "#lib/core/receipt/receipt-pdf.ts";
import { qrAreas } from "#lib/pdf/qr.ts";
import { CONTENT_WIDTH, INK, MARGIN, PAGE, STYLE } from "#lib/pdf/style.ts";
import { type Setting, say } from "./setting.ts";

const QR_SIDE = 108;
/** The white margin that is part of the code. */
const QR_QUIET = 10;
const QR_GAP = 14;

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

/** The code and its address on the right; the sheet goes on where it was. */
function publicPage({ sheet, facts, locale, publicUrl }: Setting): void {
  const t = say(locale);
  const { pen, structure, y } = sheet;
  const url = `${publicUrl}/v/${facts.id}`;
  // The quiet zone is as white as the page, so the dark part lines up with the margin.
  const code = { x: PAGE[0] - MARGIN.side - QR_SIDE + QR_QUIET, y: y + QR_QUIET - QR_SIDE, side: QR_SIDE };
  const draw = () => structure.mark(pen.page, () => pen.fillAll(qrAreas(url, code), INK));
  structure.within("Figure", draw, t("qrAlt", { url }));
  sheet.y = code.y + QR_QUIET - 4;
  const column = { width: QR_SIDE - 2 * QR_QUIET, x: code.x + QR_QUIET };
  sheet.block("P", { text: t("qrCaption"), style: STYLE.small }, column);
  sheet.block("P", { text: url, style: { ...STYLE.footer, size: 5.4, leading: 7.2 } }, column);
  sheet.y = y;
}

export function check(setting: Setting): void {
  const { sheet, facts, locale, publicUrl } = setting;
  const t = say(locale);
  const width = CONTENT_WIDTH - QR_SIDE - QR_GAP;
  publicPage(setting);
  const browser = t("checkBrowser", { url: `${publicUrl}/verify` });
  sheet.block("P", { text: browser, style: STYLE.body }, { width });
  sheet.skip(4);
  sheet.block("P", { text: t("checkCommand", { url: `${publicUrl}/check-us` }), style: STYLE.body }, { width });
  sheet.skip(3);
  sheet.code(VERIFY_COMMAND, { width });
  sheet.skip(5);
  sheet.block("P", { text: t("checkOpen"), style: STYLE.body }, { width });
  sheet.skip(3);
  sheet.code(OPEN_COMMANDS, { width });
  if (!facts.anchor) return;
  const ledger = ledgerUrl(setting, facts.anchor.origin);
  timestampCommands(setting, ledger);
  sheet.skip(5);
  const { policyEpoch } = setting;
  const policy =
    policyEpoch === undefined ? "" : ` ${t("checkPolicy", { url: `${ledger}/witness-policy/${policyEpoch}` })}`;
  sheet.block("P", { text: `${t("checkOther")}${policy}`, style: STYLE.body }, { width });
}

function ledgerUrl({ publicUrl }: Setting, origin: string): string {
  return `${publicUrl}/ledger/${origin.slice(origin.lastIndexOf("/") + 1)}`;
}

/** Prints what checks each token with nothing but OpenSSL, once the files are taken out of the document. */
function timestampCommands({ sheet, facts, locale }: Setting, ledger: string): void {
  if (facts.timestamps.length === 0) return;
  const url = `${ledger}/timestamp-authorities`;
  sheet.skip(5);
  sheet.block("P", { text: say(locale)("checkTimestamp", { url }), style: STYLE.body });
  sheet.skip(3);
  sheet.code(timestampCommandLines(facts.timestamps.length));
}
