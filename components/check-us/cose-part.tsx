import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import { coseCommands, type Place } from "./commands.ts";
import { Part } from "./part.tsx";

/** Header parameters of a COSE receipt, protected but for the last. */
const LABELS = { alg: "1", kid: "4", claims: "15", vds: "395", tree: "sealbook.tree/v1", vdp: "396" } as const;
const MEMBERS = Object.keys(LABELS) as (keyof typeof LABELS)[];

/** The receipt in the form that programs of other makers read (RFC 9942), and how to check one with nothing of ours. */
export function CosePart({ place }: { place: Place }) {
  const t = useTranslations("checkUs.cose");
  return (
    <Part id="cose" title={t("title")} lead={t("lead")}>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {MEMBERS.map((member) => (
          <div key={member} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[9rem_1fr]">
            <dt className="font-mono text-xs">{LABELS[member]}</dt>
            <dd className="text-ink-soft text-pretty">{t(`member.${member}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("signed")}</p>
      <Command id="run-cose" title={t("run")} text={coseCommands(place)} expect={t("runExpect")} />
      <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("none")}</p>
    </Part>
  );
}
