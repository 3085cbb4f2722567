import { getTranslations } from "next-intl/server";
import { InviteForm } from "#components/members/invite-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { loadMayInvite } from "#lib/features/accounts/members/pages.ts";

export default async function InvitePage() {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("members"),
    getTranslations("settings.roles"),
    loadMayInvite(),
  ]);
  const { mayManage, role, given, sendsMail, suspended, units, isWhole } = loaded;
  if (!mayManage) return <Callout tone="attention">{t("forbidden", { role: roles(role) })}</Callout>;
  if (suspended) return <Callout tone="attention">{t("suspended")}</Callout>;
  return (
    <div className="max-w-2xl">
      <Card title={t("inviteTitle")} description={t("inviteLead")}>
        <InviteForm roles={given} sendsMail={sendsMail} units={units} isWhole={isWhole} />
      </Card>
    </div>
  );
}
