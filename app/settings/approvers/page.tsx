import { getTranslations } from "next-intl/server";
import { GroupsList } from "#components/certificates/seals/groups-list.tsx";
import { NewGroupForm } from "#components/certificates/seals/new-group-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { loadApprovers } from "#lib/features/certificates/seals/pages.ts";

/** Who has to approve a batch before it is sealed. */
export default async function ApproversPage() {
  const [t, { groups, userId, isIssuer, candidates, mayManage }] = await Promise.all([
    getTranslations("seals"),
    loadApprovers(),
  ]);
  const isMaking = groups.some(({ state }) => state === "making");
  return (
    <ClientMessages namespaces={["seals", "forms"]}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
        {groups.length > 0 ? (
          <GroupsList groups={groups} userId={userId} mayManage={mayManage} />
        ) : (
          <EmptyState
            title={t("none")}
            actions={isIssuer ? null : <LinkButton href="/settings/issuer">{t("becomeIssuer")}</LinkButton>}
          >
            {isIssuer ? t("noneHint") : t("noIssuer")}
          </EmptyState>
        )}
        {mayManage && isIssuer && !isMaking ? (
          <Card title={t("newTitle")} description={t("newLead")}>
            {candidates.length < 2 ? (
              <Callout
                tone="attention"
                actions={
                  <LinkButton href="/settings/members/invite" size="sm">
                    {t("invite")}
                  </LinkButton>
                }
              >
                {t("tooFew")}
              </Callout>
            ) : (
              <NewGroupForm candidates={candidates} />
            )}
          </Card>
        ) : null}
      </div>
    </ClientMessages>
  );
}
