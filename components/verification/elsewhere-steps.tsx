import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { type ElsewhereCheck, type ElsewhereStep, STATED } from "#lib/credentials/elsewhere/words.ts";

type ElsewhereStepsProps = { check: ElsewhereCheck; heading?: "h3" | "h4" };

/** What a certificate of another system states, and step by step what was checked of it. Needs the messages `elsewhere`. */
export function ElsewhereSteps({ check, heading: Heading = "h4" }: ElsewhereStepsProps) {
  const t = useTranslations("elsewhere");
  const { states, steps, asked } = check;
  const stated = STATED.flatMap((name) =>
    states[name] === undefined
      ? []
      : [{ term: t(`stated.${name}`), description: <bdi className="wrap-anywhere">{plain(states[name])}</bdi> }],
  );
  return (
    <>
      {stated.length > 0 ? (
        <div className="grid gap-1">
          <Heading className="text-sm font-medium">{t("states")}</Heading>
          <DefinitionList items={stated} />
        </div>
      ) : null}
      <div className="grid gap-1">
        <Heading className="text-sm font-medium">{t("checks")}</Heading>
        <DefinitionList
          items={steps.map((step) => ({ term: t(`name.${step.name}`), description: <StepWords step={step} /> }))}
        />
      </div>
      <p className="text-xs text-ink-soft">
        {asked.length > 0 ? t("asked", { hosts: asked.map(plain).join(", ") }) : t("askedNobody")}
      </p>
    </>
  );
}

function StepWords({ step }: { step: ElsewhereStep }) {
  const t = useTranslations("elsewhere");
  const { name, status, reason, found } = step;
  const isBad = status === "failed";
  return (
    <>
      <span className={isBad ? "font-medium text-danger" : "font-medium"}>{t(`status.${status}`)}</span>
      {" · "}
      {status === "ok" ? t(`ok.${name}`) : reason ? t(`reason.${reason}`) : null}
      {found ? <bdi className="block text-xs text-ink-soft wrap-anywhere">{plain(found)}</bdi> : null}
    </>
  );
}
