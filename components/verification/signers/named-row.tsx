import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Named, NamedFacts } from "#lib/verify/pdf/named.ts";

interface NamedRowProps {
  named: Named;
  facts: NamedFacts;
  onChange: (next: Named) => void;
  onRemove: () => void;
}

/** One certificate or list, with what tells it from another of the same name. */
export function NamedRow({ named, facts, onChange, onRemove }: NamedRowProps) {
  const t = useTranslations("signatures.named");
  const { name, fingerprint, since, until } = facts;
  const { role, from = "", to = "" } = named;
  const hasEnded = until !== undefined && until.getTime() < Date.now();
  return (
    <li className="grid gap-2 rounded-md border border-rule bg-surface p-3 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <bdi className="font-medium wrap-anywhere">{name}</bdi>
          <Badge>{t(`role.${role}`)}</Badge>
          {hasEnded ? <Badge tone="attention">{t(role === "revocation" ? "old" : "ended")}</Badge> : null}
        </span>
        <Button size="sm" aria-label={t("removeNamed", { name })} onClick={onRemove}>
          {t("remove")}
        </Button>
      </div>
      <p className="text-xs text-ink-soft">
        {t("since")} <DateTime value={since.toISOString()} brief />
        {until ? (
          <>
            {" · "}
            {t("until")} <DateTime value={until.toISOString()} brief />
          </>
        ) : null}
      </p>
      <p className="text-xs text-ink-soft">
        SHA-256 <Digest value={fingerprint} what={t("fingerprint")} />
      </p>
      {role === "revocation" ? null : (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            type="date"
            label={t("from")}
            optional
            max="2999-12-31"
            value={from}
            onChange={({ target }) => onChange({ ...named, from: target.value || undefined })}
          />
          <TextField
            type="date"
            label={t("to")}
            optional
            max="2999-12-31"
            value={to}
            error={from && to && to < from ? t("toBeforeFrom") : undefined}
            onChange={({ target }) => onChange({ ...named, to: target.value || undefined })}
          />
        </div>
      )}
    </li>
  );
}
