import { useTranslations } from "next-intl";
import { Part } from "./part.tsx";

const CHECKS = ["file", "record", "path", "signature", "issuer", "witnesses", "timestamp"] as const;
const LIMITS = ["truth", "author", "absence", "keys", "clock"] as const;
/** What a format leaves unsigned. */
const UNSIGNED = ["lines", "extensions", "spelling"] as const;

/** What each check proves, and what none of them can. */
export function ProofsPart() {
  const t = useTranslations("checkUs.proofs");
  return (
    <Part id="proofs" title={t("title")} lead={t("lead")}>
      <dl className="divide-y divide-rule border-y border-rule text-sm">
        {CHECKS.map((check) => (
          <div key={check} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[9rem_1fr]">
            <dt className="font-medium">{t(`check.${check}`)}</dt>
            <dd className="text-ink-soft text-pretty">{t(`shows.${check}`)}</dd>
          </div>
        ))}
      </dl>
      <div className="grid gap-2">
        <h3 className="font-serif text-lg font-semibold">{t("none")}</h3>
        <ul className="grid max-w-prose list-disc gap-1.5 ps-5 text-sm text-ink-soft">
          {LIMITS.map((limit) => (
            <li key={limit}>{t(`limit.${limit}`)}</li>
          ))}
        </ul>
      </div>
      <div className="grid gap-2">
        <h3 className="font-serif text-lg font-semibold">{t("unsigned")}</h3>
        <ul className="grid max-w-prose list-disc gap-1.5 ps-5 text-sm text-ink-soft">
          {UNSIGNED.map((bytes) => (
            <li key={bytes}>{t(`open.${bytes}`)}</li>
          ))}
        </ul>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("quantum")}</p>
      </div>
    </Part>
  );
}
