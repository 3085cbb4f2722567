import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import { BLOCK_PATH, type Place } from "./commands.ts";
import { Part } from "./part.tsx";

/** Of a header, in their order; the numbers are those of its lines. */
const LINES = ["version", "origin", "height", "first", "count", "size", "root", "time", "previous"] as const;

/** How the ledger's blocks are bound to its tree, and how a stranger checks that. */
export function BlocksPart({ place }: { place: Place }) {
  const t = useTranslations("checkUs.blocks");
  const { format } = place.ledger;
  return (
    <Part id="blocks" title={t("title")} lead={t(format === 1 ? "leadNamed" : "lead")}>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {LINES.map((line, at) => (
          <div key={line} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[9rem_1fr]">
            <dt className="text-xs">{t("line", { number: at + 1 })}</dt>
            <dd className="text-ink-soft text-pretty">{t(`lines.${line}`, { format })}</dd>
          </div>
        ))}
      </dl>
      {format === 1 ? null : (
        <>
          <Command id="run-block" title={t("run")} text={BLOCK_PATH} expect={t("runExpect")} />
          <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("chain")}</p>
          <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("unbound")}</p>
        </>
      )}
    </Part>
  );
}
