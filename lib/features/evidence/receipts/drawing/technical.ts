/** What a technician needs to check the receipt: keys, signature lines, the checkpoint, and commands. */
import { STYLE } from "#lib/pdf/style.ts";
import type { Text } from "#lib/pdf/text.ts";
import type { AnchorFacts } from "./anchor.ts";
import { grouped } from "./facts.ts";
import { wholeNames } from "./record.ts";
import { listed, type Setting, say, sayOf } from "./setting.ts";
import { OTHER_SIGNERS_LISTED_MAX } from "./signatures.ts";

/** Signature lines are listed up to here, then counted. */
const LINES_LISTED_MAX = 12;

export function keyRows(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  const { anchor } = facts;
  sheet.table(() => {
    wholeNames(setting);
    sheet.row(t("submitterId"), [{ text: facts.organisation.id, style: STYLE.digest }]);
    sheet.row(t("ledgerKey"), [{ text: facts.issuerKey, style: STYLE.code }]);
    if (!anchor) return;
    sheet.row(t("root"), [{ text: grouped(anchor.root), style: STYLE.digest }]);
    const checkpoint = `${anchor.checkpointText}\n${anchor.operatorLine}`;
    sheet.row(t("checkpoint"), [{ text: checkpoint.trimEnd(), style: STYLE.code }]);
    sheet.row(t("lines"), [
      ...lineTexts(setting, anchor).map((text) => ({ text, style: STYLE.code })),
      { text: t("linesNote"), style: STYLE.small },
    ]);
    sheet.row(t("quantum"), [{ text: quantumText(setting), style: STYLE.value }]);
  });
}

/** Each by the name and the id of the key that it names, as keys are written. */
function lineTexts({ locale }: Setting, { lines }: AnchorFacts): string[] {
  const t = say(locale);
  const named = lines
    .slice(0, LINES_LISTED_MAX)
    .map(({ name, keyId, algorithm = t("algorithmUnknown") }) => `${name}+${keyId}  ${algorithm}`);
  const more = lines.length - named.length;
  return more > 0 ? [...named, t("moreCosigners", { count: more })] : named;
}

/** Which of these a quantum computer could forge, by the form of their lines: whose they are is checked elsewhere. */
function quantumText({ facts, locale }: Setting): Text {
  const lasting = facts.anchor?.lasting ?? [];
  if (lasting.length === 0) return say(locale)("quantumAll");
  const name = listed(lasting, { max: OTHER_SIGNERS_LISTED_MAX, locale });
  return sayOf(locale, { key: "quantumSome", slot: "names", name });
}
