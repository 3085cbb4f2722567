import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { removeProviderAction } from "#lib/features/accounts/sso/actions.ts";

type ProviderFactsProps = { memberUrl: string; callbackUrl: string; people: number };

/** What members and the provider need to know, and the way to be rid of it. */
export function ProviderFacts({ memberUrl, callbackUrl, people }: ProviderFactsProps) {
  const t = useTranslations("sso");
  const address = (url: string, what: string) => (
    <span className="flex flex-wrap items-center gap-2">
      <code className="text-xs break-all">{url}</code>
      <CopyButton value={url} what={what} />
    </span>
  );
  return (
    <div className="mb-6 grid gap-4 border-b border-rule pb-6">
      <DefinitionList
        items={[
          { term: t("memberUrl"), description: address(memberUrl, t("memberUrl")) },
          { term: t("callbackUrl"), description: address(callbackUrl, t("callbackUrl")) },
          { term: t("people"), description: people },
        ]}
      />
      <div>
        <ConfirmedAction
          action={removeProviderAction}
          label={t("remove")}
          title={t("removeTitle")}
          description={t("removeText")}
          confirmLabel={t("remove")}
        />
      </div>
    </div>
  );
}
