import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { endOldSecretAction } from "#lib/features/accounts/api-keys/actions.ts";
import { OVERLAPS_HOURS } from "#lib/features/accounts/api-keys/schema.ts";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";
import { Use } from "./key-facts.tsx";
import { RotateKey } from "./rotate-key.tsx";

/** The secrets of a key, with their last uses: one sees when the old one is done with. */
export function KeySecrets({
  apiKey: key,
  mayChange,
  mayRevoke,
}: {
  apiKey: ApiKeyRow;
  mayChange: boolean;
  mayRevoke: boolean;
}) {
  const t = useTranslations("settings.keys");
  const { old } = key;
  return (
    <div className="grid gap-4">
      <DefinitionList
        items={[
          { term: t("newest"), description: <Prefix text={key.prefix} /> },
          {
            term: t("since"),
            description: <DateTime value={(key.rotatedAt ?? key.createdAt).toISOString()} brief />,
          },
          { term: t("used"), description: key.usedAt ? <Use at={key.usedAt} from={key.usedFrom} /> : t("neverUsed") },
        ]}
      />
      {old ? <OldSecret apiKey={key} old={old} mayRevoke={mayRevoke} /> : null}
      {mayChange ? <RotateKey id={key.id} overlaps={OVERLAPS_HOURS} hasOld={old !== undefined} /> : null}
    </div>
  );
}

function OldSecret({
  apiKey: { id, rotatedAt },
  old,
  mayRevoke,
}: {
  apiKey: ApiKeyRow;
  old: NonNullable<ApiKeyRow["old"]>;
  mayRevoke: boolean;
}) {
  const t = useTranslations("settings.keys");
  const isUsed = old.usedAt !== null && rotatedAt !== null && old.usedAt > rotatedAt;
  return (
    <div className="grid gap-3 border-t border-rule pt-3">
      <DefinitionList
        items={[
          { term: t("old"), description: <Prefix text={old.prefix} /> },
          { term: t("until"), description: <DateTime value={old.until.toISOString()} brief /> },
          { term: t("used"), description: old.usedAt ? <Use at={old.usedAt} from={old.usedFrom} /> : t("neverUsed") },
        ]}
      />
      <p className="text-sm text-ink-soft">{isUsed ? t("oldUsed") : t("oldUnused")}</p>
      {mayRevoke ? (
        <div>
          <ConfirmedAction
            action={endOldSecretAction}
            fields={{ id }}
            label={t("endOld")}
            title={t("endOldTitle")}
            description={t("endOldText")}
            confirmLabel={t("endOldConfirm")}
          />
        </div>
      ) : null}
    </div>
  );
}

function Prefix({ text }: { text: string }) {
  return <code className="font-mono text-xs">{text}…</code>;
}
