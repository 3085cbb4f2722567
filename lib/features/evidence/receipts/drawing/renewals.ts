/** The renewals that a receipt carries: what each committed to anew, and who dated it. */

import { extrasOf, type Receipt } from "#lib/core/receipt/receipt.ts";
import { RENEWAL_KIND, readRenewal } from "#lib/core/renewal/receipt-renewal.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import type { Passage } from "#lib/pdf/sheet.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { SHA512 } from "#lib/pki/oids.ts";
import type { RenewalFacts } from "./facts.ts";
import { type Setting, say, sayOf } from "./setting.ts";
import { zoned } from "./times.ts";
import { readTokens } from "./tokens.ts";

/**
 * Of a receipt's renewals those that can be read: what is wrong with the others, verification says.
 *
 * @throws {Error} as `readTokens`
 */
export async function readRenewals(receipt: Receipt): Promise<RenewalFacts[]> {
  const extras = extrasOf(receipt).filter(({ kind }) => kind === RENEWAL_KIND);
  return await Promise.all(
    extras.flatMap((extra) => {
      const renewal = readRenewal(extra);
      return renewal ? [factsOf(renewal)] : [];
    }),
  );
}

async function factsOf(renewal: NonNullable<ReturnType<typeof readRenewal>>): Promise<RenewalFacts> {
  const { statement, text, tokens, content } = renewal;
  const stamps = await readTokens(tokens, { imprint: SHA512.digest(utf8(text)), hash: SHA512 });
  return { number: statement.number, size: `${statement.size}`, content: content !== undefined, stamps };
}

/** One row each, in the order of the chain. */
export function renewalRows({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
  const value = (text: Passage["text"]): Passage => ({ text, style: STYLE.value });
  for (const { number, size, content, stamps } of facts.renewals) {
    const dated = stamps.map(({ authority, time }) =>
      sayOf(locale, {
        key: "renewalDated",
        slot: "name",
        name: authority,
        values: { time: zoned(time, locale, " / ") },
      }),
    );
    sheet.row(t("renewal", { number }), [
      value(t("renewalText", { size })),
      value(t(content ? "renewalContent" : "renewalRecordOnly")),
      ...(dated.length > 0 ? dated : [t("renewalUndated")]).map(value),
    ]);
  }
}
