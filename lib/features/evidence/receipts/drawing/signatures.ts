/** Who has signed: the operator, witnesses, time-stamping authorities. What is absent is said as plainly. */

import type { Locale } from "#lib/i18n/locale.ts";
import type { Passage } from "#lib/pdf/sheet.ts";
import { STYLE } from "#lib/pdf/style.ts";
import type { Text } from "#lib/pdf/text.ts";
import type { AnchorFacts } from "./anchor.ts";
import { renewalRows } from "./renewals.ts";
import { listed, type Setting, say, sayOf } from "./setting.ts";
import { times } from "./times.ts";

/** Names are listed up to here, then counted. */
const COSIGNERS_LISTED_MAX = 12;
export const OTHER_SIGNERS_LISTED_MAX = 6;

const value = (text: Text): Passage => ({ text, style: STYLE.value });
const small = (text: Text): Passage => ({ text, style: STYLE.small });

export function signatureRows(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  sheet.table(() => {
    if (!facts.anchor) {
      sheet.row(t("operator"), [value(t("operatorRecorded", { key: facts.issuerKey }))]);
      return;
    }
    sheet.row(t("operator"), [value(operatorText(setting, facts.anchor))]);
    sheet.row(t("witnesses"), [...quorumPassages(setting), ...witnessPassages(setting)]);
    sheet.row(t("timestamp"), timestampPassages(setting));
    renewalRows(setting);
  });
}

/** The ledger by its name, and the algorithms of the keys with which it signed. */
function operatorText({ locale }: Setting, { origin, lines }: AnchorFacts): Text {
  const algorithms = lines.flatMap(({ name, algorithm }) => (name === origin && algorithm ? [algorithm] : []));
  const list = [...new Set(algorithms)].join(say(locale)("and"));
  return sayOf(locale, { key: "operatorSigned", slot: "origin", name: origin, values: { algorithms: list } });
}

function attested(name: string, { time, locale }: { time: string; locale: Locale }): Text {
  return sayOf(locale, { key: "attested", slot: "name", name, values: { time: times(time).utc } });
}

function witnessPassages({ facts, locale }: Setting): Passage[] {
  const t = say(locale);
  const { cosigners = [], otherSigners = [] } = facts.anchor ?? {};
  const others = listed(otherSigners, { max: OTHER_SIGNERS_LISTED_MAX, locale });
  const otherSignatures = sayOf(locale, { key: "otherSignatures", slot: "names", name: others });
  if (cosigners.length === 0) return [value(others ? otherSignatures : t("noWitness"))];
  const named = cosigners.slice(0, COSIGNERS_LISTED_MAX);
  const lines = named.map(({ name, time }) => value(attested(name, { time, locale })));
  const more = cosigners.length - named.length;
  return [
    ...lines,
    ...(more > 0 ? [value(t("moreCosigners", { count: more }))] : []),
    ...(facts.anchor?.quorum ? [] : [small(t("cosignersNote"))]),
    ...(others ? [small(otherSignatures)] : []),
  ];
}

/** Whether that is enough, by the ledger's own policy. */
function quorumPassages({ facts, locale }: Setting): Passage[] {
  const t = say(locale);
  const quorum = facts.anchor?.quorum;
  if (!quorum) return [];
  if (quorum.needed === 0) return [value(t("quorumNone"))];
  return [value(t(quorum.signed >= quorum.needed ? "quorumMet" : "quorumUnmet", quorum))];
}

function timestampPassages({ facts, locale }: Setting): Passage[] {
  const t = say(locale);
  if (facts.timestamps.length === 0) return [value(t("noTimestamp"))];
  const lines = facts.timestamps.map(({ authority, time }) => value(attested(authority, { time, locale })));
  return [...lines, small(t("timestampsNote"))];
}
