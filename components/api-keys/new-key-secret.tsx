import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TEST_MARK } from "#lib/core/log/test-ledger.ts";
import { ShownKey } from "./shown-key.tsx";

/** The new key, which nobody can show again. */
export function NewKeySecret({ secret, publicUrl, test }: { secret: string; publicUrl: string; test: boolean }) {
  const t = useTranslations("settings.keys");
  return (
    <div className="grid gap-5">
      <h2 className="font-serif text-lg font-semibold">{t("madeTitle")}</h2>
      <Callout tone="attention" title={t("madeWarning")} role="alert">
        {t("madeWarningText")}
      </Callout>
      <ShownKey secret={secret} />
      {test ? (
        <Callout tone="attention" title={TEST_MARK}>
          {t("testMade")}
        </Callout>
      ) : null}
      <div className="grid gap-1.5">
        <p className="text-sm text-ink-soft">{t("use")}</p>
        <pre className="whitespace-pre-wrap break-all rounded-md border border-rule bg-sunken p-3 font-mono text-xs">
          {`curl -H "Authorization: Bearer $SEALBOOK_KEY" ${publicUrl}/api/v1/evidence`}
        </pre>
      </div>
      <div>
        <LinkButton href="/settings/keys" variant="primary">
          {t("done")}
        </LinkButton>
      </div>
    </div>
  );
}
