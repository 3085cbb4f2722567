import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import { BLINDED_LINES, CLAIM_DIGESTS, CLAIM_ENTRY, chainCommand, DETAILS_HASH, type Place } from "./commands.ts";
import { Part } from "./part.tsx";

/** Members of a record of version 2, lines of its entry, and members of a receipt of version 2, each in their order. */
const MEMBERS = {
  record: ["record", "kind", "digests", "details", "salt", "parents", "issuer", "subject", "claim"],
  entry: ["version", "kind", "hash", "issuer", "subject", "after"],
  receipt: ["receipt", "ledgerKey", "texts", "timestamps", "extras"],
} as const;
type Form = keyof typeof MEMBERS;

/** How a record of version 2, its entry and its receipt are made, so that anybody can write a checker. */
export function ClaimsPart({ place }: { place: Place }) {
  const t = useTranslations("checkUs.claims");
  return (
    <Part id="claims" title={t("title")} lead={t("lead")}>
      <Members form="record" />
      <Command id="run-digests" title={t("digests")} text={CLAIM_DIGESTS} expect={t("digestsExpect")} />
      <Command id="run-details" title={t("details")} text={DETAILS_HASH} expect={t("detailsExpect")} />
      <Members form="entry" />
      <Command id="run-entry" title={t("run")} text={CLAIM_ENTRY} expect={t("runExpect")} />
      <Command id="run-blinded" title={t("blinded")} text={BLINDED_LINES} expect={t("blindedExpect")} />
      <Command id="run-chain" title={t("chain")} text={chainCommand(place)} expect={t("chainExpect")} />
      <Members form="receipt" />
    </Part>
  );
}

function Members({ form }: { form: Form }) {
  const t = useTranslations("checkUs.claims");
  return (
    <div className="grid gap-2">
      <h3 className="font-serif text-lg font-semibold">{t(`form.${form}`)}</h3>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {MEMBERS[form].map((member) => (
          <div key={member} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[9rem_1fr]">
            <dt className="font-medium">{t(`member.${form}.${member}` as Parameters<typeof t>[0])}</dt>
            <dd className="text-ink-soft text-pretty">{t(`means.${form}.${member}` as Parameters<typeof t>[0])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
