import { getTranslations } from "next-intl/server";
import { OrganisationChoices } from "#components/organisations/organisation-choices.tsx";
import { OrganisationForm } from "#components/organisations/organisation-form.tsx";
import { StorageUsed } from "#components/organisations/storage-used.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { loadOrganisationSettings } from "#lib/features/accounts/organisations/pages.ts";

export default async function OrganisationSettingsPage() {
  const [t, loaded] = await Promise.all([getTranslations("settings"), loadOrganisationSettings()]);
  const { organisation, storage, choices, role, mayChange } = loaded;
  const { id, ledger, createdAt, name, keepContent, publicLookup, publishRecords } = organisation;
  const readOnly = mayChange ? undefined : t("organisation.readOnly", { role: t(`roles.${role}`) });
  return (
    <div className="grid max-w-4xl gap-6">
      <Card title={t("organisation.title")}>
        <OrganisationForm key={id} settings={{ name, keepContent, publicLookup, publishRecords }} readOnly={readOnly} />
        <div className="mt-6 border-t border-rule pt-3">
          <DefinitionList
            items={[
              { term: t("organisation.id"), description: <code className="text-xs">{id}</code> },
              { term: t("organisation.ledger"), description: ledger },
              { term: t("organisation.storage"), description: <StorageUsed storage={storage} /> },
              { term: t("organisation.since"), description: <DateTime value={createdAt.toISOString()} /> },
            ]}
          />
        </div>
      </Card>
      <OrganisationChoices choices={choices} current={id} />
    </div>
  );
}
