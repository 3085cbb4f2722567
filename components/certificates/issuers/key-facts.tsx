import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { ShownKey } from "#lib/features/certificates/issuers/types.ts";

/** A key and its life: the same in the settings and on the page for strangers. */
export function KeyFacts({ shown }: { shown: ShownKey }) {
  const t = useTranslations("issuer.keys");
  const { name, publicKey, from, until, compromisedAsOf, note } = shown;
  const state = compromisedAsOf ? "compromised" : until ? "rotated" : "signing";
  const tone = { compromised: "danger", rotated: "neutral", signing: "ok" } as const;
  return (
    <div className="grid gap-1 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <code className="font-medium">{name}</code>
        <Badge tone={tone[state]}>{t(`states.${state}`)}</Badge>
      </div>
      <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
        <span>
          {t("from")} <DateTime value={from} brief />
        </span>
        {until ? (
          <span>
            {t("until")} <DateTime value={until} brief />
          </span>
        ) : null}
      </p>
      {compromisedAsOf ? (
        <p className="text-danger">
          {t("asOf")} <DateTime value={compromisedAsOf} />
        </p>
      ) : null}
      {note ? <p className="text-ink-soft wrap-anywhere">{t("noted", { note })}</p> : null}
      <div className="text-xs text-ink-soft">
        <Digest value={publicKey} what={t("publicKey")} />
      </div>
    </div>
  );
}
