import { getTranslations } from "next-intl/server";
import { OrganisationChoices } from "#components/organisations/organisation-choices.tsx";
import { OrganisationForm } from "#components/organisations/organisation-form.tsx";
import { OrganisationLogo } from "#components/organisations/organisation-logo.tsx";
import { StorageUsed } from "#components/organisations/storage-used.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { loadLogo } from "#lib/features/accounts/logos/pages.ts";
import { loadOrganisationSettings } from "#lib/features/accounts/organisations/pages.ts";

export default async function OrganisationSettingsPage() {
  const [t, loaded, logo] = await Promise.all([getTranslations("settings"), loadOrganisationSettings(), loadLogo()]);
  const { organisation, storage, choices, role, mayChange } = loaded;
  const { id, ledger, createdAt, name, keepContent, publicLookup, publishRecords, alsoSm3 } = organisation;
  const readOnly = mayChange ? undefined : t("organisation.readOnly", { role: t(`roles.${role}`) });
  return (
    <div className="grid max-w-4xl gap-6">
      <Card title={t("organisation.title")}>
        <OrganisationForm
          key={id}
          settings={{ name, keepContent, publicLookup, publishRecords, alsoSm3 }}
          readOnly={readOnly}
        />
        <div className="mt-6 border-t border-rule pt-3">
          <DefinitionList
            items={[
              { term: t("organisation.id"), description: <code className="text-xs">{id}</code> },
              { term: t("organisation.ledger"), description: ledger },
              { term: t("organisation.storage"), description: storage && <StorageUsed storage={storage} /> },
              { term: t("organisation.since"), description: <DateTime value={createdAt.toISOString()} /> },
            ]}
          />
        </div>
      </Card>
      <OrganisationLogo
        name={name}
        logo={logo ? { sha256: logo.sha256, setAt: logo.setAt.toISOString() } : null}
        mayChange={mayChange}
      />
      <OrganisationChoices choices={choices} current={id} />
    </div>
  );
}
