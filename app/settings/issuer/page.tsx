import { getTranslations } from "next-intl/server";
import { IssuerDomains } from "#components/certificates/issuers/issuer-domains.tsx";
import { IssuerKeys } from "#components/certificates/issuers/issuer-keys.tsx";
import { NewIssuerForm } from "#components/certificates/issuers/new-issuer-form.tsx";
import { ProfileForm } from "#components/certificates/issuers/profile-form.tsx";
import { UnlinkableCard } from "#components/certificates/issuers/unlinkable-card.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadIssuerSettings } from "#lib/features/certificates/issuers/pages.ts";
import type { IssuerAddresses } from "#lib/features/certificates/issuers/types.ts";

export default async function IssuerSettingsPage() {
  const [t, settings, loaded] = await Promise.all([
    getTranslations("issuer"),
    getTranslations("settings"),
    loadIssuerSettings(),
  ]);
  const { role, mayManage, issuer } = loaded;
  const readOnly = mayManage ? undefined : t("readOnly", { role: settings(`roles.${role}`) });
  if (!issuer) {
    return (
      <ClientMessages namespaces={["issuer", "forms"]}>
        <Card title={t("become.title")} description={t("become.lead")} className="max-w-4xl">
          {readOnly ? (
            <Callout>{readOnly}</Callout>
          ) : (
            <NewIssuerForm name={loaded.organisation} publicUrl={loaded.publicUrl} />
          )}
        </Card>
      </ClientMessages>
    );
  }
  const { addresses, domains, keys, unrecorded, unlinkable } = loaded;
  return (
    <ClientMessages namespaces={["issuer", "forms"]}>
      <div className="grid max-w-4xl gap-6">
        {readOnly ? <Callout>{readOnly}</Callout> : null}
        <Card title={t("profile.title")} description={t("profile.lead")}>
          <ProfileForm issuer={issuer} disabled={!mayManage} />
          <div className="mt-6 border-t border-rule pt-3">
            <Addresses addresses={addresses} publicPage={issuer.publicPage} />
          </div>
        </Card>
        <IssuerDomains domains={domains} did={addresses.did} mayManage={mayManage} />
        <IssuerKeys keys={keys} mayManage={mayManage} unrecorded={unrecorded} />
        <UnlinkableCard {...unlinkable} mayManage={mayManage} />
      </div>
    </ClientMessages>
  );
}

async function Addresses({ addresses, publicPage }: { addresses: IssuerAddresses; publicPage: boolean }) {
  const t = await getTranslations("issuer");
  const { did, page, document, keys } = addresses;
  const linked = (href: string) => (
    <TextLink href={href} className="break-all">
      {href}
    </TextLink>
  );
  return (
    <DefinitionList
      items={[
        {
          term: t("did"),
          description: (
            <span className="inline-flex max-w-full items-center gap-1">
              <code className="min-w-0 text-xs break-all">{did}</code>
              <CopyButton value={did} what={t("did")} />
            </span>
          ),
        },
        { term: t("page"), description: publicPage ? linked(page) : t("pageOff") },
        { term: t("document"), description: linked(document) },
        { term: t("keysDocument"), description: linked(keys) },
      ]}
    />
  );
}
