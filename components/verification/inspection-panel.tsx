import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import { ElsewhereSteps } from "./elsewhere-steps.tsx";
import { SignaturesPanel } from "./signatures-panel.tsx";

/** What a file is, states and lacks, beside or instead of a verdict. */
export function InspectionPanel({
  name,
  inspection,
  source,
}: {
  name?: string | undefined;
  inspection: Inspection;
  /** The file itself, where more may be asked about it. */
  source?: Blob | undefined;
}) {
  const t = useTranslations("inspect");
  const { kind, states, checks, missing, elsewhere, signatures } = inspection;
  return (
    <section className="grid gap-3 break-inside-avoid">
      <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
      <div className="grid gap-1">
        {name ? <bdi className="text-sm break-all text-ink-soft">{name}</bdi> : null}
        <p className="font-medium">{t(`kind.${kind}`)}</p>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">{t(`about.${kind}`)}</p>
      </div>
      {elsewhere ? <ElsewhereSteps check={elsewhere} /> : null}
      {signatures ? <SignaturesPanel report={signatures} source={source} /> : null}
      {states.length > 0 ? (
        <div className="grid gap-1">
          <h4 className="text-sm font-medium">{t("states")}</h4>
          <DefinitionList
            items={states.map((statement) => ({
              term: t(`state.${statement.name}`),
              description: <bdi className="wrap-anywhere">{plain(statement.value)}</bdi>,
            }))}
          />
        </div>
      ) : null}
      {checks.length > 0 ? (
        <div className="grid gap-1">
          <h4 className="text-sm font-medium">{t("checks")}</h4>
          <DefinitionList
            items={checks.map((check) => ({
              term: t(`check.${check.name}`),
              description: `${t(`status.${check.status}`)}${check.reason ? ` ${t(`cose.${check.reason}`)}` : ""}`,
            }))}
          />
        </div>
      ) : null}
      {missing.length > 0 ? (
        <div className="grid gap-1">
          <h4 className="text-sm font-medium">{t("missingTitle")}</h4>
          <ul className="list-disc ps-5 text-sm text-ink-soft">
            {missing.map((each) => (
              <li key={each}>{t(`missing.${each}`)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
