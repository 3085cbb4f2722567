import { useLocale, useTranslations } from "next-intl";
import { ageWords } from "#components/explorer/age-words.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Waiting, WaitingFor } from "#lib/features/evidence/overview/types.ts";

const STEPS = ["block", "witnesses", "timestamp"] as const;

/** What of the organisation's records still lacks a step of its proof, and since when. */
export function OnTheWay({ waiting, now }: { waiting: WaitingFor | undefined; now: Date }) {
  const t = useTranslations("overview.waiting");
  const unknown = useTranslations("overview")("unknown");
  return (
    <section aria-labelledby="on-the-way" className="grid content-start gap-3">
      <h2 id="on-the-way" className="font-serif text-lg font-semibold">
        {t("title")}
      </h2>
      {waiting ? (
        <dl className="divide-y divide-rule border-y border-rule text-sm">
          {STEPS.map((step) => (
            <div key={step} className="grid gap-0.5 py-3">
              <dt className="font-medium">{t(step)}</dt>
              <dd className="grid gap-0.5">
                <State waiting={waiting[step]} now={now} listed={step === "block"} />
                {waiting[step] ? <span className="text-xs text-ink-soft">{t(`means.${step}`)}</span> : null}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="text-sm text-attention">{unknown}</p>
      )}
    </section>
  );
}

function State({ waiting, now, listed }: { waiting: Waiting | undefined; now: Date; listed: boolean }) {
  const t = useTranslations("overview.waiting");
  const locale = useLocale();
  if (!waiting) return <span className="text-ink-soft">{t("off")}</span>;
  const { count, more, since } = waiting;
  if (count === 0 && !more) return <span>{t("none")}</span>;
  const records = t(more ? "more" : "some", { count });
  const age = since && ageWords(now.getTime() - Date.parse(since), locale);
  return (
    <span className="flex flex-wrap gap-x-3">
      <span>{age ? t("oldest", { records, age }) : records}</span>
      {listed ? <TextLink href="/evidence?state=recorded">{t("show")}</TextLink> : null}
    </span>
  );
}
