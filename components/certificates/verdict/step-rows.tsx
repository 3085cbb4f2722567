import { Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "#components/ui/class-names.ts";
import { VerdictMark } from "#components/ui/verdict-mark.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { CertificateStep } from "#lib/verify/certificate/words.ts";

const STATUS_TEXT = {
  ok: "text-ok",
  failed: "text-danger",
  unchecked: "text-ink-soft",
  not_applicable: "text-ink-soft",
} as const;

/** What was checked, a row each: a mark, the name, how it came out, and a sentence that says why. */
export function CertificateSteps({ steps }: { steps: readonly CertificateStep[] }) {
  const t = useTranslations("certificateVerdict");
  return (
    <section className="grid gap-1">
      <h3 className="font-serif text-lg font-semibold">{t("steps")}</h3>
      <ol className="divide-y divide-rule border-y border-rule">
        {steps.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ step }: { step: CertificateStep }) {
  const t = useTranslations("certificateVerdict");
  const { name, status } = step;
  // Looked at, and not found: that is not what was not looked at.
  const isUnproven = status === "unchecked" && (step.reason === "domain_unproven" || step.reason === "ledger_unproven");
  const found = status === "ok" ? undefined : step.found;
  return (
    <li className="grid grid-cols-[1.75rem_1fr] gap-x-4 py-3.5 break-inside-avoid">
      {status === "unchecked" || status === "not_applicable" ? (
        <span
          aria-hidden="true"
          className="grid size-7 place-items-center rounded-full border border-rule-strong text-ink-soft"
        >
          <Minus className="size-4" />
        </span>
      ) : (
        <VerdictMark look={status === "ok" ? "valid" : "failed"} size="sm" />
      )}
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{t(`name.${name}`)}</span>
          <span className={cx("text-xs font-medium", STATUS_TEXT[status])}>
            {t(`status.${isUnproven ? "unproven" : status}`)}
          </span>
        </p>
        <p className="text-sm text-ink-soft text-pretty">
          {status === "ok" ? t(`ok.${name}`) : t(`reason.${step.reason}`)}
        </p>
        {found ? <p className="font-mono text-xs text-ink-soft wrap-anywhere">{plain(found)}</p> : null}
      </div>
    </li>
  );
}
